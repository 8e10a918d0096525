"""The colors of a frame: its clusters and their shares. Pure, the same on every run and machine."""

from dataclasses import dataclass

import numpy as np

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.color.color_histogram import (
    ColorHistogram,
    distinct_colors,
    unpacked,
    weighted_colors,
)
from filmprint.color.kmeans import Centers, from_space, kmeans, to_space
from filmprint.color.spaces import (
    bytes_from_srgb,
    linear_from_srgb,
    oklab_from_srgb,
    srgb_from_linear,
    srgb_from_oklab,
)
from filmprint.options import Clustering, Space

EASILY_TOLD_APART = 0.06
"""Oklab distance of two colors that are clearly different side by side: three times what can just
be told apart (0.02)."""


@dataclass(frozen=True)
class Clusters:
    """A frame's clusters: `colors` (k, 3) uint8 sRGB, `shares` (k,) float64 that sum to 1.

    Ordered by share, largest first, then by color; no color twice.
    """

    colors: ByteArray
    shares: FloatArray


def cluster(pixels: ByteArray, options: Clustering) -> Clusters:
    """The clusters of a frame.

    `pixels` is uint8 sRGB, shape (n, 3) or (height, width, 3), at least one pixel. At most
    `options.kept` clusters come back, fewer where the pixels have fewer colors. The same
    pixels and options give the same clusters, to the bit.
    """
    flat = pixels.reshape(-1, 3)
    if options.method == "average":
        return _ranked(_average(flat, options.space))
    if options.method == "minibatch":
        centers = _minibatch(flat, options)
        return _ranked(merge_near_centers(centers) if options.clusters == "auto" else centers)
    return _by_kmeans(distinct_colors(pixels, options.kept), options)


def cluster_weighted(colors: ByteArray, weights: FloatArray, options: Clustering) -> Clusters:
    """The clusters of colors (n, 3) uint8 sRGB, n > 0, that count with positive weights (n,).

    Those may be the clusters of several frames; they are taken by k-means or as their average.
    """
    if options.method == "average":
        return _ranked(_average(colors, options.space, weights))
    return _by_kmeans(weighted_colors(colors, weights), options)


def _by_kmeans(histogram: ColorHistogram, options: Clustering) -> Clusters:
    centers = kmeans(histogram, options.kept, space=options.space, seed=options.seed)
    if options.clusters == "auto":
        centers = merge_near_centers(centers)
    if options.method == "medoid":
        centers = _nearest_colors(centers, histogram, options.space)
    return _ranked(centers)


def inertia(pixels: ByteArray, centers: FloatArray, space: Space) -> float:
    """Sum over pixels of the squared distance to the nearest of the sRGB `centers`, in `space`."""
    points, targets = to_space(pixels.reshape(-1, 3), space), to_space(centers, space)
    return float(
        sum(
            ((part[:, None] - targets) ** 2).sum(axis=2).min(axis=1).sum()
            for part in np.array_split(points, len(points) // 16384 + 1)
        )
    )


def merge_near_centers(centers: Centers, distance: float = EASILY_TOLD_APART) -> Centers:
    """The two nearest centers put together, again and again, until all are `distance` apart.

    Centroid linkage in Oklab: two centers become their mean, weighted by their pixels.
    """
    points, weights = oklab_from_srgb(centers.colors), centers.weights.copy()
    while len(points) > 1:
        apart = np.linalg.norm(points[:, None] - points, axis=2)
        np.fill_diagonal(apart, np.inf)
        first, second = np.unravel_index(apart.argmin(), apart.shape)
        if apart[first, second] >= distance:
            break
        both = [first, second]
        points[first] = np.average(points[both], axis=0, weights=weights[both])
        weights[first] += weights[second]
        points, weights = np.delete(points, second, axis=0), np.delete(weights, second)
    return Centers(srgb_from_oklab(points), weights)


def _nearest_colors(centers: Centers, histogram: ColorHistogram, space: Space) -> Centers:
    """For each center the nearest color of the frame.

    Of all pixels of a cluster this is the medoid, the one with the least sum of squared distances
    to the others, since the center is their mean.
    """
    colors = histogram.channels.T
    points = to_space(colors, space)
    nearest = [((points - c) ** 2).sum(axis=1).argmin() for c in to_space(centers.colors, space)]
    return Centers(colors[nearest].astype(np.float64), centers.weights)


def _average(pixels: ByteArray, space: Space, weights: FloatArray | None = None) -> Centers:
    """The sRGB color of the frame's mean light, which is what an eye sees from afar; in the space
    "srgb" the mean of the stored values, which is darker. `weights` are those of the pixels."""
    values = np.arange(256, dtype=np.float64)
    light = values if space == "srgb" else linear_from_srgb(values)
    mean = np.array([np.bincount(channel, weights, 256) @ light for channel in pixels.T])
    mean /= len(pixels) if weights is None else weights.sum()
    color = mean if space == "srgb" else srgb_from_linear(mean)
    return Centers(color[None], np.ones(1))


def _minibatch(pixels: ByteArray, options: Clustering) -> Centers:
    """All pixels through scikit-learn's MiniBatchKMeans, max_iter=100, seeded."""
    from sklearn.cluster import MiniBatchKMeans  # 0.9 seconds to import

    distinct = len(np.unique(pixels, axis=0))
    points = to_space(pixels, options.space)
    model = MiniBatchKMeans(
        n_clusters=min(options.kept, distinct), max_iter=100, random_state=options.seed
    ).fit(points)
    held = np.bincount(model.labels_, minlength=len(model.cluster_centers_))
    centers = from_space(model.cluster_centers_, options.space)
    return Centers(centers, held.astype(np.float64))


def _ranked(centers: Centers) -> Clusters:
    """Rounded to 8 bits, equal colors merged, empty clusters dropped, largest share first."""
    packed = bytes_from_srgb(centers.colors).astype(np.int64) @ (1 << 16, 1 << 8, 1)
    held: dict[int, float] = {}
    for key, weight in zip(packed.tolist(), centers.weights.tolist(), strict=True):
        held[key] = held.get(key, 0.0) + weight
    ranked = sorted((-weight, key) for key, weight in held.items() if weight > 0)
    weights = np.array([-weight for weight, _ in ranked])
    colors = unpacked(np.array([key for _, key in ranked])).T
    return Clusters(np.ascontiguousarray(colors), np.round(weights / weights.sum(), 6))
