"""Where bars begin and end: all as wide as each other, or each as wide as its shot lasts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filmprint.color.arrays import FloatArray


@dataclass(frozen=True)
class BarEdges:
    """The edges of `count` bars, in fractions of their whole extent.

    `fractions` (count + 1,) ascend from 0 to 1; None stands for bars that are all as wide.
    """

    count: int
    fractions: FloatArray | None = None

    def begin(self, bar: int) -> float:
        """Where a bar begins; the one after the last at 1, and so on once more around."""
        if self.fractions is None:
            return bar / self.count
        turns, within = divmod(bar, self.count)
        return turns + float(self.fractions[within])

    def under_pixels(self, pixels: tuple[int, int], extent: tuple[int, int]) -> NDArray[np.intp]:
        """The bar under the middle of each of some pixels of an extent; both ranges are half open.

        Pixels outside the extent have its first or last bar.
        """
        if self.fractions is None:
            return parts_under_pixels(pixels, extent, self.count)
        (first, last), (low, high) = pixels, extent
        middles = (np.arange(first, last) - low + 0.5) / (high - low)
        bars = np.searchsorted(self.fractions, middles, side="right") - 1
        return np.clip(bars, 0, self.count - 1)


def parts_under_pixels(
    pixels: tuple[int, int], extent: tuple[int, int], count: int
) -> NDArray[np.intp]:
    """Which of `count` equal parts of an extent lies under the middle of each of some pixels.

    Both ranges are half open. Pixels outside the extent have its first or last part. Whole
    numbers, so exact.
    """
    (first, last), (low, high) = pixels, extent
    middles = 2 * (np.arange(first, last) - low) + 1
    return np.clip(middles * count // (2 * (high - low)), 0, count - 1)
