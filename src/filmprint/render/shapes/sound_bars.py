"""A film in a few hundred bars: each as high as the film is loud there, in its dominant color."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from numpy.typing import NDArray

from filmprint.analysis.loudness import lufs_of, power_of
from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.color.spaces import oklab_from_srgb
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, hardly_visible, readable_color
from filmprint.render.color_arrangement import dominant_rows

MOST_BARS = 350
SILENT_HEIGHT = 0.35
"""Height of all bars of a film without measured sound."""
BAR_WIDTH = 0.62
"""Width of a bar, in distances from one bar to the next."""
MOST_BAR_WIDTH = 0.12
"""Width of a bar at most, in fractions of the wave's height."""

OUTLINE, OUTLINE_ALPHA = 0.14, 0.3
"""Width of the outline on each side, in widths of a bar, and its opacity."""


@dataclass(frozen=True)
class SoundBars:
    """B bars: `colors` (B, 3) uint8 and `heights` (B,), 0..1.

    `edges` (B + 1,) are the indices of the first sample of each bar.
    """

    colors: ByteArray
    heights: FloatArray
    edges: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.heights)

    def bar_of(self, sample: int) -> int:
        """The index of the bar that a sample belongs to."""
        return int(np.searchsorted(self.edges, sample, side="right")) - 1

    def bars_of_stills(self, fingerprint: Fingerprint) -> list[int]:
        """The index of each still's bar."""
        stills = fingerprint.stills.stills if fingerprint.stills else ()
        return [self.bar_of(still.sample) for still in stills]


def sound_bars(fingerprint: Fingerprint, picture: Picture) -> SoundBars:
    """At most `MOST_BARS` bars, each of as many samples.

    A bar's height is its loudness against the loudest bar's, as an ear compares them: 10 LU less
    is half as loud (Stevens, "The measurement of loudness", 1955). Its color is that dominant color
    of its samples to which the others are nearest, so it is one that the film has.
    """
    count = min(MOST_BARS, len(fingerprint))
    edges = np.rint(np.linspace(0, len(fingerprint), count + 1)).astype(np.intp)
    colors = dominant_rows(fingerprint, replace(picture, dominant=1))[0]
    lab = oklab_from_srgb(colors)
    medoids = [
        _medoid(lab, np.arange(begin, end), fingerprint.answered) for begin, end in pairwise(edges)
    ]
    return SoundBars(colors[medoids], _heights(fingerprint, edges), edges)


def _medoid(lab: FloatArray, samples: NDArray[np.intp], decoded: NDArray[np.bool_]) -> int:
    """The sample with the least sum of distances to the others."""
    candidates = samples[decoded[samples]] if decoded[samples].any() else samples
    points = lab[candidates]
    distance = np.linalg.norm(points[:, None] - points, axis=-1).sum(axis=1)
    return int(candidates[distance.argmin()])


def _heights(fingerprint: Fingerprint, edges: NDArray[np.intp]) -> FloatArray:
    count = len(edges) - 1
    if fingerprint.loudness_lufs is None or np.isnan(fingerprint.loudness_lufs).all():
        return np.full(count, SILENT_HEIGHT)
    power = np.add.reduceat(power_of(fingerprint.loudness_lufs), edges[:-1]) / np.diff(edges)
    loudness = lufs_of(power)
    heights = 2 ** ((loudness - np.nanmax(loudness)) / 10)
    return np.where(np.isnan(heights), 0.0, heights)


@dataclass(frozen=True)
class RoundBars:
    """How bars are drawn: the wave's height, and the width of a bar, in points."""

    wave_height: float
    width: float

    @classmethod
    def fit(cls, wave_height: float, distance: float) -> "RoundBars":
        """Bars that stand `distance` points apart."""
        return cls(wave_height, min(BAR_WIDTH * distance, MOST_BAR_WIDTH * wave_height))

    def half_lengths(self, bars: SoundBars) -> FloatArray:
        """(B,): half of each bar's length without its round caps; no length would be no dot."""
        lengths = bars.heights * self.wave_height - self.width
        return np.asarray(np.maximum(lengths, 0.1 * self.width) / 2)

    def draw(self, canvas: Canvas, bars: SoundBars, lines: FloatArray) -> None:
        """Draw bars along `lines`, (B, 2 ends, x and y) in points of the canvas.

        Those that could hardly be told from the background get an outline.
        """
        faint = hardly_visible(bars.colors, canvas.background)
        outline = to_rgba(readable_color(canvas.background), OUTLINE_ALPHA)
        colors = bars.colors / 255
        # An outline and its bar must not be snapped to pixels each on its own.
        for which, color, width, snap in (
            (~faint, colors[~faint], self.width, None),
            (faint, outline, (1 + 2 * OUTLINE) * self.width, False),
            (faint, colors[faint], self.width, False),
        ):
            canvas.figure.add_artist(
                LineCollection(
                    list(lines[which]), colors=color, linewidths=width, capstyle="round",
                    snap=snap, transform=canvas.point_transform,
                )
            )  # fmt: skip
