"""The colors of a frame with their numbers of pixels, and how near ones are put together.

1. `distinct_colors`: the colors of a sample of the pixels, with counts. Every ninth pixel of a
   frame of 640x360; all where one color fills most of it. Frames of low contrast have a few hundred
   colors, and go on with exactly these.
2. `merge_near_colors`: where there are more, a grid puts neighbors together. It is fitted to the
   frame: to the range of each channel, and finer where the pixels are.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filmprint.color.arrays import ByteArray, FloatArray, IntArray

KeyArray = NDArray[np.uint32]

SAMPLED_PIXELS = 32_700
"""Pixels of a frame that are counted at most, about: of more, every third, fifth and so on. With no
more than `SINGLE_WEIGHTS` of them, k-means adds in float32."""
SPARSE = 0.75
"""Part of the sample that is one color from which on all pixels are counted."""
CHUNK_PIXELS = 1 << 20
"""Pixels that are counted at once."""
WHOLE_WEIGHTS = 2**28
FITTED_COLORS = 4096
"""Colors that a grid is fitted to, about: of more, every second, third and so on."""
OCCUPIED = 1 / 8
"""Part of a grid's cells that hold a color, at first guess."""


@dataclass(frozen=True)
class ColorHistogram:
    """Colors, and how many pixels have each.

    channels
        (3, m), uint8 sRGB or float64 in any color space.
    weights
        (m,) float64, whole numbers above 0.
    """

    channels: ByteArray | FloatArray
    weights: FloatArray


def distinct_colors(pixels: ByteArray, few: int) -> ColorHistogram:
    """The colors of a frame, uint8 of shape (n, 3) or (height, width, 3), in order.

    Of a large frame they are those of a sample of the pixels; of all pixels where the sample has at
    most `few` colors or is nearly all of one.
    """
    step = math.ceil(pixels.size / 3 / SAMPLED_PIXELS) | 1
    planes = _sampled_planes(pixels, step)
    keys, counts = _counted(planes)
    if step > 1 and (len(counts) <= few or counts.max() > SPARSE * planes.shape[1]):
        flat = pixels.reshape(-1, 3)
        chunks = (flat[begin : begin + CHUNK_PIXELS] for begin in range(0, len(flat), CHUNK_PIXELS))
        keys, counts = _joined([_counted(_sampled_planes(chunk, 1)) for chunk in chunks])
    return ColorHistogram(unpacked(keys), counts.astype(np.float64))


def unpacked(keys: NDArray[np.integer]) -> ByteArray:
    """Red, green and blue, (3, n), of colors as 24-bit numbers, (n,)."""
    return np.stack([(keys >> shift).astype(np.uint8) for shift in (16, 8, 0)])


def weighted_colors(colors: ByteArray, weights: FloatArray) -> ColorHistogram:
    """The histogram of colors (n, 3) uint8 that count with positive weights (n,), in order.

    Weights are scaled to whole numbers that sum to about `WHOLE_WEIGHTS`.
    """
    distinct, where = np.unique(colors, axis=0, return_inverse=True)
    held = np.bincount(where.ravel(), weights=weights)
    whole = np.rint(held * (WHOLE_WEIGHTS / held.sum())).clip(1)
    return ColorHistogram(np.ascontiguousarray(distinct.T), whole)


def merge_near_colors(
    histogram: ColorHistogram, levels: ByteArray, widths: FloatArray, cells: int
) -> ColorHistogram:
    """The histogram with its colors put together in about `cells` cells of a grid, as their means.

    The grid is fitted to the colors: to their range in each channel, and finer where more of them
    are. `levels` (3, m) are the colors' positions in it, 0..255, and `widths` (256,) says how wide
    each level is. A color that fills a cell by itself stays as it is.
    """
    weights = histogram.weights
    if len(weights) <= cells:
        return histogram
    heavy = np.flatnonzero(weights * cells >= weights.sum())
    axes = _companded_axes(levels, weights, widths)
    grid = _first_grid(axes.extents, cells / OCCUPIED)
    while True:
        counts = [max(int(grid * extent), 1) for extent in axes.extents]
        key, size = np.zeros(len(weights), np.int64), 1
        for level, positions, count in zip(levels, axes.positions, counts, strict=True):
            key += ((positions * count).astype(np.int64) * size).take(level)
            size *= count
        key[heavy] = np.arange(size, size + len(heavy))
        total = np.bincount(key, weights=weights, minlength=size + len(heavy))
        used = np.flatnonzero(total)
        excess = (len(used) - len(heavy)) / cells
        if excess <= 1.25:
            break
        grid *= (0.9 / excess) ** 0.45  # between a plane's cells, 1/2, and a volume's, 1/3
    sums = [np.bincount(key, weights=channel * weights)[used] for channel in histogram.channels]
    held = total[used].astype(np.float64)
    return ColorHistogram(np.stack(sums) / held, held)


@dataclass(frozen=True)
class _Axes:
    """Three axes of a grid.

    positions
        (3, 256): where each level lies, 0 to below 1.
    extents
        How wide the levels are that occur, the widest axis 1.
    """

    positions: FloatArray
    extents: list[float]


def _companded_axes(levels: ByteArray, weights: FloatArray, widths: FloatArray) -> _Axes:
    """Axes on which the density of levels is the square root of the pixels', and even for half.

    (For the least error with very many cells it would be the power 3/5 of the density.)
    """
    thinned = slice(None, None, len(weights) // FITTED_COLORS + 1)
    held = np.stack(
        [np.bincount(level[thinned], weights=weights[thinned], minlength=256) for level in levels]
    )
    occupied = held > 0
    # From the lowest to the highest level that occurs.
    span = np.maximum.accumulate(occupied, axis=1)
    span &= np.maximum.accumulate(occupied[:, ::-1], axis=1)[:, ::-1]
    inside = widths * span
    density = np.sqrt(held * widths)
    density += density.sum(axis=1, keepdims=True) / widths.sum() * inside
    below = np.cumsum(density, axis=1)
    positions = (below - density / 2) / below[:, -1:]
    extents = inside.sum(axis=1)
    return _Axes(np.minimum(positions, 1 - 1e-9), (extents / extents.max()).tolist())


def _first_grid(extents: list[float], cells: float) -> float:
    """Cells along the longest axis, so that all axes together have `cells`."""
    grid = 255.0
    for axes in (3, 2, 1):  # a short axis has one cell
        longest = sorted(extents)[-axes:]
        grid = (cells / math.prod(longest)) ** (1 / axes)
        if grid * longest[0] >= 1:
            break
    return min(grid, 255.0)


def _sampled_planes(pixels: ByteArray, step: int) -> ByteArray:
    """Red, green and blue, (3, n), of the pixels whose x and y have the same rest modulo `step`.

    An odd step shows every phase of patterns that repeat after two or four pixels.
    """
    if pixels.ndim == 2 or step == 1:
        return np.ascontiguousarray(pixels.reshape(-1, 3)[::step].T)
    parts = [pixels[n::step, n::step].transpose(2, 0, 1).reshape(3, -1) for n in range(step)]
    return np.concatenate(parts, axis=1)


def _counted(planes: ByteArray) -> tuple[KeyArray, IntArray]:
    """The distinct colors as 24-bit numbers in order, and how many pixels have each."""
    keys = planes[0].astype(np.uint32)
    for plane in planes[1:]:
        keys <<= 8
        keys |= plane
    keys.sort()  # np.unique takes twice as long
    last = np.concatenate(([-1], np.flatnonzero(keys[1:] != keys[:-1]), [len(keys) - 1]))
    return keys[last[1:]], np.diff(last)


def _joined(parts: list[tuple[KeyArray, IntArray]]) -> tuple[KeyArray, IntArray]:
    """The same for several parts of a frame."""
    if len(parts) == 1:
        return parts[0]
    keys, where = np.unique(np.concatenate([keys for keys, _ in parts]), return_inverse=True)
    counts = np.bincount(where, weights=np.concatenate([counts for _, counts in parts]))
    return keys, counts.astype(np.int64)
