"""What the luma of a frame shows: whether it is black, and whether it is credits. Pure arithmetic.

Credits are text on a plain dark ground. Text is *ink*: pixels that stand out from the ground, in
short runs, many side by side, in rows with empty ones between. A lit sign at night is a patch (long
runs); a night scene is not plain; stars and windows have no empty rows between them.
"""

from dataclasses import dataclass

import numpy as np

from filmprint.color.arrays import BoolArray, ByteArray, FloatArray

MAX_BLACK_LUMA = 30
"""Luma, 0..255; brighter pixels are not black."""
MAX_BRIGHT_SHARE = 0.002
"""Share of a black frame's pixels that may be brighter (a hair, a hot pixel)."""

MIN_INK_CONTRAST = 50
"""Luma by which ink stands out from the ground."""
GROUND_TOLERANCE = 8
"""Luma by which a pixel of the ground differs from the frame's median."""
MIN_GROUND = 0.75
"""Share of a credits frame's pixels that are ground."""
MAX_GROUND_DEVIATION = 3.0
"""Standard deviation of the ground's luma."""
MIN_INK, MAX_INK = 0.0008, 0.2
"""Share of a credits frame's pixels that are ink."""
MAX_RUN = 0.016
"""Mean length of the runs of ink in a row, relative to the row: 10 pixels of 640."""
MIN_RUNS = 3.0
"""Mean number of runs in rows that have ink."""
MIN_EMPTY_ROWS = 0.25
"""Share of rows that are empty or nearly so."""
NEARLY_EMPTY = 0.05
"""Ink in a nearly empty row, relative to the row with the most."""
CELLS = (36, 64)
"""Rows and columns of cells in which ink is counted, to tell one text from another."""
MIN_TEXT_CHANGE = 0.27
"""Sum of the cells' differences between two texts; it is 2 where they have no cell in common."""


@dataclass(frozen=True)
class LumaStatistics:
    """What is kept of a frame.

    bright
        Share of pixels that are not black, 0..1.
    ink
        For text on a plain dark ground, the share of its ink in each cell: `CELLS` float32. None
        for other frames.
    """

    bright: float
    ink: FloatArray | None

    @property
    def is_black(self) -> bool:
        """Whether the frame is black."""
        return self.bright <= MAX_BRIGHT_SHARE

    def differs(self, other: "LumaStatistics") -> bool:
        """Whether two frames show different text, or the same text elsewhere in the frame."""
        if self.ink is None or other.ink is None:
            return True
        return float(np.abs(self.ink - other.ink).sum()) > MIN_TEXT_CHANGE


def luma_statistics(luma: ByteArray) -> LumaStatistics:
    """The statistics of a frame: (height, width) uint8, black 0 to white 255."""
    return LumaStatistics(float((luma > MAX_BLACK_LUMA).mean()), _ink(luma))


def _ink(luma: ByteArray) -> FloatArray | None:
    height, width = luma.shape
    ground = int(np.median(luma))
    if ground > MAX_BLACK_LUMA or height < CELLS[0] or width < CELLS[1]:
        return None
    ground_pixels = luma[np.abs(luma.astype(np.int16) - ground) <= GROUND_TOLERANCE]
    ink = luma > ground + MIN_INK_CONTRAST
    if (
        ground_pixels.size < MIN_GROUND * luma.size
        or float(ground_pixels.std()) > MAX_GROUND_DEVIATION
    ):
        return None
    if not MIN_INK <= ink.mean() <= MAX_INK or not _is_like_text(ink):
        return None
    rows = np.linspace(0, height, CELLS[0] + 1).astype(int)[:-1]
    columns = np.linspace(0, width, CELLS[1] + 1).astype(int)[:-1]
    by_row = np.add.reduceat(ink, rows, axis=0, dtype=np.float32)
    return np.add.reduceat(by_row, columns, axis=1) / np.float32(ink.sum())


def _is_like_text(ink: BoolArray) -> bool:
    """Whether ink, (height, width), comes in short runs, and in rows with empty ones between."""
    runs = (ink[:, 1:] & ~ink[:, :-1]).sum(axis=1) + ink[:, 0]
    per_row = ink.sum(axis=1)
    if per_row.sum() > MAX_RUN * ink.shape[1] * runs.sum():
        return False
    if runs[per_row > 0].mean() < MIN_RUNS:
        return False
    return float((per_row <= NEARLY_EMPTY * per_row.max()).mean()) >= MIN_EMPTY_ROWS
