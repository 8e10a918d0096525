"""Encoding: pixels and sound to a film file."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from filmprint.color.arrays import ByteArray
from filmprint.fingerprint.atomic_file import write_whole

BT709 = 1
"""The number of BT.709's matrix, primaries and transfer function in ITU-T H.273."""
LIMITED_RANGE = 1
"""FFmpeg's number of the range 16 to 235."""
VIDEO_OPTIONS = {"crf": "22", "preset": "ultrafast", "sc_threshold": "40"}
"""Flat colors need no better preset: with this one they come out closer than with `veryfast` at crf
16, in a third of the time. The threshold, which the preset switches off, gives cuts a key frame."""
SOUND_BIT_RATE = 64_000
THREADS = 2
"""x264 cuts a frame into as many slices, so a fixed number gives the same file everywhere."""


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Frames, and samples of sound, a second."""

    frames: int
    sound: int


def write_film(
    path: Path,
    frames: Iterable[ByteArray],
    sound: Iterable[NDArray[np.float32]],
    rates: Rates,
) -> None:
    """Write H.264 and AAC in MP4, BT.709, whole or not at all.

    `frames` are (height, width, 3) uint8 sRGB of one even size, `sound` blocks of (2, n) float32,
    -1..1, left and right. Raises `OutputError`.
    """
    with write_whole(path) as temporary, av.open(str(temporary), "w") as container:
        video = container.add_stream("libx264", rate=rates.frames, options=VIDEO_OPTIONS)
        video.pix_fmt = "yuv420p"
        context = video.codec_context
        context.thread_count = THREADS
        context.colorspace = context.color_primaries = context.color_trc = BT709
        context.color_range = LIMITED_RANGE
        audio = container.add_stream("aac", rate=rates.sound, layout="stereo")
        audio.bit_rate = SOUND_BIT_RATE
        converter = VideoReformatter()  # a frame's own would be set up anew for each
        for number, pixels in enumerate(frames):
            if number == 0:
                video.height, video.width = pixels.shape[:2]
            frame = converter.reformat(
                av.VideoFrame.from_numpy_buffer(pixels, format="rgb24"),
                format="yuv420p", dst_colorspace=BT709, dst_color_range=LIMITED_RANGE,
            )  # fmt: skip
            frame.pts, frame.time_base = number, Fraction(1, rates.frames)
            container.mux(video.encode(frame))
        container.mux(video.encode())
        first = 0
        for block in sound:
            samples = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            samples.sample_rate, samples.pts = rates.sound, first
            first += block.shape[1]
            container.mux(audio.encode(samples))
        container.mux(audio.encode())
