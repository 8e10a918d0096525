"""Films that are image files, one a frame.

Each file is read whole and handed to the one decoder that its suffix names: FFmpeg opens no file,
and no demuxer, protocol or playlist has a part in it. Every image decodes by itself, so the packet
index of such a film has key packets alone.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import cast

import av.error
import numpy as np
from av.codec.context import CodecContext
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from filmprint.color.arrays import IntArray
from filmprint.fingerprint.film_files import ImageFiles, image_files
from filmprint.video.packet_index import PacketIndex
from filmprint.video.whole_files import is_cut_short

_DECODER_OPTIONS = {
    "exr": {"apply_trc": "iec61966_2_1"},
    "mjpeg": {"err_detect": "explode"},
    "png": {"err_detect": "crccheck+explode"},
}
"""OpenEXR holds linear light; like this its frames are in sRGB, as those of other images. Damage in
JPEG and PNG files is to be an error, as it is in others."""

_NTSC_RATES = (24, 30, 48, 60, 120)
"""Images a second that NTSC slows down by 1000/1001: to 23.976, 29.97 and so on."""

_DPX_TRANSFER, _LOG = 801, (b"\x01", b"\x03")
"""The byte of a DPX file that tells the transfer of its first image, and what stands for printing
density and logarithmic (SMPTE ST 268-1, table 5A)."""


class ImageSequence:
    """Image files, `rate` of them a second, as frames whose times are counted in frames.

    Raises `FilmError` where they are no film.
    """

    def __init__(self, path: Path, max_pixels: int, *, rate: float) -> None:
        images = image_files(path)
        self._files = dict(zip(images.positions, images.files, strict=True))
        self.codec = images.decoder
        self.index = all_key_packets(
            np.array(images.positions, np.int64),
            np.ones(len(images.files), np.int64),
            np.array([state.size_bytes for state in images.states], np.int64),
            1 / exact_rate(rate),
        )
        self.warnings = tuple(_warnings(images))
        self.sample_aspect_ratio = 1.0
        """Of the frame that was decoded last."""
        self._options = {"max_pixels": str(max_pixels)} | _DECODER_OPTIONS.get(self.codec, {})

    def frame(self, time: int) -> VideoFrame | None:
        """The frame of that time; None where there is none, or it is damaged or too large."""
        file = self._files.get(time)
        if file is None:
            return None
        # A context of its own for each: a decoder conceals damage with what it decoded before.
        context = cast("VideoCodecContext", CodecContext.create(self.codec, "r"))
        context.thread_count = 1
        context.options = dict(self._options)
        try:
            if not stat.S_ISREG(file.stat().st_mode):
                return None
            data = file.read_bytes()
            if is_cut_short(data, self.codec):
                return None
            frames = [*context.decode(Packet(data)), *context.decode(None)]
        except (av.error.FFmpegError, OSError, ValueError):
            return None
        if not frames or frames[0].is_corrupt:
            return None
        self.sample_aspect_ratio = float(context.sample_aspect_ratio or 1)
        return frames[0]

    def close(self) -> None:
        """Nothing is open between frames."""


def all_key_packets(
    times: IntArray, durations: IntArray, sizes: IntArray, time_base: Fraction
) -> PacketIndex:
    """The packets of frames that all decode by themselves and are shown in their order."""
    return PacketIndex(
        time_base=time_base,
        pts=times,
        dts=times,
        duration=durations,
        size=sizes,
        key=np.ones(len(times), np.bool_),
        shown=np.ones(len(times), np.bool_),
    )


def exact_rate(rate: float) -> Fraction:
    """23.976 is 24000/1001, as NTSC defines it; other rates are what they say."""
    for whole in _NTSC_RATES:
        ntsc = Fraction(whole * 1000, 1001)
        if abs(ntsc - Fraction(rate)) < Fraction(1, 1000):
            return ntsc
    return Fraction(rate).limit_denominator(1_000_000)


def _warnings(images: ImageFiles) -> Iterator[str]:
    """Numbers that are missing, and logarithmic values."""
    missing = images.positions[-1] + 1 - len(images.files)
    if missing:
        gap = next(n for n, position in enumerate(images.positions) if position != n)
        last = images.files[gap - 1].name
        yield f"{missing} of its numbers are missing, the first after {last}."
    if images.decoder == "dpx":
        with suppress(OSError), images.files[0].open("rb") as file:  # that it is unreadable is told
            file.seek(_DPX_TRANSFER)
            if file.read(1) in _LOG:
                yield "its images are logarithmic (printing density): colors are pale."
