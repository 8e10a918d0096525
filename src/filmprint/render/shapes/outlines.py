"""Hair lines around shapes whose color could hardly be told from the background."""

from collections.abc import Sequence

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba

from filmprint.color.arrays import BoolArray, ByteArray, FloatArray
from filmprint.render.canvas import Canvas, hardly_visible, readable_color
from filmprint.render.shapes.images import PlacedImage
from filmprint.render.shapes.ring import RingGeometry

WIDTH = 0.0012
"""Width of a line, in fractions of the canvas's shorter side."""
OPACITY = 0.3
ARC_STEP = 0.002
"""Turns between two points of an arc, at most."""
FAINT_BORDER = 0.5
"""Share of an image's border that is faint, above which the image gets a line."""
CORNERS = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)])
"""Once around a square of side 2."""


def outline_ring(
    canvas: Canvas, colors: ByteArray, geometry: RingGeometry, edges: FloatArray | None = None
) -> None:
    """Lines along the edges of a ring where its sectors, colors (rows, N, 3), are faint.

    `edges` (N + 1,) are where the sectors begin and end, 0..1; without them all are as wide.
    """
    width, height = canvas.size_points
    side = canvas.shorter_side
    lines = []
    turns = geometry.begin + geometry.turns * _edges(colors, edges)
    for sectors, radius in ((colors[0], geometry.outer), (colors[-1], geometry.inner)):
        faint = hardly_visible(sectors, canvas.background)
        for begin, end in _runs(faint):
            count = max(int((turns[end] - turns[begin]) / ARC_STEP), 1) + 1
            angle = 2 * np.pi * np.linspace(turns[begin], turns[end], count)
            x = geometry.center[0] * width + radius * side * np.sin(angle)
            y = geometry.center[1] * height + radius * side * np.cos(angle)
            lines.append(np.stack([x, y], axis=1))
    _draw(canvas, lines)


def outline_columns(canvas: Canvas, colors: ByteArray, edges: FloatArray | None = None) -> None:
    """Lines above and below columns, colors (rows, N, 3), that are faint, and at the ends.

    `edges` are as those of a ring.
    """
    width, height = canvas.size_points
    lines, x_edges = [], width * _edges(colors, edges)
    for columns, y in ((colors[0], height), (colors[-1], 0.0)):
        faint = hardly_visible(columns, canvas.background)
        lines += [np.array([[x_edges[b], y], [x_edges[e], y]]) for b, e in _runs(faint)]
    for end, x in ((colors[:, 0], 0.0), (colors[:, -1], width)):
        if hardly_visible(end, canvas.background).any():
            lines.append(np.array([[x, 0.0], [x, height]]))
    _draw(canvas, lines)


def outline_images(canvas: Canvas, images: Sequence[PlacedImage]) -> None:
    """A line around each image whose border is faint for the most part."""
    lines = []
    for placed in images:
        image = placed.image
        border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
        if hardly_visible(border, canvas.background).mean() > FAINT_BORDER:
            x, y = CORNERS.T * [[placed.width / 2], [placed.height / 2]]
            c, s = np.cos(placed.rotation), np.sin(placed.rotation)
            corners = np.stack([c * x - s * y, s * x + c * y], axis=1)
            lines.append(np.array(placed.center) + corners)
    _draw(canvas, lines)


def _edges(colors: ByteArray, edges: FloatArray | None) -> FloatArray:
    count = colors.shape[1]
    return np.arange(count + 1) / count if edges is None else edges


def _runs(which: BoolArray) -> list[tuple[int, int]]:
    """Where runs of True begin and end (half open)."""
    changes = np.flatnonzero(np.diff(np.concatenate([[0], which.astype(np.int8), [0]])))
    return [(int(begin), int(end)) for begin, end in changes.reshape(-1, 2)]


def _draw(canvas: Canvas, lines: list[FloatArray]) -> None:
    """Lines, each (n, 2) in points of the canvas."""
    if lines:
        canvas.figure.add_artist(
            LineCollection(
                lines, colors=[to_rgba(readable_color(canvas.background), OPACITY)],
                linewidths=WIDTH * canvas.shorter_side, transform=canvas.point_transform,
            )
        )  # fmt: skip
