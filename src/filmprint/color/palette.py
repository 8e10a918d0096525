"""The few colors that stand for a whole film or picture: pure, the same on every run.

A palette of averages is muddy: k-means with as few centers as the palette has colors spends them
where the pixels are, and mixes the rest. So:

1. k-means in Oklab into `SMALL_CLUSTERS` clusters. None of them mixes colors that are clearly
   different.
2. The largest is the first color. Then, one after another, the cluster for which
   `share ** 0.25 * distance ** 1.5 * (1 + chroma / 0.1)` is largest; `distance` is that to the
   nearest color chosen. So a small red among much gray is chosen, and a second black is not.
3. Every color of the film belongs to the nearest one chosen, which gives their shares.

The exponents were chosen by eye, on the demo film and two real ones, among five sets.
"""

from dataclasses import dataclass

import numpy as np

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.color.color_histogram import ColorHistogram, distinct_colors, weighted_colors
from filmprint.color.kmeans import kmeans
from filmprint.color.names import color_name
from filmprint.color.spaces import bytes_from_srgb, hex_from_srgb, oklab_from_srgb, srgb_from_oklab
from filmprint.options import Picture

PRESENCE_DISTANCE = 0.08
"""Oklab distance at which a color's share counts 1/e toward the presence of another."""
SMALL_CLUSTERS = 64
"""Clusters to choose from."""
SMALLEST_SHARE = 0.002
"""Clusters of a smaller share are not chosen."""
JUST_TOLD_APART = 0.02
"""Oklab distance of two colors that can just be told apart."""
LEAST_DISTANCE = 0.03
"""Oklab distance below which two colors count as one."""


@dataclass(frozen=True)
class PaletteColor:
    """A color of a palette.

    color
        sRGB, 0..255.
    share
        The part of the pixels to which no other color of the palette is nearer, 0..1.
    name
        The nearest of the names in `color_names`.
    """

    color: tuple[int, int, int]
    share: float
    name: str

    @property
    def hex(self) -> str:
        """The form "#1b2a3c"."""
        return hex_from_srgb(self.color)


def choose_colors(colors: ByteArray, weights: FloatArray, count: int) -> tuple[PaletteColor, ...]:
    """The palette of sRGB colors (n, 3) uint8 with positive weights (n,), the largest share first.

    At most `count` colors; none for no colors.
    """
    if len(colors) == 0:
        return ()
    return _chosen(weighted_colors(colors, weights), count)


def image_palette(image: ByteArray, colors: int = Picture.colors) -> tuple[PaletteColor, ...]:
    """The palette of an image, (h, w, 3) uint8 sRGB."""
    return _chosen(distinct_colors(image, SMALL_CLUSTERS), colors)


def _chosen(histogram: ColorHistogram, count: int) -> tuple[PaletteColor, ...]:
    small = kmeans(histogram, SMALL_CLUSTERS, space="oklab", seed=0)
    centers, share = oklab_from_srgb(small.colors), small.weights / small.weights.sum()
    large = share >= min(SMALLEST_SHARE, share.max())
    chosen = centers[large][_choose_indices(centers[large], share[large], count)]
    colors = bytes_from_srgb(srgb_from_oklab(chosen))
    shares = _shares(histogram, chosen)
    return tuple(
        PaletteColor(_triple(colors[i]), round(float(shares[i]), 6), color_name(colors[i]))
        for i in np.argsort(-shares, kind="stable")
    )


def _shares(histogram: ColorHistogram, chosen: FloatArray) -> FloatArray:
    """The part of the pixels that is nearest to each of the chosen colors, (n, 3) Oklab."""
    points = oklab_from_srgb(histogram.channels.T)
    distance = np.stack([((points - color) ** 2).sum(axis=1) for color in chosen])
    held = np.bincount(distance.argmin(axis=0), histogram.weights, minlength=len(chosen))
    return np.asarray(held / histogram.weights.sum())


def _choose_indices(centers: FloatArray, share: FloatArray, count: int) -> list[int]:
    """The indices of the chosen centers, (n, 3) Oklab, whose shares are (n,)."""
    merit = share**0.25 * (1 + np.hypot(centers[:, 1], centers[:, 2]) / 0.1)
    chosen = [int(share.argmax())]
    distance = np.full(len(centers), np.inf)
    while len(chosen) < count:
        distance = np.minimum(distance, np.linalg.norm(centers - centers[chosen[-1]], axis=1))
        best = int((merit * distance**1.5).argmax())
        if distance[best] < LEAST_DISTANCE:
            break
        chosen.append(best)
    return chosen


def vividness(colors: ByteArray, shares: FloatArray) -> FloatArray:
    """How much each sRGB color (..., 3) strikes the eye: `share * (chroma^2 + 0.02^2)` in Oklab.

    Where all colors are gray it goes by share alone.
    """
    chroma = np.linalg.norm(oklab_from_srgb(colors)[..., 1:], axis=-1)
    return np.asarray(shares * (chroma**2 + JUST_TOLD_APART**2))


def _triple(color: ByteArray) -> tuple[int, int, int]:
    red, green, blue = (int(value) for value in color)
    return red, green, blue


def color_presence(
    colors: ByteArray, shares: FloatArray, palette: tuple[PaletteColor, ...]
) -> FloatArray:
    """(N, P): how much of each palette color each sample shows, 0..1.

    The shares (N, K) of the sample's colors (N, K, 3), each counted less the farther its color
    is from the palette's.
    """
    lab = oklab_from_srgb(colors)
    presence = np.zeros((len(colors), len(palette)))
    for n, color in enumerate(palette):
        distance = ((lab - oklab_from_srgb(color.color)) ** 2).sum(axis=-1)
        presence[:, n] = (shares * np.exp(-distance / PRESENCE_DISTANCE**2)).sum(axis=1)
    return presence
