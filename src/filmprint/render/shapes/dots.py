"""Dotted lines along curves, each dot a disc, alike in every format."""

from collections.abc import Sequence

import numpy as np
from matplotlib.collections import CircleCollection

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.render.canvas import Canvas

STEPS = 200
"""Points along a curve at which its length is measured."""


def bezier(points: Sequence[tuple[float, float]]) -> FloatArray:
    """(STEPS, 2): along a cubic Bézier curve from its four points."""
    t = np.linspace(0, 1, STEPS)[:, None]
    a, b, c, d = (np.array(point, dtype=np.float64) for point in points)
    return np.asarray(
        (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
    )


def dotted(
    canvas: Canvas, curves: Sequence[FloatArray], colors: ByteArray, thickness: float
) -> None:
    """Dots at even distances along each curve, (n, 2) in points of the canvas, in its color."""
    places, tints = [], []
    for curve, color in zip(curves, colors, strict=True):
        length = np.append(0, np.cumsum(np.hypot(*np.diff(curve, axis=0).T)))
        along = np.linspace(0, length[-1], max(round(length[-1] / (2.6 * thickness)), 1) + 1)
        places.append(np.stack([np.interp(along, length, axis) for axis in curve.T], axis=1))
        tints.append(np.tile(color / 255, (len(along), 1)))
    if places:
        canvas.figure.add_artist(
            CircleCollection(
                np.array([np.pi * (thickness / 2) ** 2]), offsets=np.concatenate(places),
                offset_transform=canvas.from_points, facecolors=np.concatenate(tints),
                linewidths=0,
            )
        )  # fmt: skip
