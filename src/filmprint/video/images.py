"""Films that are made of images: probe them, and decode the frames that are wanted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import TypeGuard, cast

from av.video.frame import VideoFrame

from filmprint.errors import FilmError
from filmprint.fingerprint.film import ColorTags, Film, PictureArea, PictureSpan, digest_of_path
from filmprint.fingerprint.film_files import film_name, is_image_sequence, state_of
from filmprint.fingerprint.titles import title_and_year
from filmprint.processes import heartbeat
from filmprint.remote.path import FilmPath
from filmprint.video.color_tags import image_color_tags
from filmprint.video.decode_range import DecodeRange
from filmprint.video.first_frame import MAX_PACKETS, metadata_of
from filmprint.video.frame_pictures import FramePictures
from filmprint.video.image_sequence import ImageSequence
from filmprint.video.probe import FilmProbe
from filmprint.video.sampled_frame import MAX_STAND_IN_SECONDS, SampledFrame
from filmprint.video.source import Source
from filmprint.video.webp_animation import WebPAnimation, is_webp_animation


@dataclass(frozen=True)
class TimedFrame:
    """A frame, and when it is shown, in seconds from the film's first one."""

    seconds: float
    frame: VideoFrame


def is_made_of_images(path: FilmPath) -> TypeGuard[Path]:
    """Whether a film is read by this module, and not as a file of video."""
    return isinstance(path, Path) and (is_image_sequence(path) or is_webp_animation(path))


def probe_images(
    path: Path, max_pixels: int, *, rate: float, hdr_peak: float | None = None
) -> FilmProbe:
    """What `probe_headers` tells of a film, of one that is made of images.

    `rate` is how many of them there are a second, where they do not tell. Raises `FilmError` where
    none of them can be decoded within `max_pixels` pixels.
    """
    images = _open(path, max_pixels, rate)
    frames = map(images.frame, map(int, images.index.pts))
    first = next((frame for frame in islice(frames, MAX_PACKETS) if frame is not None), None)
    images.close()
    if first is None:
        raise FilmError(
            f"{path}: none of its images can be decoded (of at most {max_pixels} pixels each, "
            "--max-pixels)."
        )
    index, state, name = images.index, state_of(path), film_name(path)
    title, year = title_and_year(name)
    end = index.end * index.time_base
    orientation = metadata_of(first).orientation
    film = Film(
        name=name,
        title=title,
        year=year,
        start_seconds=0.0,
        duration_seconds=float(end),
        width=first.width,
        height=first.height,
        codec=images.codec,
        frame_rate=float(1 / (index.median_frame_duration * index.time_base)),
        size_bytes=state.size_bytes,
        modified_ns=state.modified_ns,
        color=image_color_tags(first, hdr_peak),
        picture_area=PictureArea(x=0, y=0, width=first.width, height=first.height),
        picture_span=PictureSpan(start_seconds=0.0, end_seconds=float(end)),
        rotation=orientation.rotation,
        path_digest=digest_of_path(path),
    )
    return FilmProbe(
        film=film,
        index=index,
        stream_index=0,
        orientation=orientation,
        sample_aspect_ratio=images.sample_aspect_ratio,
        start=Fraction(0),
        end=end,
        warnings=images.warnings,
    )


def all_images(path: Path, *, rate: float, max_pixels: int) -> Iterator[TimedFrame]:
    """Every image of a film that can be decoded. Raises `FilmError`, `LimitError`."""
    images = _open(path, max_pixels, rate)
    for time in map(int, images.index.pts):
        heartbeat.beat()
        frame = images.frame(time)
        if frame is not None:
            yield TimedFrame(float(time * images.index.time_base), frame)
    images.close()


class ImageReader(FramePictures):
    """The images of a film, of which one `DecodeRange` after another is decoded."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        path = cast("Path", source.path)  # `is_made_of_images` has seen to that
        self._images = _open(path, source.max_pixels, source.rate)

    def close(self) -> None:
        """Close what is open."""
        self._images.close()

    def color_of(self, frame: VideoFrame) -> ColorTags:
        """Images of one film may be gray, RGB and Y'CbCr."""
        return image_color_tags(frame, self._source.color.hdr_peak_nits)

    def frames(self, decode_range: DecodeRange) -> Iterator[SampledFrame]:
        """The wanted images of a range.

        For one that cannot be decoded the last one before it stands in, but not for long.
        """
        time_base = self._images.index.time_base
        longest = int(MAX_STAND_IN_SECONDS / time_base)
        for wanted, samples in zip(decode_range.wanted, decode_range.samples, strict=True):
            times = range(wanted, wanted - 1 - longest, -1)
            frames = ((time, self._images.frame(time)) for time in times)
            for time, frame in frames:
                if frame is not None:
                    yield SampledFrame(samples, frame, float((time - wanted) * time_base))
                    break


def _open(path: Path, max_pixels: int, rate: float) -> ImageSequence | WebPAnimation:
    if is_image_sequence(path):
        return ImageSequence(path, max_pixels, rate=rate)
    return WebPAnimation(path, max_pixels)
