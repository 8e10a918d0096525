"""Hair lines around shapes whose color could hardly be told from the background."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba

from filmprint.color.arrays import BoolArray, ByteArray, FloatArray
from filmprint.render.canvas import Canvas, Rectangle, hardly_visible, readable_color
from filmprint.render.shapes.ring import RingGeometry

WIDTH = 0.0012
"""Width of a line, in fractions of the canvas's shorter side."""
OPACITY = 0.3
ARC_STEP = 0.002
"""Turns between two points of an arc, at most."""


def outline_ring(canvas: Canvas, colors: ByteArray, geometry: RingGeometry) -> None:
    """Lines along the edges of a ring where its sectors, colors (rows, N, 3), are faint."""
    width, height = canvas.size_points
    side = canvas.shorter_side
    lines = []
    edges = ((colors[0], geometry.outer), (colors[-1], geometry.inner))
    for sectors, radius in edges:
        faint = hardly_visible(sectors, canvas.background)
        turns = geometry.begin + geometry.turns * np.arange(len(sectors) + 1) / len(sectors)
        for begin, end in _runs(faint):
            count = max(int((turns[end] - turns[begin]) / ARC_STEP), 1) + 1
            angle = 2 * np.pi * np.linspace(turns[begin], turns[end], count)
            x = geometry.center[0] * width + radius * side * np.sin(angle)
            y = geometry.center[1] * height + radius * side * np.cos(angle)
            lines.append(np.stack([x, y], axis=1))
    _draw(canvas, lines)


def outline_columns(canvas: Canvas, colors: ByteArray) -> None:
    """Lines above and below columns, colors (rows, N, 3), that are faint, and at the ends."""
    width, height = canvas.size_points
    lines = []
    for columns, y in ((colors[0], height), (colors[-1], 0.0)):
        faint = hardly_visible(columns, canvas.background)
        edges = np.arange(len(columns) + 1) * width / len(columns)
        lines += [np.array([[edges[begin], y], [edges[end], y]]) for begin, end in _runs(faint)]
    for end, x in ((colors[:, 0], 0.0), (colors[:, -1], width)):
        if hardly_visible(end, canvas.background).any():
            lines.append(np.array([[x, 0.0], [x, height]]))
    _draw(canvas, lines)


def outline_image(canvas: Canvas, image: ByteArray, area: Rectangle) -> None:
    """A line around an image (h, w, 3) in `area`, if its border is faint for the most part."""
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    if hardly_visible(border, canvas.background).mean() > 0.5:
        x = area.left, area.right, area.right, area.left, area.left
        y = area.bottom, area.bottom, area.top, area.top, area.bottom
        _draw(canvas, [np.stack([x, y], axis=1)])


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
