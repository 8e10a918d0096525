"""Every frame of a film in order, small: for what must see them all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av.error
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from filmprint.color.arrays import ByteArray
from filmprint.errors import FilmError
from filmprint.video.images import TimedFrame, all_images, is_made_of_images
from filmprint.video.opening import main_stream, open_film, packets, read_only
from filmprint.video.timestamp_jumps import JUMP_AHEAD_SECONDS, JUMPING_FORMATS


@dataclass(frozen=True)
class SmallFrame:
    """A frame: `seconds` from the film's first one, `bgr` (h, w, 3) uint8, as wide as asked for and
    as high as the film's others."""

    seconds: float
    bgr: ByteArray


def all_frames(
    path: Path, *, width: int, frame_rate: float, by_number: bool, max_pixels: int
) -> Iterator[SmallFrame]:
    """Decode a film from its beginning to its end; frames that are damaged are left out.

    Times ascend: a frame that would not be later than the one before, and the first of the next
    part of a recording, follow it at `frame_rate`. So do all frames of a film whose frames are
    addressed `by_number`. Colors are not made true, as `analyze` makes them. Raises `FilmError`,
    `LimitError`.
    """
    if is_made_of_images(path):
        timed = all_images(path, rate=frame_rate, max_pixels=max_pixels)
    else:
        timed = _frames_of_video(path, frame_rate, by_number, max_pixels)
    height = None
    for each in timed:
        if height is None:  # frames of another size are scaled to the first one's
            height = max(round(each.frame.height * width / each.frame.width / 2) * 2, 2)
        small = each.frame.reformat(width=width, height=height, format="bgr24")
        yield SmallFrame(each.seconds, np.asarray(small.to_ndarray(), np.uint8))


def _frames_of_video(
    path: Path, frame_rate: float, by_number: bool, max_pixels: int
) -> Iterator[TimedFrame]:
    frame_seconds = 1 / frame_rate
    seconds, last = 0.0, None
    with open_film(path) as container:
        stream = main_stream(container, path, max_pixels)
        read_only(container, stream)
        stream.thread_type = "AUTO"
        stream.codec_context.options = {"max_pixels": str(max_pixels)}
        longest = JUMP_AHEAD_SECONDS if container.format.name in JUMPING_FORMATS else float("inf")
        for frame in _decoded(container, stream):
            time = None if by_number else frame.time
            if last is None:
                last = time or 0.0
            else:
                time = last + frame_seconds if time is None else time
                seconds += time - last if 0 < time - last <= longest else frame_seconds
                last = time
            yield TimedFrame(seconds, frame)
    if last is None:
        raise FilmError(f"{path}: none of its frames could be decoded.")


def _decoded(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """The stream's frames up to the end of its readable part."""
    reading = packets(container, stream)
    while True:
        try:
            packet = next(reading, None)
        except (av.error.FFmpegError, IndexError):  # IndexError: damage made up a stream
            return
        if packet is None:
            return
        try:
            yield from stream.codec_context.decode(packet)
        except av.error.FFmpegError:
            continue
