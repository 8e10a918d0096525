"""Dotted lines along curves, each dot a disc, alike in every format."""

from collections.abc import Sequence

import numpy as np
from matplotlib.collections import CircleCollection

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.render.canvas import Canvas

CURVE_POINTS = 200
"""Points along a curve at which its length is measured."""
DOT_DISTANCE = 2.6
"""From one dot's center to the next, in diameters of a dot."""


def bezier(points: Sequence[tuple[float, float]]) -> FloatArray:
    """(CURVE_POINTS, 2): along a cubic Bézier curve from its four control points."""
    t = np.linspace(0, 1, CURVE_POINTS)[:, None]
    a, b, c, d = (np.array(point, dtype=np.float64) for point in points)
    return np.asarray(
        (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
    )


def draw_dotted(
    canvas: Canvas, curves: Sequence[FloatArray], colors: ByteArray, diameter: float
) -> None:
    """Dots at equal distances along each curve, (n, 2) in points of the canvas, in its color.

    `colors` is (curves, 3) uint8; `diameter` is a dot's, in points.
    """
    centers, dot_colors = [], []
    for curve, color in zip(curves, colors, strict=True):
        length = np.append(0, np.cumsum(np.hypot(*np.diff(curve, axis=0).T)))
        dots = max(round(length[-1] / (DOT_DISTANCE * diameter)), 1) + 1
        distance = np.linspace(0, length[-1], dots)
        centers.append(np.stack([np.interp(distance, length, axis) for axis in curve.T], axis=1))
        dot_colors.append(np.tile(color / 255, (dots, 1)))
    if centers:
        canvas.figure.add_artist(
            CircleCollection(
                np.array([np.pi * (diameter / 2) ** 2]), offsets=np.concatenate(centers),
                offset_transform=canvas.point_transform, facecolors=np.concatenate(dot_colors),
                linewidths=0,
            )
        )  # fmt: skip
