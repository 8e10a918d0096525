"""What the luma of one frame tells: is it black, is it credits. Pure.

Credits are text on a plain dark ground. Text is *ink*: pixels that stand out of the ground, in
short runs, many beside each other, in rows with empty ones between. A lit sign at night is a patch
(long runs); a night scene is not plain; stars and windows have no empty rows between them.
"""

from dataclasses import dataclass

import numpy as np

from filmprint.color.arrays import BoolArray, ByteArray, FloatArray

BRIGHT = 30
"""Brightness, 0..255, above which a pixel is not black."""
BLACK = 0.002
"""Part of a black frame's pixels that may be brighter (a hair, a hot pixel)."""

DARKEST_INK = 50
"""Brightness by which ink stands out of the ground."""
PLAIN = 8
"""Brightness by which a pixel of the ground differs from its median, at most."""
LEAST_GROUND = 0.75
"""Part of a credits frame's pixels that are ground."""
MOST_ROUGH = 3.0
"""Standard deviation of the ground's brightness, at most."""
LEAST_INK, MOST_INK = 0.0008, 0.2
"""Part of a credits frame's pixels that are ink."""
LONGEST_RUN = 0.016
"""Mean length of the runs of ink in a row, as part of the row: 10 pixels of 640."""
FEWEST_RUNS = 3.0
"""Runs of ink in a row that has any, on average."""
LEAST_EMPTY = 0.25
"""Part of the rows from the first ink to the last that are next to empty, in text of two lines
and more; and part of all rows that are."""
CELLS = (36, 64)
"""Rows and columns into which the ink is gathered, to tell one text from another."""
OTHER = 0.27
"""Sum of the cells' differences between two texts; 2 where they have no cell in common."""


@dataclass(frozen=True)
class LumaStatistics:
    """What is kept of a frame.

    `bright` is the part of its pixels that are not black, 0..1. `ink` is, for a frame of text on a
    plain dark ground, the part of it that lies in each of `CELLS`, float32; None for other frames.
    """

    bright: float
    ink: FloatArray | None

    @property
    def black(self) -> bool:
        """Whether nothing is to be seen."""
        return self.bright <= BLACK

    def differs(self, other: "LumaStatistics") -> bool:
        """Whether two frames of text show another text, or the same in another place."""
        if self.ink is None or other.ink is None:
            return True
        return float(np.abs(self.ink - other.ink).sum()) > OTHER


def luma_statistics(brightness: ByteArray) -> LumaStatistics:
    """The statistics of a frame: (height, width) uint8, 0 black to 255 white."""
    return LumaStatistics(float((brightness > BRIGHT).mean()), _ink(brightness))


def _ink(brightness: ByteArray) -> FloatArray | None:
    height, width = brightness.shape
    ground = int(np.median(brightness))
    if ground > BRIGHT or height < CELLS[0] or width < CELLS[1]:
        return None
    plain = brightness[np.abs(brightness.astype(np.int16) - ground) <= PLAIN]
    ink = brightness > ground + DARKEST_INK
    if plain.size < LEAST_GROUND * brightness.size or float(plain.std()) > MOST_ROUGH:
        return None
    if not LEAST_INK <= ink.mean() <= MOST_INK or not _like_text(ink):
        return None
    rows = np.linspace(0, height, CELLS[0] + 1).astype(int)[:-1]
    columns = np.linspace(0, width, CELLS[1] + 1).astype(int)[:-1]
    by_row = np.add.reduceat(ink, rows, axis=0, dtype=np.float32)
    return np.add.reduceat(by_row, columns, axis=1) / np.float32(ink.sum())


def _like_text(ink: BoolArray) -> bool:
    """Whether ink, (height, width), lies in short runs and in rows with gaps between."""
    runs = (ink[:, 1:] & ~ink[:, :-1]).sum(axis=1) + ink[:, 0]
    held = ink.sum(axis=1)
    inked = held > 0
    if held.sum() > LONGEST_RUN * ink.shape[1] * runs.sum():
        return False
    if runs[inked].mean() < FEWEST_RUNS:
        return False
    return float((held <= 0.05 * held.max()).mean()) >= LEAST_EMPTY
