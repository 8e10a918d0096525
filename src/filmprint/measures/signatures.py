"""A film reduced to a fixed size: its colors as parts of equal weight, its course as stretches.

Colors. All clusters of all samples are points in Oklab, weighted by share. They are cut in two
parts of equal weight across their longest principal axis, each part again, and so on, until there
are `PARTS`; a point on a cut counts on both sides. Each part stands at its mean. Since all parts of
all films weigh the same, the exact earth mover's distance of two films is an assignment problem,
which SciPy solves exactly and fast. What the reduction costs in accuracy is in docs/compare.md.

Course. The film's time in `STRETCHES` equal stretches, each with the mean of its samples' colors.
"""

from dataclasses import dataclass

import numpy as np

from filmprint.color.arrays import FloatArray
from filmprint.color.spaces import oklab_from_srgb
from filmprint.fingerprint.model import Fingerprint

PARTS = 64
"""A power of 2."""
STRETCHES = 128
CUBE = 0.01
"""Edge of the cubes of Oklab in which colors count as one: too near to be told apart."""


@dataclass(frozen=True)
class WeightedPoints:
    """Points (M, 3) in Oklab and their weights (M,), which sum to 1."""

    points: FloatArray
    weights: FloatArray


def color_points(fingerprint: Fingerprint) -> WeightedPoints:
    """Every color of the film once, weighted by its share of all decoded samples."""
    held = fingerprint.shares > 0
    rgb = fingerprint.colors[held].astype(np.int64)
    codes, index = np.unique(rgb @ np.array([1 << 16, 1 << 8, 1]), return_inverse=True)
    weights = np.bincount(index.ravel(), fingerprint.shares[held], len(codes))
    colors = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=-1)
    return WeightedPoints(oklab_from_srgb(colors), weights / max(float(weights.sum()), 1e-12))


def color_parts(fingerprint: Fingerprint) -> FloatArray:
    """(PARTS, 3) Oklab: the means of parts of equal weight. NaN for a film without colors."""
    colors = color_points(fingerprint)
    if len(colors.points) == 0:
        return np.full((PARTS, 3), np.nan)
    parts = [_binned(colors)]
    while len(parts) < PARTS:
        parts = [half for part in parts for half in _halves(part)]
    return np.array([part.weights @ part.points / part.weights.sum() for part in parts])


def course(fingerprint: Fingerprint) -> FloatArray:
    """(STRETCHES, 3) Oklab: the mean color of each equal stretch of the sampled time.

    A stretch without a decoded sample has the color between its neighbors'.
    """
    decoded = fingerprint.decoded
    if not decoded.any():
        return np.full((STRETCHES, 3), np.nan)
    times = fingerprint.film.picture_span.without_gaps(fingerprint.times_seconds)
    means = mean_colors(fingerprint)
    edges = np.linspace(times[0], times[-1] + 1e-9, STRETCHES + 1)
    stretch = np.clip(np.searchsorted(edges, times[decoded], side="right") - 1, 0, STRETCHES - 1)
    count = np.bincount(stretch, minlength=STRETCHES)
    known = np.flatnonzero(count)
    return np.stack(
        [
            np.interp(
                np.arange(STRETCHES), known,
                (np.bincount(stretch, values, STRETCHES)[known] / count[known]),
            )
            for values in means[decoded].T
        ],
        axis=-1,
    )  # fmt: skip


def mean_colors(fingerprint: Fingerprint) -> FloatArray:
    """(N, 3) Oklab: the mean color of each sample; NaN where it was not decoded."""
    total = fingerprint.shares.sum(axis=1, keepdims=True)
    mean = (oklab_from_srgb(fingerprint.colors) * fingerprint.shares[..., None]).sum(axis=1)
    with np.errstate(invalid="ignore"):
        return np.asarray(mean / np.where(total > 0, total, np.nan))


def _binned(colors: WeightedPoints) -> WeightedPoints:
    """The same with all points in a small cube as one at their mean: far fewer points."""
    cells = np.floor(colors.points / CUBE).astype(np.int64) + 256
    _, index = np.unique(cells @ np.array([1 << 20, 1 << 10, 1]), return_inverse=True)
    weights = np.asarray(np.bincount(index.ravel(), colors.weights), np.float64)
    means = [np.bincount(index.ravel(), colors.weights * v) / weights for v in colors.points.T]
    return WeightedPoints(np.stack(means, axis=-1), weights)


def _halves(part: WeightedPoints) -> tuple[WeightedPoints, WeightedPoints]:
    """Two parts of equal weight, cut across the longest principal axis."""
    total = part.weights.sum()
    off = part.points - part.weights @ part.points / total
    _, axes = np.linalg.eigh((off * part.weights[:, None]).T @ off)
    axis = axes[:, -1] * np.sign(axes[np.abs(axes[:, -1]).argmax(), -1])
    order = np.argsort(off @ axis, kind="stable")
    points, weights = part.points[order], part.weights[order]
    before = np.cumsum(weights) - weights
    low = np.clip(total / 2 - before, 0, weights)
    high = weights - low
    return (
        WeightedPoints(points[low > 0], low[low > 0]),
        WeightedPoints(points[high > 0], high[high > 0]),
    )
