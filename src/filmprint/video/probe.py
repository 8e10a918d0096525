"""Read a film's headers, its first frame and the times of all its packets."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import av
import av.error
from av.container import InputContainer
from av.stream import Discard
from av.video.stream import VideoStream

from filmprint.errors import FilmError
from filmprint.fingerprint.film import Film, PictureArea, PictureSpan, digest_of_path
from filmprint.fingerprint.titles import text_of, title_and_year
from filmprint.options.times import clock, clock_within
from filmprint.remote.path import FilmPath
from filmprint.video.chapters import Chapter, chapters_of
from filmprint.video.color_tags import color_tags
from filmprint.video.first_frame import read_first_frame
from filmprint.video.opening import (
    ANIMATIONS,
    STILL_IMAGE,
    main_stream,
    open_film,
    read_index_alone,
)
from filmprint.video.orientation import Orientation
from filmprint.video.packet_index import PacketIndex
from filmprint.video.packet_scan import scan_packets

_HEADER_HAS_DURATION = ("mov", "matroska", "flv", "asf", "mxf", "nut")


@dataclass(frozen=True, kw_only=True)
class FilmProbe:
    """A film, its packets, and warnings for the user.

    start, end
        Presentation times in seconds: of the first frame, and where the film ends by its header or
        by its packets, whichever is later.
    sample_aspect_ratio
        A pixel's width divided by its height.
    """

    film: Film
    index: PacketIndex
    stream_index: int
    orientation: Orientation
    sample_aspect_ratio: float
    start: Fraction
    end: Fraction
    warnings: tuple[str, ...]
    chapters: tuple[Chapter, ...] = ()


def probe_headers(path: FilmPath, max_pixels: int, hdr_peak: float | None = None) -> FilmProbe:
    """Read a film's headers and the times of all its packets; only its first frame is decoded.

    `hdr_peak` in nits replaces the peak luminance of an HDR film. Raises `FilmError` where no film
    can be read, `LimitError` where its frames have more than `max_pixels` pixels.
    """
    with open_film(path) as container:
        stream = main_stream(container, path, max_pixels)
        state = path.stat()
        read_index_alone(container, stream)
        scan = scan_packets(container, stream)
        index, warnings = scan.index, scan.warnings
        if index is None:
            raise FilmError(f"{path}: there is no picture in its video.")
        if container.format.name in ANIMATIONS and len(index.pts) == 1:
            raise FilmError(f"{path}: {STILL_IMAGE}.")
        start = Fraction(index.start) * index.time_base
        end = Fraction(index.end) * index.time_base
        claimed_end = _claimed_end(container, stream, end, start)
        if claimed_end > end:
            warnings += (
                f"cut short: {clock(float(end - start), hours=True)} of "
                f"{clock(float(claimed_end - start), hours=True)} are there; --end "
                f"{clock_within(float(end - start))} samples that part.",
            )
        first_frame = read_first_frame(path, stream.index, max_pixels)
        color = color_tags(stream, first_frame.light, hdr_peak)
        warnings += color.warnings
        name = text_of(path.name)
        title, year = title_and_year(name)
        duration = float(max(end, claimed_end) - start)
        film = Film(
            name=name,
            title=title,
            year=year,
            start_seconds=float(start),
            duration_seconds=duration,
            width=stream.width,
            height=stream.height,
            codec=stream.codec_context.name,
            frame_rate=float(stream.average_rate) if stream.average_rate else None,
            size_bytes=state.st_size,
            modified_ns=state.st_mtime_ns,
            color=color.tags,
            picture_area=PictureArea(x=0, y=0, width=stream.width, height=stream.height),
            picture_span=PictureSpan(start_seconds=0.0, end_seconds=duration),
            rotation=first_frame.orientation.rotation,
            path_digest=digest_of_path(path),
        )
        return FilmProbe(
            film=film,
            index=index,
            stream_index=stream.index,
            orientation=first_frame.orientation,
            sample_aspect_ratio=float(stream.codec_context.sample_aspect_ratio or 1),
            start=start,
            end=max(end, claimed_end),
            warnings=warnings,
            chapters=chapters_of(container, start),
        )


def _claimed_end(
    container: InputContainer, stream: VideoStream, end: Fraction, start: Fraction
) -> Fraction:
    """The end that the header states, in seconds, if it is well after the end of every stream.

    Else `end`, the end of the video stream: a film whose sound is longer than its video is whole.
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
