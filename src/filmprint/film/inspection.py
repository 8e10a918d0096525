"""Look at a film without decoding it: its headers, and the times of all its packets."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import av.error
import numpy as np
from av.container import InputContainer
from av.stream import Discard
from av.video.stream import VideoStream

from ..errors import FilmError
from ..model import Film, PictureArea
from ..sampling import PacketIndex
from ..titles import title_and_year
from .color_tags import color_tags
from .opening import main_stream, open_film, read_only

_HEADER_HAS_DURATION = ("mov", "matroska", "flv", "asf", "mxf", "nut")


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
    with open_film(path) as container:
        stream = main_stream(container, path)
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
        color = color_tags(stream)
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


def _index_packets(
    container: InputContainer, stream: VideoStream, path: Path
) -> tuple[PacketIndex, bool]:
    """Read all packets of the stream; also whether an error stopped the reading."""
    read_only(container, stream)
    rows: list[tuple[int | None, int | None, int, int, bool, bool]] = []
    broken = False
    try:
        rows.extend(
            (
                packet.pts,
                packet.dts,
                packet.duration or 0,
                packet.size,
                packet.is_keyframe,
                not packet.is_discard,
            )
            for packet in container.demux(stream)
            if packet.size
        )
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
    frame_ticks = 1 / ((stream.guessed_rate or Fraction(25)) * stream.time_base)
    if counted:
        pts = _display_times(pts, dts, frame_ticks)
    # Matroska cuts a frame's duration to milliseconds; the film would end up to one too early.
    duration = tuple(
        round(frame_ticks) if abs(ticks - frame_ticks) < 1 else ticks for ticks in duration
    )
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
    if container.format.name == "avi" and stream.time_base:
        claimed = stream.frames * stream.time_base  # FFmpeg fits the duration to the file's size
    elif container.duration and container.format.name.startswith(_HEADER_HAS_DURATION):
        claimed = Fraction(container.duration, av.time_base)  # from 0 on, not from start_time
    else:
        return end
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


def _clock(seconds: float) -> str:
    """1:02:03 from 3723 seconds."""
    minutes, second = divmod(round(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02d}:{second:02d}"
