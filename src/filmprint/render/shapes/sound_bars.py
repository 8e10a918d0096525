"""A film in a few hundred bars: each as high as the film is loud there, in its dominant color."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from filmprint.analysis.loudness import lufs_of, power_of
from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.color.spaces import oklab_from_srgb
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.color_arrangement import dominant_rows

MOST_BARS = 350
SILENT = 0.35
"""Height of all bars where there is no sound to measure."""


@dataclass(frozen=True)
class SoundBars:
    """B bars: `colors` (B, 3) uint8 and `heights` (B,), 0..1.

    `edges` (B + 1,) are the places of the first sample of each bar.
    """

    colors: ByteArray
    heights: FloatArray
    edges: np.ndarray[tuple[int], np.dtype[np.intp]]

    def bar_of(self, sample: int) -> int:
        """The bar in which a sample is."""
        return int(np.searchsorted(self.edges, sample, side="right")) - 1


def sound_bars(fingerprint: Fingerprint, picture: Picture, most: int = MOST_BARS) -> SoundBars:
    """At most `most` bars, each of as many samples.

    A bar's height is its loudness against the loudest bar's, as an ear compares them: 10 LU less
    is half as loud (Stevens, "The measurement of loudness", 1955). Its color is that dominant color
    of its samples to which the others are nearest, so it is one that the film has.
    """
    count = min(most, len(fingerprint))
    edges = np.rint(np.linspace(0, len(fingerprint), count + 1)).astype(np.intp)
    colors = dominant_rows(fingerprint, replace(picture, dominant=1))[0]
    lab = oklab_from_srgb(colors)
    middles = [
        _most_central(lab, np.arange(begin, end), fingerprint.answered)
        for begin, end in pairwise(edges)
    ]
    return SoundBars(colors[middles], _heights(fingerprint, edges), edges)


def _most_central(
    lab: FloatArray, samples: np.ndarray[tuple[int], np.dtype[np.intp]],
    answered: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> int:  # fmt: skip
    """The sample with the least sum of distances to the others."""
    candidates = samples[answered[samples]] if answered[samples].any() else samples
    points = lab[candidates]
    distance = np.linalg.norm(points[:, None] - points, axis=-1).sum(axis=1)
    return int(candidates[distance.argmin()])


def _heights(
    fingerprint: Fingerprint, edges: np.ndarray[tuple[int], np.dtype[np.intp]]
) -> FloatArray:
    count = len(edges) - 1
    if fingerprint.loudness_lufs is None or np.isnan(fingerprint.loudness_lufs).all():
        return np.full(count, SILENT)
    power = np.add.reduceat(power_of(fingerprint.loudness_lufs), edges[:-1]) / np.diff(edges)
    loudness = lufs_of(power)
    heights = 2 ** ((loudness - np.nanmax(loudness)) / 10)
    return np.where(np.isnan(heights), 0.0, heights)
