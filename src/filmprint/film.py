"""Films in: the only module that imports PyAV. Open safely, look, and hand out frames.

Nothing here trusts a film. Only regular files are opened, as `file:` and an absolute path, with
a whitelist of protocols and one of formats: without the second, a playlist with a film's suffix
makes FFmpeg read other files.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
import av.error
import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard, Disposition, Stream
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter
from av.video.stream import VideoStream

from .color import ByteArray, bt709_from_bt2020
from .errors import FilmError
from .model import ColorTags, Film, PictureArea
from .sampling import PacketIndex, Unit
from .titles import title_and_year

FORMATS = (
    "mov,matroska,webm,avi,mpegts,mpeg,mpegvideo,m4v,h264,hevc,ivf,obu,av1,asf,flv,live_flv,ogg,"
    "mxf,nut,dv,rm,wtv,yuv4mpegpipe"
)
"""FFmpeg demuxers that read films and nothing but the file they are given."""

MAX_PIXELS = 16384 * 16384
"""Pixels of a frame; FFmpeg's decoders refuse larger ones."""

READ_ON = 250
"""Packets that are read and dropped rather than sought over."""

_HEADER_HAS_DURATION = ("mov", "matroska", "avi", "flv", "asf", "mxf", "nut")

# Code points of ITU-T H.273, as FFmpeg numbers them.
_MATRICES = {1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc"}
_PRIMARIES = {1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "film",
              9: "bt2020", 11: "smpte431", 12: "smpte432", 22: "ebu3213"}  # fmt: skip
_TRANSFERS = {1: "bt709", 4: "gamma22", 5: "gamma28", 6: "smpte170m", 7: "smpte240m", 8: "linear",
              11: "iec61966-2-4", 13: "srgb", 14: "bt2020-10", 15: "bt2020-12", 16: "pq",
              18: "hlg"}  # fmt: skip
_SWSCALE_MATRIX = {"bt709": 1, "fcc": 4, "bt470bg": 5, "smpte170m": 5, "smpte240m": 7,
                   "bt2020nc": 9}  # fmt: skip

# AREA is right for shrinking and the fastest of the exact ones (1.7 ms for 1080p to 640x360,
# bicubic 3.6); without the other flags swscale is up to 2 levels off.
_SCALING = (
    Interpolation.AREA
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.FULL_CHR_H_INP
    | Interpolation.ACCURATE_RND
    | Interpolation.BITEXACT
)


@dataclass(frozen=True)
class Source:
    """Where a film's frames are and how to read them: all that a worker needs to know.

    `size` is the working size, width and height in pixels.
    """

    path: Path
    stream_index: int
    color: ColorTags
    size: tuple[int, int]


@dataclass(frozen=True)
class Inspection:
    """A film, its packets, and what a user should be told about it.

    `start` and `end` are presentation times in seconds; the end is the one that the header
    claims where the file is cut short.
    """

    film: Film
    index: PacketIndex
    stream_index: int
    display_size: tuple[float, float]
    start: Fraction
    end: Fraction
    warnings: tuple[str, ...]


def inspect(path: Path) -> Inspection:
    """Read a film's headers and every packet's times, without decoding.

    Raises `FilmError` where there is no film to be read.
    """
    with _open(path) as container:
        stream = _main_stream(container, path)
        size_bytes, modified_ns = path.stat().st_size, path.stat().st_mtime_ns
        index, broken = _index_packets(container, stream, path)
        start = Fraction(index.start) * index.time_base
        end = Fraction(index.end) * index.time_base
        warnings = ["damaged: reading stopped before the end of the file."] if broken else []
        claimed_end = _claimed_end(container, stream, end, start)
        if claimed_end > end:
            warnings.append(
                f"cut short: {_clock(float(end - start))} of "
                f"{_clock(float(claimed_end - start))} are there."
            )
        color = _color_tags(stream)
        if color.transfer in ("pq", "hlg"):
            warnings.append("HDR is not tone mapped yet: its colors come out too pale and dark.")
        title, year = title_and_year(path.name)
        pixel_shape = float(stream.codec_context.sample_aspect_ratio or 1)
        film = Film(
            name=path.name,
            title=title,
            year=year,
            start_seconds=float(start),
            duration_seconds=float(max(end, claimed_end) - start),
            width=stream.width,
            height=stream.height,
            codec=stream.codec_context.name,
            frame_rate=float(stream.average_rate) if stream.average_rate else None,
            size_bytes=size_bytes,
            modified_ns=modified_ns,
            color=color,
            picture_area=PictureArea(x=0, y=0, width=stream.width, height=stream.height),
        )
        return Inspection(
            film,
            index,
            stream.index,
            (stream.width * pixel_shape, stream.height),
            start,
            max(end, claimed_end),
            tuple(warnings),
        )


def working_size(display_size: tuple[float, float], box: tuple[int, int]) -> tuple[int, int]:
    """The display size scaled down to fit into the box, never up; whole pixels, at least 1."""
    width, height = display_size
    scale = min(1.0, box[0] / width, box[1] / height)
    return max(round(width * scale), 1), max(round(height * scale), 1)


class FilmReader:
    """An open film that hands out the frames of one `Unit` after another."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._reformatter = VideoReformatter()
        self._open()

    def _open(self) -> None:
        self._container = _open(self._source.path)
        stream = self._container.streams[self._source.stream_index]
        if not isinstance(stream, VideoStream) or stream.time_base is None:
            raise FilmError(f"{self._source.path}: the film has changed while it was read.")
        self._stream, self._stream_time_base = stream, stream.time_base
        _read_only(self._container, stream)
        self._decoder = stream.codec_context
        self._decoder.thread_count = 1
        self._decoder.options = {"max_pixels": str(MAX_PIXELS)}
        self._packets: Iterator[Packet[VideoStream]] = self._container.demux(stream)
        self._place: int | None = 0  # the next packet's place in decode order, where known

    def close(self) -> None:
        """Close the file."""
        self._container.close()

    def frames(self, unit: Unit) -> Iterator[tuple[tuple[int, ...], VideoFrame]]:
        """The unit's wanted frames as they are displayed, each with its samples.

        A frame that cannot be decoded is replaced by the last one before it that can, as a
        player would show it, if a decode from a little earlier finds one.
        """
        samples = dict(zip(unit.wanted, unit.samples, strict=True))
        for pts, frame in self._decode(unit):
            if pts in samples:
                yield samples.pop(pts), frame
        if samples:
            yield from self._frames_before(unit, samples)

    def to_srgb(self, frame: VideoFrame) -> ByteArray:
        """The frame at working size: (height, width, 3) uint8 sRGB."""
        color, (width, height) = self._source.color, self._source.size
        matrix = _SWSCALE_MATRIX.get(color.matrix)
        small = self._reformatter.reformat(
            frame,
            width,
            height,
            "rgb24",
            src_colorspace=matrix,
            dst_colorspace=matrix,
            src_color_range=ColorRange.JPEG if color.range == "full" else ColorRange.MPEG,
            dst_color_range=ColorRange.JPEG,
            interpolation=_SCALING,
            threads=1,
        )
        rgb = small.to_ndarray().astype(np.uint8, copy=False)
        if color.primaries == "bt2020" and color.transfer not in ("pq", "hlg"):
            return bt709_from_bt2020(rgb)
        return rgb

    def _decode(self, unit: Unit, *, skipping: bool = True) -> Iterator[tuple[int, VideoFrame]]:
        """The unit's frames in display order, each with its pts (its number where counted).

        While skipping, the decoder leaves out frames that are neither wanted nor referred to
        by others: that is what skip_frame NONREF does, set anew for each packet.
        """
        wanted = frozenset(unit.wanted)
        number = 0
        self._go_to(unit)
        self._place = None
        for fed in range(unit.count + 1):
            packet = self._next_packet() if fed < unit.count else None
            skip = skipping and packet is not None and packet.pts not in wanted
            self._decoder.skip_frame = "NONREF" if skip and not unit.counted else "DEFAULT"
            for frame in self._feed(packet):
                yield (number if unit.counted or frame.pts is None else frame.pts), frame
                number += 1
            if packet is None:
                if fed == unit.count:
                    self._place = unit.first + unit.count
                break
        self._decoder.flush_buffers()

    def _frames_before(
        self, unit: Unit, samples: dict[int, tuple[int, ...]]
    ) -> Iterator[tuple[tuple[int, ...], VideoFrame]]:
        """For wanted frames that did not come: the last one before them, from further back.

        Where that is the beginning of the film, the first frame serves the times before it.
        """
        first, pts, dts = unit.earlier
        count = unit.first + unit.count - first
        further = replace(unit, first=first, count=count, key_pts=pts, key_dts=dts)
        missing = sorted(samples)
        before: VideoFrame | None = None
        for time, frame in self._decode(further, skipping=False):
            while missing and time > missing[0] and (before or first == 0):
                yield samples[missing.pop(0)], before or frame
            before = frame
        if before is not None:
            for time in missing:
                yield samples[time], before

    def _feed(self, packet: Packet[VideoStream] | None) -> list[VideoFrame]:
        """What the decoder gives for a packet, None to get the rest; for a damaged one nothing."""
        try:
            return self._decoder.decode(packet)
        except av.error.FFmpegError:
            return []

    def _next_packet(self) -> Packet[VideoStream] | None:
        """The stream's next packet, or None at the end of what can be read."""
        try:
            packet = next(self._packets, None)
        except av.error.FFmpegError:
            return None
        return packet if packet is not None and packet.size else None

    def _go_to(self, unit: Unit) -> None:
        """Make the unit's first packet the next one.

        A seek compares presentation times in some formats and decode times in others, and
        lands nowhere near a key packet in a third kind, so each landing is checked.
        """
        ahead = unit.first - self._place if self._place is not None else -1
        if not 0 <= ahead <= READ_ON:
            second = int(1 / self._stream_time_base)
            for target in (unit.key_pts, unit.key_dts, unit.key_dts - second,
                           unit.key_dts - 10 * second):  # fmt: skip
                if unit.first > 0 and not unit.counted and self._seek(target, unit.key_pts):
                    return
            self._container.close()
            self._open()
            ahead = unit.first
        for _ in range(ahead):
            self._next_packet()

    def _seek(self, target: int, key_pts: int) -> bool:
        """Seek, and read on to the key packet with that pts; False where it is behind us."""
        try:
            self._container.seek(target, stream=self._stream)
        except av.error.FFmpegError:
            return False
        self._packets = self._container.demux(self._stream)
        while (packet := self._next_packet()) is not None:
            if packet.is_keyframe and packet.pts is not None and packet.pts >= key_pts:
                self._packets = chain([packet], self._packets)
                return packet.pts == key_pts
        return False


def _open(path: Path) -> InputContainer:
    """Open a regular file as a film and nothing else. Raises `FilmError`."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise FilmError(f"{path}: {error.strerror or error}.") from error
    if not stat.S_ISREG(mode):
        raise FilmError(f"{path}: not a file.")
    try:
        return av.open(
            f"file:{path.absolute()}",
            "r",
            options={"protocol_whitelist": "file", "format_whitelist": FORMATS},
            metadata_errors="replace",
        )
    except (av.error.FFmpegError, OSError, ValueError) as error:
        if isinstance(error, PermissionError):
            raise FilmError(f"{path}: may not be read (permission denied).") from error
        raise FilmError(f"{path}: not a film, or one too damaged to open.") from error


def _main_stream(container: InputContainer, path: Path) -> VideoStream:
    """The video stream marked as default, else the largest; never cover art."""
    covers = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
    streams = [stream for stream in container.streams.video if not stream.disposition & covers]
    if not streams:
        raise FilmError(f"{path}: no video in this file.")
    readable = [stream for stream in streams if _has_decoder(stream) and stream.width > 0]
    if not readable:
        raise FilmError(f"{path}: its video is in a codec that cannot be decoded here.")
    return max(
        readable,
        key=lambda stream: (
            bool(stream.disposition & Disposition.default),
            stream.width * stream.height,
            -stream.index,
        ),
    )


def _has_decoder(stream: VideoStream) -> bool:
    return stream.codec_context is not None and stream.codec_context.is_decoder


def _read_only(container: InputContainer, wanted: Stream) -> None:
    """Let the demuxer drop the packets of all other streams."""
    for stream in container.streams:
        stream.discard = Discard.default if stream is wanted else Discard.all


def _index_packets(
    container: InputContainer, stream: VideoStream, path: Path
) -> tuple[PacketIndex, bool]:
    """Read all packets of the stream; also whether an error stopped the reading."""
    _read_only(container, stream)
    rows: list[tuple[int | None, int | None, int, int, bool, bool]] = []
    broken = False
    try:
        for packet in container.demux(stream):
            if packet.size:
                rows.append(
                    (packet.pts, packet.dts, packet.duration or 0, packet.size,
                     packet.is_keyframe, not packet.is_discard)
                )  # fmt: skip
    except av.error.FFmpegError:
        broken = True
    if not rows or stream.time_base is None:
        raise FilmError(f"{path}: there is no picture in its video.")
    pts, dts, duration, size, key, shown = zip(*rows, strict=True)
    is_key, is_shown = np.array(key), np.array(shown)
    if is_key.any():
        is_shown[: int(is_key.argmax())] = False  # nothing can be decoded before the first key
    else:
        is_key[0] = True
    if not is_shown.any():
        raise FilmError(f"{path}: there is no picture in its video.")
    shown_pts = [time for time, visible in zip(pts, is_shown, strict=True) if visible]
    # AVI stores no presentation times; FFmpeg's guess is right but for these codecs.
    guessed = container.format.name == "avi" and stream.codec_context.name in ("h264", "hevc")
    counted = guessed or None in shown_pts or len(set(shown_pts)) < len(shown_pts)
    if counted:
        frame_ticks = 1 / ((stream.guessed_rate or Fraction(25)) * stream.time_base)
        pts = _display_times(pts, dts, frame_ticks)
    fallback = [time if time is not None else 0 for time in pts]
    index = PacketIndex(
        time_base=stream.time_base,
        pts=np.array(fallback, dtype=np.int64),
        dts=np.array(
            [a if a is not None else b for a, b in zip(dts, fallback, strict=True)], dtype=np.int64
        ),
        duration=np.array(duration, dtype=np.int64),
        size=np.array(size, dtype=np.int64),
        key=is_key,
        shown=is_shown,
        counted=counted,
    )
    return index, broken


def _display_times(
    pts: tuple[int | None, ...], dts: tuple[int | None, ...], frame_ticks: Fraction
) -> tuple[int, ...]:
    """Times of a film that does not say when its frames are displayed: the n-th smallest decode
    time for the n-th frame, or even steps where those are missing too."""
    for times in (dts, pts):
        known = sorted({time for time in times if time is not None})
        if len(known) == len(times):
            return tuple(known)
    return tuple(int(number * frame_ticks) for number in range(len(pts)))


def _claimed_end(
    container: InputContainer, stream: VideoStream, end: Fraction, start: Fraction
) -> Fraction:
    """When the header says that the film ends, where that is well past the end of every stream.

    Otherwise `end`: a film whose sound is longer than its picture is whole.
    """
    if container.duration is None or not container.format.name.startswith(_HEADER_HAS_DURATION):
        return end
    claimed = Fraction(container.duration, av.time_base)  # from 0 on, not from start_time
    slack = max(Fraction(1), (claimed - start) / 200)
    if claimed <= end + slack:
        return end
    last = end
    for other in container.streams:
        other.discard = Discard.default
    try:
        container.seek(int(end / stream.time_base) if stream.time_base else 0, stream=stream)
        for packet in container.demux():
            if packet.pts is not None:
                last = max(last, (packet.pts + (packet.duration or 0)) * packet.time_base)
    except av.error.FFmpegError:
        pass
    return claimed if claimed > last + slack else end


def _color_tags(stream: VideoStream) -> ColorTags:
    """How the stream's values are to be read: as tagged, else by the rule that players use.

    The rule is that of libplacebo, mpv's renderer: BT.709 from 1280 pixels of width or more
    than 576 of height on, BT.601 below. BT.2020 is never guessed.
    """
    context = stream.codec_context
    assumed = []
    pixel_format = context.format
    if pixel_format is not None and pixel_format.is_rgb:
        return ColorTags(matrix="rgb", primaries="bt709", transfer="srgb", range="full")
    high_definition = stream.width >= 1280 or stream.height > 576
    matrix = _MATRICES.get(context.colorspace)
    if matrix is None:
        matrix = "bt709" if high_definition else "smpte170m"
        assumed.append("matrix")
    primaries = _PRIMARIES.get(context.color_primaries)
    if primaries is None:
        primaries = "bt2020" if matrix == "bt2020nc" else "bt709"
        assumed.append("primaries")
    transfer = _TRANSFERS.get(context.color_trc)
    if transfer is None:
        transfer = "bt709"
        assumed.append("transfer")
    full = context.color_range == ColorRange.JPEG or (context.pix_fmt or "").startswith("yuvj")
    if context.color_range == ColorRange.UNSPECIFIED and not full:
        assumed.append("range")
    return ColorTags(
        matrix=matrix,
        primaries=primaries,
        transfer=transfer,
        range="full" if full else "limited",
        assumed=tuple(assumed),
    )


def _clock(seconds: float) -> str:
    """1:02:03 from 3723 seconds."""
    minutes, second = divmod(round(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02d}:{second:02d}"
