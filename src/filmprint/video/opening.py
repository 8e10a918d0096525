"""Open a film safely, and choose its main video stream.

Films are not trusted. Only regular files are opened, as `file:` with an absolute path, with a
whitelist of protocols and one of formats: without the second, a playlist with a film's suffix makes
FFmpeg read other files.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from fractions import Fraction

import av
import av.error
from av.codec.hwaccel import HWAccel
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard, Disposition, Stream
from av.video.stream import VideoStream

from filmprint.errors import FilmError, LimitError
from filmprint.processes import heartbeat
from filmprint.remote.file import BLOCK, RemoteFile
from filmprint.remote.path import FilmPath, RemotePath
from filmprint.video.sample_entries import ENCRYPTED, Renamed, video_sample_entries

FORMATS = (
    "mov,matroska,webm,avi,mpegts,mpeg,mpegvideo,m4v,h264,hevc,ivf,obu,av1,asf,flv,live_flv,ogg,"
    "mxf,nut,dv,rm,wtv,yuv4mpegpipe,gif,apng"
)
"""FFmpeg demuxers that read films, and only the file they are given."""

ANIMATIONS = ("gif", "apng")
"""Formats of images whose frames change what the ones before have left: only the first is whole."""

IMAGE_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM", b"v/1\1", b"SDPX",
                b"XPDS", b"\xff\x4f\xff\x51", b"\0\0\0\x0cjP  ")  # fmt: skip
"""How image files begin; WebP is told by its RIFF header."""

STILL_IMAGE = "a still image, not a film"

IMAGE_BRANDS = ("avif", "avis", "heic", "heix", "hevc", "hevx", "mif1", "msf1")
"""Major brands of images in an MP4 container, still or not (ISO/IEC 23008-12)."""

DOLBY_VISION_AV1 = "dav1"
"""The sample entry of AV1 that only players of Dolby Vision show right; FFmpeg does not know it."""

TABLE_CODECS = ("h264", "hevc", "vp9", "mpeg4", "prores", "mjpeg", "dnxhd")
"""Codecs for whose packets FFmpeg's mov demuxer takes the times from the table."""

DEFAULT_FRAME_RATE = Fraction(25)
"""Where nothing tells the frame rate."""

AVI_CHUNK_HEADER = 8
"""Bytes between a position in an AVI index and the position that FFmpeg gives for the packet."""


def open_film(path: FilmPath, hwaccel: HWAccel | None = None) -> InputContainer:
    """Open a regular file, or one elsewhere, as a film and nothing else. Raises `FilmError`.

    Dolby Vision AV1 whose picture is for Dolby's players alone is opened as plain AV1, which it is.
    """
    if isinstance(path, RemotePath):
        return _open_remote_film(path, hwaccel)
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise FilmError(f"{path}: {error.strerror or error}.") from error
    if stat.S_ISDIR(mode):
        raise FilmError(f"{path}: no films in this folder.")
    if not stat.S_ISREG(mode):
        raise FilmError(f"{path}: not a file.")
    try:
        container = _opened(f"file:{path.absolute()}", hwaccel)
        if not _is_mp4(container) or all(map(_has_decoder, container.streams.video)):
            return container
        entry = next((e for e in video_sample_entries(path) if e.name == DOLBY_VISION_AV1), None)
        if entry is None:
            return container
        container.close()
        container = _opened(Renamed(path, entry, b"av01"), hwaccel)
        for stream in container.streams.video:
            if stream.codec_context is not None and stream.codec_context.codec_tag == "av01":
                stream.codec_context.codec_tag = DOLBY_VISION_AV1  # its colors need a warning
        return container
    except (av.error.FFmpegError, OSError, ValueError) as error:
        if isinstance(error, PermissionError):
            raise FilmError(f"{path}: may not be read (permission denied).") from error
        with path.open("rb") as file:
            head = file.read(12)
        raise FilmError(f"{path}: {_reason_not_opened(head)}.") from error


def _opened(file: str | Renamed, hwaccel: HWAccel | None) -> InputContainer:
    return av.open(
        file,
        "r",
        options={"protocol_whitelist": "file", "format_whitelist": FORMATS},
        metadata_errors="replace",
        hwaccel=hwaccel,
    )


def _is_mp4(container: InputContainer) -> bool:
    return container.format.name.startswith("mov,")


def _open_remote_film(path: RemotePath, hwaccel: HWAccel | None) -> InputContainer:
    """FFmpeg sees a Python file, and opens nothing itself: no protocol is on its whitelist."""
    file = RemoteFile(path)
    try:
        return av.open(
            file,
            "r",
            options={"protocol_whitelist": "none", "format_whitelist": FORMATS},
            metadata_errors="replace",
            buffer_size=BLOCK,
            hwaccel=hwaccel,
        )
    except (av.error.FFmpegError, OSError, ValueError) as error:
        file.seek(0)
        raise FilmError(f"{path}: {_reason_not_opened(file.read(12))}.") from error


def read_index_alone(container: InputContainer, stream: VideoStream) -> None:
    """Have the demuxer go through the film's packets without fetching what is in them.

    For a film elsewhere in a format that has a table of all packets (mp4, mov), and a codec of
    which FFmpeg looks into packets only to see whether they are key packets: those that the table
    calls so are read, the others have zeros in them from then on. Other films stay as they are.
    """
    file = getattr(container.file, "file", None)
    entries = stream.index_entries
    is_complete = stream.frames > 0 and len(entries) == stream.frames  # else it has fragments
    is_table = container.format.name.startswith("mov") and is_complete
    if isinstance(file, RemoteFile) and is_table and stream.codec_context.name in TABLE_CODECS:
        ends = [entry.pos + entry.size for entry in entries]
        data = range(min(entry.pos for entry in entries), max(ends))
        file.blank(data, (entry.pos for entry in entries if entry.is_keyframe))


def _reason_not_opened(head: bytes) -> str:
    """Why a file that begins so could not be opened as a film."""
    if not head:
        return "the file is empty"
    if head.startswith(IMAGE_STARTS) or (head[:4] == b"RIFF" and head[8:] == b"WEBP"):
        return f"{STILL_IMAGE} (one of a series? name its folder, or a pattern: 'film_%05d.png')"
    if head[4:8] in (b"ftyp", b"mdat", b"moov", b"wide", b"free", b"skip"):
        return "the film's index (moov) is missing or damaged, as after an incomplete download"
    return "not a film, or one too damaged to open"


def main_stream(container: InputContainer, path: FilmPath, max_pixels: int) -> VideoStream:
    """The video stream marked as default, else the largest; never cover art.

    Raises `FilmError` where there is none, `LimitError` where its frames are too large.
    """
    covers = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
    streams = [stream for stream in container.streams.video if not stream.disposition & covers]
    if container.metadata.get("major_brand", "").strip() in IMAGE_BRANDS:
        streams = [
            stream for stream in streams if stream.frames > 1
        ]  # an animation has a still too
        if not streams:
            raise FilmError(f"{path}: {STILL_IMAGE}.")
    if not streams:
        raise FilmError(f"{path}: no video in this file.")
    coded_as = []
    if _is_mp4(container):
        coded_as = [entry.name for entry in video_sample_entries(path)]
    encrypted = {
        stream.index: name
        for stream, name in zip(container.streams.video, coded_as, strict=False)
        if name in ENCRYPTED
    }
    decodable = [stream for stream in streams if _has_decoder(stream) and stream.width > 0]
    readable = [stream for stream in decodable if stream.index not in encrypted]
    if not readable and encrypted:
        name = next(iter(encrypted.values()))
        raise FilmError(f"{path}: its video is encrypted ({name}); without the key nothing can be "
                        "decoded.")  # fmt: skip
    if not readable:
        named = f" ({', '.join(coded_as)})" if coded_as else ""
        raise FilmError(f"{path}: its video is in a codec that cannot be decoded here{named}.")
    chosen = max(
        readable,
        key=lambda stream: (
            bool(stream.disposition & Disposition.default),
            stream.width * stream.height,
            -stream.index,
        ),
    )
    if chosen.width * chosen.height > max_pixels:
        raise LimitError(
            f"frames of {chosen.width} x {chosen.height} are more than {max_pixels} pixels; "
            "given up (--max-pixels)."
        )
    return chosen


def _has_decoder(stream: VideoStream) -> bool:
    return stream.codec_context is not None and stream.codec_context.is_decoder


def read_only(container: InputContainer, wanted: Stream) -> None:
    """Make the demuxer drop the packets of all other streams."""
    for stream in container.streams:
        stream.discard = Discard.default if stream is wanted else Discard.all


def packets(container: InputContainer, stream: VideoStream) -> Iterator[Packet[VideoStream]]:
    """The packets from the current position on. Each one sends a heartbeat.

    FFmpeg's AVI demuxer derives times by counting packets, so after a damaged stretch they are too
    early. The right ones are in the file's index, by the packet's position in the file.
    """
    index = {}
    if container.format.name == "avi":
        index = {entry.pos + AVI_CHUNK_HEADER: entry for entry in stream.index_entries}
    for packet in container.demux(stream):
        heartbeat.beat()
        if container.format.name in ANIMATIONS:
            packet.is_keyframe = packet.pts == 0
        entry = index.get(packet.pos or 0)
        if entry is not None and packet.dts is not None and entry.timestamp != packet.dts:
            packet.pts = entry.timestamp + ((packet.pts or packet.dts) - packet.dts)
            packet.dts = entry.timestamp
            packet.is_keyframe = entry.is_keyframe
        yield packet
