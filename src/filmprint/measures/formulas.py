"""Color measures of weighted colors: pure arithmetic, one value for each group of colors.

A group is whatever is to be measured as one: the clusters of a sample, of a shot, of a film, or the
pixels of an image. docs/measures.md has each formula with its range, unit and source.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.color.cielab import cielab_from_srgb, cylindrical

CELL = 10.0
"""Edge of the cubes of CIELAB in which colors count as one for richness, diversity, evenness."""
LEAST_SHARE = 0.01
"""A cell with less than this part of the pixels is no color of the palette."""
HUE_BINS = 12
WARMEST_DEGREES = 50.0

IntArray = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class Grouped:
    """M colors (M, 3) uint8 sRGB, their weights (M,), positive, and which of `count` groups each
    is in (M,), 0 to count - 1."""

    colors: ByteArray
    weights: FloatArray
    group: IntArray
    count: int


@dataclass(frozen=True, kw_only=True)
class Measures:
    """One value for each of G groups, float64; NaN for a group without colors.

    All are (G,), `hue_histogram` is (G, 12): the parts of chroma in each 30 degrees of hue.
    """

    lightness: FloatArray
    contrast: FloatArray
    a: FloatArray
    b: FloatArray
    chroma: FloatArray
    hue: FloatArray
    hue_spread: FloatArray
    saturation: FloatArray
    colorfulness: FloatArray
    warmth: FloatArray
    richness: FloatArray
    diversity: FloatArray
    evenness: FloatArray
    hue_histogram: FloatArray

    def __len__(self) -> int:
        return len(self.lightness)

    @property
    def mean_colors(self) -> FloatArray:
        """(G, 3): the mean CIELAB color of each group."""
        return np.stack([self.lightness, self.a, self.b], axis=-1)


SCALARS = tuple(field.name for field in fields(Measures) if field.name != "hue_histogram")
"""The measures with one value for a group."""

UNITS = {
    "lightness": "L* 0..100",
    "contrast": "L*",
    "a": "a*",
    "b": "b*",
    "chroma": "C*ab",
    "hue": "degrees",
    "hue_spread": "degrees",
    "saturation": "% 0..100",
    "colorfulness": "M(3)",
    "warmth": "warm-cool scale",
    "richness": "colors",
    "diversity": "nats",
    "evenness": "0..1",
    "change": "CIEDE2000",
    "loudness_lufs": "LUFS",
}
"""The unit of each measure."""


def measure(grouped: Grouped) -> Measures:
    """Every measure of every group."""
    lab = cielab_from_srgb(grouped.colors)
    lightness, a, b = lab.T
    polar = cylindrical(lab)
    angle = np.radians(polar.hue_degrees)
    mean = _Means(grouped)
    mean_l, mean_a, mean_b = mean(lightness), mean(a), mean(b)
    mean_chroma = mean(polar.chroma)
    saturation = 100 * polar.chroma / np.maximum(np.hypot(polar.chroma, lightness), 1e-12)
    # Ou, Luo, Woodcock and Wright (2004), part I, equation for warm-cool.
    warmth = -0.5 + 0.02 * polar.chroma**1.07 * np.cos(angle - np.radians(WARMEST_DEGREES))
    # Weighted by chroma, the direction of the mean hue is that of the mean color.
    together = np.clip(np.hypot(mean_a, mean_b) / np.maximum(mean_chroma, 1e-12), 1e-12, 1)
    gray = mean_chroma < 1e-6
    palette = _palette(grouped, lab)
    return Measures(
        lightness=mean_l,
        contrast=mean.deviation(lightness),
        a=mean_a,
        b=mean_b,
        chroma=mean_chroma,
        hue=np.where(gray, np.nan, np.degrees(np.arctan2(mean_b, mean_a)) % 360),
        hue_spread=np.where(gray, np.nan, np.degrees(np.sqrt(-2 * np.log(together)))),
        saturation=mean(saturation),
        colorfulness=_colorfulness(grouped, mean),
        warmth=mean(warmth),
        richness=palette.richness,
        diversity=palette.diversity,
        evenness=palette.evenness,
        hue_histogram=_hue_histogram(grouped, polar.chroma, polar.hue_degrees),
    )


class _Means:
    """Weighted means of each group."""

    def __init__(self, grouped: Grouped) -> None:
        self._grouped = grouped
        self._total = self._sum(np.ones(len(grouped.weights)))

    def __call__(self, values: FloatArray) -> FloatArray:
        with np.errstate(invalid="ignore"):
            return np.asarray(self._sum(values) / self._total)

    def deviation(self, values: FloatArray) -> FloatArray:
        off = values - self(values)[self._grouped.group]
        return np.sqrt(self(off**2))

    def _sum(self, values: FloatArray) -> FloatArray:
        grouped = self._grouped
        return np.asarray(
            np.bincount(grouped.group, grouped.weights * values, grouped.count), np.float64
        )


def _colorfulness(grouped: Grouped, mean: _Means) -> FloatArray:
    """M(3) of D. Hasler and S. Süsstrunk (2003), sections 5 and 6."""
    red, green, blue = grouped.colors.astype(np.float64).T
    rg, yb = red - green, (red + green) / 2 - blue
    spread = np.hypot(mean.deviation(rg), mean.deviation(yb))
    return np.asarray(spread + 0.3 * np.hypot(mean(rg), mean(yb)))


def _hue_histogram(grouped: Grouped, chroma: FloatArray, hue: FloatArray) -> FloatArray:
    step = 360 / HUE_BINS
    hue_bin = np.minimum((hue // step).astype(np.intp), HUE_BINS - 1)
    bins = np.bincount(
        grouped.group * HUE_BINS + hue_bin, grouped.weights * chroma, grouped.count * HUE_BINS
    ).reshape(grouped.count, HUE_BINS)
    total = bins.sum(axis=1, keepdims=True)
    return np.where(total > 1e-9, bins / np.maximum(total, 1e-12), np.nan)


@dataclass(frozen=True)
class _Palette:
    richness: FloatArray
    diversity: FloatArray
    evenness: FloatArray


def _palette(grouped: Grouped, lab: FloatArray) -> _Palette:
    """How many cells of CIELAB hold a part of the pixels, and how evenly."""
    cells = np.floor(lab / CELL).astype(np.int64) + 20  # 0 to 40
    code = (grouped.group.astype(np.int64) << 18) | (cells @ np.array([1 << 12, 1 << 6, 1]))
    codes, cell = np.unique(code, return_inverse=True)
    weights = np.asarray(np.bincount(cell.ravel(), grouped.weights, len(codes)), np.float64)
    group = (codes >> 18).astype(np.intp)
    total = np.bincount(group, weights, grouped.count)
    counted = weights >= LEAST_SHARE * total[group]
    group, weights = group[counted], weights[counted]
    share = weights / np.bincount(group, weights, grouped.count)[group]
    richness = np.bincount(group, minlength=grouped.count).astype(np.float64)
    entropy = np.asarray(np.bincount(group, -share * np.log(share), grouped.count), np.float64)
    empty = total == 0
    evenness = np.where(richness > 1, entropy / np.log(np.maximum(richness, 2)), 1.0)
    return _Palette(*(np.where(empty, np.nan, v) for v in (richness, entropy, evenness)))
