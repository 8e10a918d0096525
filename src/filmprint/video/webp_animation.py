"""Animated WebP, which FFmpeg does not read: Pillow decodes it.

The times of its frames are in the file's chunks (RFC 9649, section 2.7).
"""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from PIL import Image

from filmprint.errors import FilmError, LimitError
from filmprint.video.image_sequence import all_key_packets

_ANIMATION = 0x02
"""The flag of an animation in the chunk VP8X."""
_LEAST_MS, _USUAL_MS = 10, 100
"""A frame that is shown for no longer than the first is shown for the second, as in browsers."""


def is_webp_animation(path: Path) -> bool:
    """Whether a file is one; False also for one that cannot be read."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            head = file.read(21)
    except OSError:
        return False
    is_extended = head[:4] == b"RIFF" and head[8:16] == b"WEBPVP8X"
    return is_extended and len(head) == 21 and bool(head[20] & _ANIMATION)


class WebPAnimation:
    """The frames of an animated WebP. Raises `FilmError`, `LimitError`."""

    codec = "webp"
    warnings: tuple[str, ...] = ()
    sample_aspect_ratio = 1.0

    def __init__(self, path: Path, max_pixels: int) -> None:
        durations, sizes = _frames_of(path)
        if len(durations) < 2:
            raise FilmError(f"{path}: a still image, not a film.")
        times = np.cumsum([0, *durations[:-1]])
        self.index = all_key_packets(times, np.array(durations), np.array(sizes), Fraction(1, 1000))
        self._number = {int(time): number for number, time in enumerate(times)}
        try:
            self._image = Image.open(path, formats=["WEBP"])
        except (OSError, Image.DecompressionBombError) as error:
            raise FilmError(f"{path}: not a film, or one too damaged to open.") from error
        width, height = self._image.size
        if width * height > max_pixels:
            self.close()
            raise LimitError(
                f"frames of {width} x {height} are more than {max_pixels} pixels; given up "
                "(--max-pixels)."
            )

    def frame(self, time: int) -> VideoFrame | None:
        """The frame of that time; None where there is none, or it is damaged."""
        number = self._number.get(time)
        if number is None:
            return None
        try:
            self._image.seek(number)
            pixels = np.asarray(self._image.convert("RGB"))
        except (OSError, EOFError, ValueError):
            return None
        return VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")

    def close(self) -> None:
        """Close the file."""
        self._image.close()


def _frames_of(path: Path) -> tuple[list[int], list[int]]:
    """Milliseconds and bytes of each frame."""
    durations, sizes = [], []
    with path.open("rb") as file:
        file.seek(12)
        while len(header := file.read(8)) == 8:
            name, size = struct.unpack("<4sI", header)
            if name == b"ANMF":
                frame = file.read(16)
                duration = int.from_bytes(frame[12:15], "little")
                durations.append(duration if duration > _LEAST_MS else _USUAL_MS)
                sizes.append(size)
                file.seek(-len(frame), 1)
            file.seek(size + size % 2, 1)
    return durations, sizes
