"""Pixels to clusters and their shares: pure, seeded, the same on every run.

`kmeans` reads top to bottom as it works:

1. `histogram`: the pixels fall into the cells of a color grid; a frame becomes one or two
   thousand points with weights. The grid is even in the cube root of linear light, where
   Oklab is even too: a grid of 5 bits in sRGB values gave nearly black frames up to 13 times
   the inertia of a full run.
2. `variance_cut`: a start without chance. Split the cluster with the largest principal
   variance at its best threshold, until there are K.
3. `lloyd`: assign and average, with weights, until nothing moves.
4. A few seeded greedy k-means++ starts compete with the first, a dozen steps each, on a grid
   half as fine; the one with the least inertia goes on to the end on the fine one. They take
   the worst of 22 real frames from 1.13 to 1.04 of the best of 10 full runs; with the fine
   grid alone it is the same for twice the time.

scikit-learn's KMeans as step 3 was measured and left out: importing it costs each worker 0.9
seconds, a part of a short film's run that no frame wins back.
"""

from dataclasses import dataclass

import numpy as np

from filmprint.color.arrays import ByteArray, FloatArray, IntArray
from filmprint.color.spaces import (
    bytes_from_srgb,
    linear_from_srgb,
    oklab_from_srgb,
    srgb_from_linear,
    srgb_from_oklab,
)
from filmprint.options import Clustering, Space

GRID = 40
"""Cells along each axis of the color grid."""
RESTARTS = 5
TRIAL_ITERATIONS = 12
CANDIDATES = 4
"""Colors that a greedy k-means++ start tries for each center (2 + ln K, as scikit-learn does)."""
MAX_ITERATIONS = 100
FEW = 64
"""With fewer points than this on the half as fine grid, the fine one is used throughout."""

_GRAYS = np.repeat(np.arange(256), 3).reshape(256, 3)
_CELL = np.rint(oklab_from_srgb(_GRAYS)[:, 0] * (GRID - 1)).astype(np.int32)
"""A channel's cell from its value: the L of a gray is the cube root of its light."""


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
        return _ranked(_average(flat, options.space)[None], np.array([len(flat)]))
    if options.method == "minibatch":
        return _ranked(*_minibatch(flat, options))
    return _ranked(*_kmeans(flat, options))


def cluster_weighted(colors: ByteArray, weights: FloatArray, options: Clustering) -> Clusters:
    """The clusters of colors (n, 3) uint8 sRGB, n > 0, that count with positive weights (n,).

    Those may be the clusters of several frames. Colors of which there are no more than
    `options.kept` stay as they are; else they go through weighted k-means from a PCA divisive
    start, or are averaged where `options.method` is that.
    """
    distinct, where = np.unique(colors, axis=0, return_inverse=True)
    held = np.asarray(np.bincount(where.ravel(), weights=weights), np.float64)
    if len(distinct) <= options.kept:
        return _ranked(distinct, held)
    if options.method == "average":
        return _ranked(_average(distinct, options.space, held)[None], held.sum(keepdims=True))
    points = _to_space(distinct, options.space)
    start = variance_cut(points, held, options.clusters)
    centers, labels, _ = lloyd(points, held, start, MAX_ITERATIONS)
    sizes = np.bincount(labels, weights=held, minlength=len(centers))
    return _ranked(_from_space(centers, options.space), sizes)


def inertia(pixels: ByteArray, centers: FloatArray, space: Space) -> float:
    """Sum over pixels of the squared distance to the nearest of the sRGB `centers`, in `space`."""
    points, targets = _to_space(pixels.reshape(-1, 3), space), _to_space(centers, space)
    return float(
        sum(
            _distances(part, targets).min(axis=1).clip(0).sum()
            for part in np.array_split(points, len(points) // 65536 + 1)
        )
    )


def _average(pixels: ByteArray, space: Space, weights: FloatArray | None = None) -> FloatArray:
    """The sRGB color of the frame's mean light, which is what an eye sees from afar; in the space
    "srgb" the mean of the stored values, which is darker. `weights` are those of the pixels."""
    values = np.arange(256, dtype=np.float64)
    light = values if space == "srgb" else linear_from_srgb(values)
    mean = np.array([np.bincount(channel, weights, 256) @ light for channel in pixels.T])
    mean /= len(pixels) if weights is None else weights.sum()
    return mean if space == "srgb" else srgb_from_linear(mean)


def _kmeans(pixels: ByteArray, options: Clustering) -> tuple[FloatArray, IntArray]:
    """Centers in sRGB and the pixels that each holds."""
    colors, counts, cells = histogram(pixels)
    points = _to_space(colors, options.space)
    weights = counts.astype(np.float64)
    if len(points) <= options.clusters:
        return colors, counts
    rough, rough_weights = _coarser(points, weights, cells)
    if len(rough) < FEW:
        rough, rough_weights = points, weights
    random = np.random.default_rng(options.seed)
    starts = [variance_cut(rough, rough_weights, options.clusters)]
    starts += [_plusplus(rough, rough_weights, options.clusters, random) for _ in range(RESTARTS)]
    trials = [lloyd(rough, rough_weights, start, TRIAL_ITERATIONS) for start in starts]
    best, _, _ = min(trials, key=lambda trial: trial[2])
    centers, labels, _ = lloyd(points, weights, best, MAX_ITERATIONS)
    held = np.bincount(labels, weights=weights, minlength=len(centers)).astype(np.int64)
    return _from_space(centers, options.space), held


def histogram(pixels: ByteArray) -> tuple[FloatArray, IntArray, IntArray]:
    """The grid's cells that hold pixels: their mean sRGB color, number of pixels, and place.

    `pixels` has shape (n, 3); back come (m, 3) float64, (m,) int64 and (m,) int64.
    """
    key = _cells(pixels)
    counts = np.bincount(key, minlength=GRID**3)
    used = np.flatnonzero(counts)
    sums = [np.bincount(key, weights=channel, minlength=GRID**3)[used] for channel in pixels.T]
    return np.stack(sums, axis=1) / counts[used, None], counts[used], used


def weighted_histogram(colors: ByteArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The same for colors (n, 3) that count with positive weights (n,): means and weights."""
    key = _cells(colors)
    total = np.asarray(np.bincount(key, weights=weights, minlength=GRID**3), dtype=np.float64)
    used = np.flatnonzero(total)
    sums = [
        np.bincount(key, weights=channel * weights, minlength=GRID**3)[used] for channel in colors.T
    ]
    return np.stack(sums, axis=1) / total[used, None], total[used]


def _cells(pixels: ByteArray) -> IntArray:
    red, green, blue = np.ascontiguousarray(pixels.T)
    return np.asarray(_CELL[red] * GRID**2 + _CELL[green] * GRID + _CELL[blue])


def _coarser(
    points: FloatArray, weights: FloatArray, cells: IntArray
) -> tuple[FloatArray, FloatArray]:
    """The points of 2 x 2 x 2 cells put together: means and weights."""
    red, green, blue = np.unravel_index(cells, (GRID, GRID, GRID))
    _, block = np.unique(
        np.ravel_multi_index((red // 2, green // 2, blue // 2), (GRID, GRID, GRID)),
        return_inverse=True,
    )
    total = np.asarray(np.bincount(block, weights=weights), dtype=np.float64)
    sums = np.stack([np.bincount(block, weights=axis * weights) for axis in points.T], axis=1)
    return sums / total[:, None], total


def variance_cut(points: FloatArray, weights: FloatArray, k: int) -> FloatArray:
    """At most k centers, (k, d), from splitting along the largest principal variance."""

    def part(index: IntArray) -> tuple[float, FloatArray, IntArray]:
        weight = weights[index]
        offset = points[index] - np.average(points[index], axis=0, weights=weight)
        variance, axes = np.linalg.eigh((offset * weight[:, None]).T @ offset)
        return float(variance[-1]), offset @ axes[:, -1], index

    parts = [part(np.arange(len(points)))]
    while len(parts) < k:
        widest = max(range(len(parts)), key=lambda i: parts[i][0])
        variance, position, index = parts[widest]
        if len(index) < 2 or variance <= 1e-12:
            break
        order = np.argsort(position, kind="stable")
        weight, moment = weights[index][order], (weights[index] * position)[order]
        below, moment_below = np.cumsum(weight)[:-1], np.cumsum(moment)[:-1]
        # The moments about the mean add to zero, so the variance between the two sides is
        # moment_below^2 / below + moment_below^2 / above.
        gain = moment_below**2 / below + moment_below**2 / (weight.sum() - below)
        cut = int(np.argmax(gain)) + 1
        parts[widest] = part(index[order[:cut]])
        parts.append(part(index[order[cut:]]))
    return np.array(
        [np.average(points[index], axis=0, weights=weights[index]) for _, _, index in parts]
    )


def lloyd(
    points: FloatArray, weights: FloatArray, centers: FloatArray, iterations: int
) -> tuple[FloatArray, IntArray, float]:
    """Weighted k-means from `centers` on: centers, each point's label, inertia."""
    weighted = [axis * weights for axis in points.T]
    k = len(centers)
    labels = np.full(len(points), -1)
    for _ in range(iterations):
        # The points' own squares are the same for all centers and left out.
        nearest = (points @ (-2 * centers.T) + (centers**2).sum(axis=1)).argmin(axis=1)
        if np.array_equal(nearest, labels):
            break
        labels = nearest
        held = np.bincount(labels, weights=weights, minlength=k)
        sums = np.stack([np.bincount(labels, weights=w, minlength=k) for w in weighted], axis=1)
        centers = np.where(held[:, None] > 0, sums / np.maximum(held, 1e-300)[:, None], centers)
    residue = ((points - centers[labels]) ** 2).sum(axis=1)
    return centers, labels, float((residue * weights).sum())


def _plusplus(
    points: FloatArray, weights: FloatArray, k: int, random: np.random.Generator
) -> FloatArray:
    """A greedy k-means++ start (Arthur and Vassilvitskii 2007, section 5)."""
    first = random.choice(len(points), p=weights / weights.sum())
    centers = [points[first]]
    distance = _distances(points, points[first][None])[:, 0].clip(0)
    while len(centers) < k:
        potential = np.cumsum(distance * weights)
        if potential[-1] <= 0:
            break
        drawn = np.searchsorted(potential, random.random(CANDIDATES) * potential[-1])
        candidates = points[drawn.clip(0, len(points) - 1)]
        closer = np.minimum(distance[:, None], _distances(points, candidates).clip(0))
        best = int((closer * weights[:, None]).sum(axis=0).argmin())
        centers.append(candidates[best])
        distance = closer[:, best]
    return np.array(centers)


def _minibatch(pixels: ByteArray, options: Clustering) -> tuple[FloatArray, IntArray]:
    """All pixels through scikit-learn's MiniBatchKMeans, max_iter=100, seeded."""
    from sklearn.cluster import MiniBatchKMeans  # 0.9 seconds to import

    distinct = len(np.unique(pixels, axis=0))
    points = _to_space(pixels, options.space)
    model = MiniBatchKMeans(
        n_clusters=min(options.clusters, distinct), max_iter=100, random_state=options.seed
    ).fit(points)
    held = np.bincount(model.labels_, minlength=len(model.cluster_centers_))
    return _from_space(model.cluster_centers_, options.space), held


def _ranked(centers: FloatArray | ByteArray, held: IntArray | FloatArray) -> Clusters:
    """Rounded to 8 bits, equal colors merged, empty clusters dropped, largest share first."""
    colors, where = np.unique(bytes_from_srgb(centers), axis=0, return_inverse=True)
    counts = np.bincount(where.ravel(), weights=held)
    order = np.argsort(-counts, kind="stable")  # np.unique has sorted by color already
    order = order[counts[order] > 0]
    return Clusters(colors[order], np.round(counts[order] / counts.sum(), 6))


def _distances(points: FloatArray, centers: FloatArray) -> FloatArray:
    """Squared distances, (points, centers); rounding can leave them a hair below 0."""
    squares: FloatArray = (points**2).sum(axis=1)[:, None] + (centers**2).sum(axis=1)
    squares -= 2 * points @ centers.T
    return squares


def _to_space(srgb: ByteArray | FloatArray, space: Space) -> FloatArray:
    return oklab_from_srgb(srgb) if space == "oklab" else np.asarray(srgb, dtype=np.float64)


def _from_space(centers: FloatArray, space: Space) -> FloatArray:
    return srgb_from_oklab(centers) if space == "oklab" else centers
