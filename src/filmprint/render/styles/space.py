"""Space: a film's colors as a cloud in Oklab, from above and from the side."""

from dataclasses import dataclass

import numpy as np
from matplotlib.collections import CircleCollection
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Ellipse

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.color.spaces import bytes_from_srgb, oklab_from_srgb, srgb_from_oklab
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, text_color
from filmprint.render.text.heading import ABOVE_PICTURES, draw_heading

CELL = 0.02
"""Edge of the cubes of Oklab in which colors count as one."""
CHROMA_STEP = 0.05
"""Chroma from one circle of the view from above to the next."""
SMALLEST, LARGEST = 0.002, 0.15
"""Radii of a cell with next to nothing and with all of the film, in widths of a view."""
GRID_ALPHA = 0.22
"""Opacity of the grid and of the discs' outlines."""
GRID_WIDTH, OUTLINE_WIDTH = 1 / 800, 1 / 1600
"""Widths of their lines, in widths of a view."""
VIEW = 0.94
"""Side of a view, in shorter sides of its half of the canvas."""
HEADING = 0.2
"""Height of the heading, in shorter sides of the canvas."""


@dataclass(frozen=True)
class Cloud:
    """The cells of a film, the largest first: Oklab (C, 3), sRGB (C, 3) uint8, shares (C,)."""

    lab: FloatArray
    colors: ByteArray
    shares: FloatArray


@dataclass(frozen=True)
class _View:
    """A square canvas, the color of its lines, and the largest chroma that it shows."""

    canvas: Canvas
    line_color: str
    chroma_range: float


def color_cloud(fingerprint: Fingerprint) -> Cloud:
    """All clusters of all samples, gathered in cells of Oklab, each at the mean of its colors."""
    shares = fingerprint.shares.ravel()
    counted = shares > 0
    shares = shares[counted]
    lab = oklab_from_srgb(fingerprint.colors.reshape(-1, 3)[counted])
    cells, cell = np.unique(np.floor(lab / CELL).astype(np.int64), axis=0, return_inverse=True)
    cell = cell.ravel()
    weight = np.asarray(np.bincount(cell, shares, len(cells)), np.float64)
    mean = np.stack(
        [np.bincount(cell, shares * lab[:, axis], len(cells)) / weight for axis in range(3)], axis=1
    )
    order = np.argsort(-weight, kind="stable")
    mean, weight = mean[order], weight[order] / max(float(weight.sum()), 1e-9)
    return Cloud(mean, bytes_from_srgb(srgb_from_oklab(mean)), weight)


def draw(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """Two views beside each other, or below each other on an upright canvas, under the title."""
    color = text_color(picture, canvas.background)
    heading = HEADING * canvas.shorter_side
    canvas = draw_heading(canvas, fingerprint, picture, heading, ABOVE_PICTURES)
    cloud = color_cloud(fingerprint)
    wide = canvas.size_points[0] > canvas.size_points[1]
    first = canvas.part(0, 0, 0.5, 1) if wide else canvas.part(0, 0.5, 1, 1)
    second = canvas.part(0.5, 0, 1, 1) if wide else canvas.part(0, 0, 1, 0.5)
    chroma = np.hypot(cloud.lab[:, 1], cloud.lab[:, 2])
    chroma_range = CHROMA_STEP * max(int(np.ceil(chroma.max(initial=0) / CHROMA_STEP)), 2)
    _draw_from_above(_View(_square(first), color, chroma_range), cloud)
    _draw_from_the_side(_View(_square(second), color, chroma_range), cloud)


def _square(canvas: Canvas) -> Canvas:
    """The largest square in the middle of a canvas, less a little."""
    width, height = canvas.size_points
    side = VIEW * canvas.shorter_side
    half_width, half_height = side / width / 2, side / height / 2
    return canvas.part(0.5 - half_width, 0.5 - half_height, 0.5 + half_width, 0.5 + half_height)


def _draw_from_above(view: _View, cloud: Cloud) -> None:
    """The plane of hues: from green to red across, from blue to yellow up."""
    canvas, steps = view.canvas, round(view.chroma_range / CHROMA_STEP)
    for step in range(1, steps + 1):
        circle = Ellipse(
            canvas.figure_fraction(0.5, 0.5),
            step / steps * canvas.box.width, step / steps * canvas.box.height,
            transform=canvas.figure.transSubfigure, fill=False, edgecolor=view.line_color,
            alpha=GRID_ALPHA, linewidth=canvas.size_points[0] * GRID_WIDTH,
        )  # fmt: skip
        canvas.figure.add_artist(circle)
    diameter = view.chroma_range * 2
    _draw_discs(view, cloud, 0.5 + cloud.lab[:, 1:] / diameter)


def _draw_from_the_side(view: _View, cloud: Cloud) -> None:
    """From black up to white, and from blue to yellow across."""
    canvas = view.canvas
    for begin, end in (((0.5, 0), (0.5, 1)), ((0, 0), (1, 0)), ((0, 1), (1, 1))):
        x, y = zip(canvas.figure_fraction(*begin), canvas.figure_fraction(*end), strict=True)
        line = Line2D(
            x, y, color=view.line_color, alpha=GRID_ALPHA,
            linewidth=canvas.size_points[0] * GRID_WIDTH, zorder=0,
        )  # fmt: skip
        canvas.figure.add_artist(line)
    x_position = 0.5 + cloud.lab[:, 2] / view.chroma_range / 2
    _draw_discs(view, cloud, np.stack([x_position, cloud.lab[:, 0]], axis=1))


def _draw_discs(view: _View, cloud: Cloud, positions: FloatArray) -> None:
    """A disc for each cell at (C, 2) fractions of the view, small ones over large ones.

    Its area grows with its share.
    """
    canvas = view.canvas
    side = canvas.size_points[0]
    radii = side * np.maximum(LARGEST * np.sqrt(cloud.shares), SMALLEST)
    box = np.array([canvas.box.width, canvas.box.height])
    discs = CircleCollection(
        np.pi * radii**2,
        offsets=canvas.box.min + positions * box,
        offset_transform=canvas.figure.transSubfigure,
        facecolors=cloud.colors / 255,
        # Without an outline a color like the background's would be invisible.
        edgecolors=to_rgba(view.line_color, GRID_ALPHA),
        linewidths=side * OUTLINE_WIDTH,
    )
    canvas.figure.add_artist(discs)
