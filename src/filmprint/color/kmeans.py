"""Weighted k-means on a frame's colors: seeded, the same on every run and machine.

Colors become points with whole-number coordinates. All sums and products that follow are exact, so
no order of adding, and so no BLAS and no processor, changes a result. Greedy k-means++ starts run
two iterations on a coarse grid, all in one array; the best six go on with all points, then the best
one alone.

Tried, with `benchmarks/clustering.py`, against the best of 10 full runs of scikit-learn's KMeans:

- A PCA divisive start has a mean inertia of 1.03 times the best and a worst of 2.0; swaps of one
  center after it 1.02 and 1.25; Ward's merging of 64 clusters 1.03 and 1.25.
- With 16 starts instead of 20, or 3 candidates instead of 4, the worst of 444 runs is 1.10 instead
  of 1.06. Trials on 100 cells instead of 200 do the same; 350 cells gain nothing.
- Without over-relaxation the mean is 1.0020 instead of 1.0012 for the same iterations.
- Among runs within 0.5 or 1 % of the best the one whose largest cluster is largest: the largest
  color jumps from frame to frame as before (`benchmarks/clustering.py --moving`).
- scikit-learn's KMeans as last step: its import costs each worker 0.9 seconds.
"""

from dataclasses import dataclass

import numpy as np

from filmprint.color.arrays import ByteArray, FloatArray, SingleArray
from filmprint.color.color_histogram import ColorHistogram, merge_near_colors
from filmprint.color.spaces import oklab_from_srgb, quick_oklab, srgb_from_oklab
from filmprint.options import Space

CELLS = 1000
"""Cells of the grid, about. For more than 15 clusters there are 64 for each."""
TRIAL_CELLS = 200
"""The same for the trials of starts, 16 for each cluster if that is more."""
STARTS = 20
CANDIDATES = 4
"""Colors that a greedy k-means++ start tries for each center (2 + ln K, as scikit-learn does)."""
TRIAL_ITERATIONS = 2
FINALISTS = 6
"""Starts that go on after the trials."""
FINALIST_ITERATIONS = 2
ITERATIONS = 2
"""Those of the best finalist, at last."""
RELAXATION = 1.5
"""How far a center moves, where 1 is to the mean of its points."""
REACH = 511
"""Largest coordinate: sums of products of three stay below 2**24, which float32 holds exactly."""
SINGLE_WEIGHTS = 2**15
"""Sum of weights up to which sums of weighted coordinates stay below 2**24, too."""

_EVEN_WIDTHS = np.ones(256)
_LIGHTNESS_WIDTHS = np.gradient(oklab_from_srgb(np.repeat(np.arange(256), 3).reshape(256, 3))[:, 0])
"""How much of a channel each of its 256 values takes; in Oklab, by the L of the grays."""


@dataclass(frozen=True)
class Centers:
    """The k-means centers of a frame: `colors` (k, 3) float64 sRGB, `weights` (k,) float64."""

    colors: FloatArray
    weights: FloatArray


def kmeans(histogram: ColorHistogram, k: int, *, space: Space, seed: int) -> Centers:
    """At most k centers of sRGB colors; the colors themselves where there are no more than k."""
    if len(histogram.weights) <= k:
        return Centers(histogram.channels.T.astype(np.float64), histogram.weights)
    widths = _LIGHTNESS_WIDTHS if space == "oklab" else _EVEN_WIDTHS
    levels = np.asarray(histogram.channels, np.uint8)
    fine = merge_near_colors(histogram, levels, widths, max(CELLS, 64 * k))
    if len(fine.weights) <= k:
        return Centers(fine.channels.T.astype(np.float64), fine.weights)
    channels = _channels_in_space(fine.channels, space)
    low, high = channels.min(axis=1, keepdims=True), channels.max(axis=1, keepdims=True)
    middle, unit = (low + high) / 2, (high - low).max() / (2 * REACH)
    fine = ColorHistogram(np.rint((channels - middle) / unit), fine.weights)
    levels = ((fine.channels + REACH) / 4).astype(np.uint8)
    rough = merge_near_colors(fine, levels, _EVEN_WIDTHS, max(TRIAL_CELLS, 16 * k))
    points = _Points.of(fine)
    trial_points = points if rough is fine else _Points.of(rough)
    means = _means(points, _best_run(points, trial_points, k, seed))
    return Centers(from_space(middle.T + means.coordinates * unit, space), means.weights)


def to_space(srgb: ByteArray | FloatArray, space: Space) -> FloatArray:
    """sRGB values 0..255, (..., 3), in the clustering space."""
    return oklab_from_srgb(srgb) if space == "oklab" else np.asarray(srgb, dtype=np.float64)


def _channels_in_space(channels: ByteArray | FloatArray, space: Space) -> FloatArray:
    """The same for channels, (3, n)."""
    return quick_oklab(channels) if space == "oklab" else np.asarray(channels, np.float64)


def from_space(centers: FloatArray, space: Space) -> FloatArray:
    """The inverse of `to_space`; not rounded."""
    return srgb_from_oklab(centers) if space == "oklab" else centers


@dataclass(frozen=True)
class _Points:
    """A histogram in the form that matrix products want, all in whole numbers.

    coordinates
        (m, 3) float32 from -REACH to REACH.
    rows
        (5, m) float32: the coordinates, 1, and the sum of the coordinates' squares.
    weights
        (m,) float64.
    moments
        (m, 4) float32, or float64 where sums would not be exact otherwise: weights times
        coordinates, and the weights.
    """

    coordinates: SingleArray
    rows: SingleArray
    weights: FloatArray
    moments: FloatArray | SingleArray

    @classmethod
    def of(cls, histogram: ColorHistogram) -> "_Points":
        """The points of a histogram whose channels are coordinates, rounded here."""
        weights = histogram.weights
        rows = np.ones((5, len(weights)), np.float32)
        rows[:3] = np.rint(histogram.channels)
        rows[4] = (rows[:3] * rows[:3]).sum(axis=0)
        moments = np.ascontiguousarray((rows[:4] * weights).T)
        single = moments.astype(np.float32) if weights.sum() <= SINGLE_WEIGHTS else moments
        return cls(np.ascontiguousarray(rows[:3].T), rows, weights, single)


@dataclass(frozen=True)
class _Runs:
    """Runs of k-means: `centers` (s, k, 3), and `inertias` (s,) before the last iteration."""

    centers: SingleArray
    inertias: FloatArray

    def best(self, count: int) -> SingleArray:
        """The centers of the `count` best, the best first."""
        return np.asarray(self.centers[self.inertias.argsort(kind="stable")[:count]])


def _best_run(points: _Points, trial_points: _Points, k: int, seed: int) -> SingleArray:
    """The centers, (k, 3), of the best of the seeded starts."""
    starts = _plusplus(trial_points, k, np.random.default_rng(seed))
    finalists = _lloyd(trial_points, starts, TRIAL_ITERATIONS).best(FINALISTS)
    best = _lloyd(points, finalists, FINALIST_ITERATIONS).best(1)
    return np.asarray(_lloyd(points, best, ITERATIONS).centers[0])


def _plusplus(points: _Points, k: int, random: np.random.Generator) -> SingleArray:
    """Greedy k-means++ starts (Arthur and Vassilvitskii 2007, section 5), (STARTS, k, 3)."""
    chance = random.random((k, STARTS, CANDIDATES))
    starts, m = np.arange(STARTS), len(points.weights)
    apart = _distances(points, points.coordinates[None])[0]  # all candidates are points
    below = np.cumsum(points.weights)
    chosen = np.empty((STARTS, k), np.intp)
    chosen[:, 0] = np.searchsorted(below, chance[0, :, 0] * below[-1], side="right")
    least = apart.take(chosen[:, 0], axis=0)
    begin = np.zeros((STARTS, 1))
    for n in range(1, k):
        below = np.cumsum(least * points.weights)  # of all starts, one after another
        end = below[m - 1 :: m, None]
        begin[1:] = end[:-1]
        drawn = np.searchsorted(below, begin + chance[n] * (end - begin), side="right") % m
        closer = np.minimum(apart.take(drawn, axis=0), least[:, None])
        best = (closer.astype(np.float64) @ points.weights).argmin(axis=1)
        chosen[:, n] = drawn[starts, best]
        least = closer[starts, best]
    return points.coordinates.take(chosen, axis=0)


def _lloyd(points: _Points, centers: SingleArray, iterations: int) -> _Runs:
    """Over-relaxed k-means from all starts (s, k, 3) at once."""
    s, k, _ = centers.shape
    for _ in range(iterations):
        distances = _distances(points, centers)
        least = distances.min(axis=1)
        nearest = (distances == least[:, None]).astype(points.moments.dtype)
        sums = (nearest.reshape(s * k, -1) @ points.moments).reshape(s, k, 4).astype(np.float64)
        means = centers.astype(np.float64)
        np.divide(sums[..., :3], sums[..., 3:], out=means, where=sums[..., 3:] > 0)
        moved = np.rint(centers + RELAXATION * (means - centers)).clip(-REACH, REACH)
        centers = moved.astype(np.float32)
    return _Runs(centers, least.astype(np.float64) @ points.weights)


@dataclass(frozen=True)
class _Means:
    """`coordinates` (k, 3) float64 and `weights` (k,) float64 of clusters."""

    coordinates: FloatArray
    weights: FloatArray


def _means(points: _Points, centers: SingleArray) -> _Means:
    """The means of what is nearest to each center, and its weight; without empty ones."""
    label = _distances(points, centers[None])[0].argmin(axis=0)
    sums = np.stack([np.bincount(label, weights=moment) for moment in points.moments.T], axis=1)
    held = sums[:, 3] > 0
    weights = np.asarray(sums[held, 3], np.float64)
    return _Means(sums[held, :3] / weights[:, None], weights)


def _distances(points: _Points, centers: SingleArray) -> SingleArray:
    """Squared distances from centers (s, k, 3) to all points, (s, k, m)."""
    rows = np.ones((*centers.shape[:2], 5), np.float32)
    rows[..., :3] = -2 * centers
    rows[..., 3] = (centers * centers).sum(axis=2)
    distances: SingleArray = rows.reshape(-1, 5) @ points.rows
    return distances.reshape(*centers.shape[:2], -1)
