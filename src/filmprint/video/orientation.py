"""How frames are mirrored and turned for display: the display matrix of a film."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass

import numpy as np

from filmprint.color.arrays import ByteArray


@dataclass(frozen=True)
class Orientation:
    """One of the eight ways to display a frame.

    mirrored
        Whether the frame is first mirrored left to right.
    rotation
        Degrees counterclockwise by which it is then turned: 0, 90, 180 or 270.
    """

    mirrored: bool = False
    rotation: int = 0

    @property
    def swaps_sides(self) -> bool:
        """Whether width and height are swapped for display."""
        return self.rotation in (90, 270)

    def apply(self, pixels: ByteArray) -> ByteArray:
        """Pixels as they are displayed, from coded ones: (height, width, 3)."""
        return np.rot90(pixels[:, ::-1] if self.mirrored else pixels, self.rotation // 90)


UPRIGHT = Orientation()
"""Frames are displayed as they are coded."""


def orientation_of(display_matrix: bytes) -> Orientation:
    """The orientation nearest to a display matrix of FFmpeg; empty: none.

    Nine int32, of which the first, second, fourth and fifth are a, b, c and d of
    (x, y) -> (a x + c y, b x + d y), with y downward (libavutil/display.h). Like ISO/IEC 14496-12,
    8.3.2, where films carry it.
    """
    if len(display_matrix) < 36:
        return UPRIGHT
    a, b, _, c, d, *_ = struct.unpack_from("=9i", display_matrix)
    mirrored = a * d - b * c < 0
    if mirrored:
        a, b = -a, -b
    return Orientation(mirrored, nearest_rotation(-math.degrees(math.atan2(b, a))))


def nearest_rotation(degrees: float) -> int:
    """The nearest of 0, 90, 180 and 270 degrees."""
    return round(degrees / 90) % 4 * 90
