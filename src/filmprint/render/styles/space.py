"""Space: a film's colors as a cloud in Oklab or CIELAB, from above and from the side."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.collections import CircleCollection
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Ellipse

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.color.cielab import cielab_from_srgb, srgb_from_cielab
from filmprint.color.spaces import bytes_from_srgb, oklab_from_srgb, srgb_from_oklab
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Coordinates, Picture
from filmprint.render.canvas import Canvas, text_color
from filmprint.render.text.heading import ABOVE_PICTURES, draw_heading
from filmprint.render.text.scales import ABOVE, BELOW, LEFT, RIGHT, Scale, draw_scales
from filmprint.render.text.typography import TextStyle, draw_line, text_width

SMALLEST, LARGEST = 0.002, 0.15
"""Radii of a cell with next to nothing and with all of the film, in widths of a view."""
GRID_ALPHA = 0.22
"""Opacity of the grid and of the discs' outlines."""
GRID_WIDTH, OUTLINE_WIDTH = 1 / 800, 1 / 1600
"""Widths of their lines, in widths of a view."""
VIEW = 0.94
"""Side of a view without scales, in shorter sides of its half of the canvas."""
MOST_CIRCLES = 7
"""Circles of chroma; where there would be more, every second is left out."""
HEADING = 0.2
"""Height of the heading, in shorter sides of the canvas."""
LEVELS = 5
"""Steps of lightness from black to white."""
LABEL = 0.019
"""Font size of the scales, in the same."""
SHARES = (0.01, 0.05)
"""Shares whose discs are shown beside the scales."""


@dataclass(frozen=True)
class _Space:
    """A color space: the edge of the cubes in which colors count as one, the lightness of white,
    the chroma from one circle to the next, and what axes are called."""

    from_srgb: Callable[[ByteArray], FloatArray]
    to_srgb: Callable[[FloatArray], FloatArray]
    cell: float
    white: float
    chroma_step: float
    names: tuple[str, str, str]


SPACES: dict[Coordinates, _Space] = {
    "oklab": _Space(oklab_from_srgb, srgb_from_oklab, 0.02, 1.0, 0.05,
                    ("Oklab L, black to white", "Oklab a, green to red",
                     "Oklab b, blue to yellow")),
    "cielab": _Space(cielab_from_srgb, srgb_from_cielab, 2.0, 100.0, 10.0,
                     ("CIELAB L*, black to white", "CIELAB a*, green to red",
                      "CIELAB b*, blue to yellow")),
}  # fmt: skip


@dataclass(frozen=True)
class Cloud:
    """The cells of a film, the largest first: coordinates (C, 3), sRGB (C, 3) uint8, shares (C,).

    The coordinates are lightness, a and b.
    """

    lab: FloatArray
    colors: ByteArray
    shares: FloatArray

    @property
    def radii(self) -> FloatArray:
        """(C,): of the cells' discs, in widths of a view; the area grows with the share."""
        return np.asarray(np.maximum(LARGEST * np.sqrt(self.shares), SMALLEST))


@dataclass(frozen=True)
class _View:
    """A square canvas, the color of its lines, and what its axes measure."""

    canvas: Canvas
    line_color: str
    across: Scale
    up: Scale


def color_cloud(fingerprint: Fingerprint, coordinates: Coordinates = "oklab") -> Cloud:
    """All clusters of all samples, gathered in cells, each at the mean of its colors."""
    space = SPACES[coordinates]
    shares = fingerprint.shares.ravel()
    counted = shares > 0
    shares = shares[counted]
    lab = space.from_srgb(fingerprint.colors.reshape(-1, 3)[counted])
    cells, cell = np.unique(
        np.floor(lab / space.cell).astype(np.int64), axis=0, return_inverse=True
    )
    cell = cell.ravel()
    weight = np.asarray(np.bincount(cell, shares, len(cells)), np.float64)
    mean = np.stack(
        [np.bincount(cell, shares * lab[:, axis], len(cells)) / weight for axis in range(3)], axis=1
    )
    order = np.argsort(-weight, kind="stable")
    mean, weight = mean[order], weight[order] / max(float(weight.sum()), 1e-9)
    return Cloud(mean, bytes_from_srgb(space.to_srgb(mean)), weight)


def draw(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """Two views beside each other, or below each other on an upright canvas, under the title.

    From above: the plane of hues. From the side: from blue to yellow across, from black up to
    white.
    """
    style = TextStyle(
        picture.font, text_color(picture, canvas.background), LABEL * canvas.shorter_side
    )
    heading = HEADING * canvas.shorter_side
    canvas = draw_heading(canvas, fingerprint, picture, heading, ABOVE_PICTURES)
    space = SPACES[picture.coordinates]
    cloud = color_cloud(fingerprint, picture.coordinates)
    wide = canvas.size_points[0] > canvas.size_points[1]
    first = canvas.part(0, 0, 0.5, 1) if wide else canvas.part(0, 0.5, 1, 1)
    second = canvas.part(0.5, 0, 1, 1) if wide else canvas.part(0, 0, 1, 0.5)
    if picture.axis:
        first, second = (_inside_scales(half, style.size) for half in (first, second))
    else:
        first, second = _square(first), _square(second)
    lightness, a, b = _scales(space, cloud, fits=picture.axis)
    above = _View(first, style.color, a, b)
    beside = _View(second, style.color, b, lightness)
    _draw_circles(above)
    _draw_lightness_lines(beside, with_ticks=picture.axis, white=space.white)
    if picture.axis:
        _draw_line(above, (0.5, 0), (0.5, 1))
        _draw_line(above, (0, 0.5), (1, 0.5))
        draw_scales(above.canvas, a, b, style)
        draw_scales(beside.canvas, b, lightness, style)
        _draw_disc_scale(beside, style)
    _draw_discs(above, cloud, cloud.lab[:, 1], cloud.lab[:, 2])
    _draw_discs(beside, cloud, cloud.lab[:, 2], cloud.lab[:, 0])


def _square(canvas: Canvas) -> Canvas:
    """The largest square in the middle of a canvas, less a little."""
    width, height = canvas.size_points
    side = VIEW * canvas.shorter_side
    half_width, half_height = side / width / 2, side / height / 2
    return canvas.part(0.5 - half_width, 0.5 - half_height, 0.5 + half_width, 0.5 + half_height)


def _inside_scales(canvas: Canvas, size: float) -> Canvas:
    """The largest square in the middle of a canvas with room for scales of that font size."""
    width, height = canvas.size_points
    left, below, right = LEFT * size, BELOW * size, RIGHT * size
    disc = 2 * LARGEST * float(np.sqrt(max(SHARES)))  # over the view, in its sides
    side = min(width - left - right, (height - below - ABOVE * size) / (1 + disc))
    begin = left + (width - left - right - side) / 2
    bottom = below + (height - below - ABOVE * size - side * (1 + disc)) / 2
    return canvas.part(
        begin / width, bottom / height, (begin + side) / width, (bottom + side) / height
    )


def _scales(space: _Space, cloud: Cloud, *, fits: bool) -> tuple[Scale, Scale, Scale]:
    """Of lightness, a and b. Those of a and b reach equally far to both sides, to a circle around
    all colors; with `fits` all scales reach as far as discs do."""
    chroma, step = np.hypot(cloud.lab[:, 1], cloud.lab[:, 2]), space.chroma_step
    low, high, reach = 0.0, space.white, float(chroma.max(initial=0))
    if fits and len(chroma):
        radii, light = cloud.radii, cloud.lab[:, 0] / space.white
        room = 1 - 2 * radii
        low = -space.white * float(((radii - light) / room).max(initial=0))
        high = space.white * (1 + float(((radii - 1 + light) / room).max(initial=0)))
        reach = float((np.abs(cloud.lab[:, 1:]).max(axis=1) / room).max(initial=reach))
    if reach > MOST_CIRCLES * step:
        step *= 2
    reach = step * max(int(np.ceil(reach / step)), 2)
    names = space.names
    return (
        Scale(names[0], low, high, space.white / LEVELS),
        Scale(names[1], -reach, reach, step),
        Scale(names[2], -reach, reach, step),
    )


def _draw_circles(view: _View) -> None:
    """A circle at each step of chroma."""
    canvas, scale = view.canvas, view.across
    steps = round(scale.high / scale.step)
    for step in range(1, steps + 1):
        circle = Ellipse(
            canvas.figure_fraction(0.5, 0.5),
            step / steps * canvas.box.width, step / steps * canvas.box.height,
            transform=canvas.figure.transSubfigure, fill=False, edgecolor=view.line_color,
            alpha=GRID_ALPHA, linewidth=canvas.size_points[0] * GRID_WIDTH,
        )  # fmt: skip
        canvas.figure.add_artist(circle)


def _draw_lightness_lines(view: _View, *, with_ticks: bool, white: float) -> None:
    """The gray axis, black and white; with ticks, also the levels between them."""
    bottom, top = view.up.fraction(0), view.up.fraction(white)
    steps = LEVELS if with_ticks else 1
    levels = [view.up.fraction(white * n / steps) for n in range(steps + 1)]
    _draw_line(view, (0.5, bottom), (0.5, top))
    for level in levels:
        _draw_line(view, (0, level), (1, level))


def _draw_line(view: _View, begin: tuple[float, float], end: tuple[float, float]) -> None:
    """A line of the grid, in fractions of the view."""
    canvas = view.canvas
    x, y = zip(canvas.figure_fraction(*begin), canvas.figure_fraction(*end), strict=True)
    line = Line2D(
        x, y, color=view.line_color, alpha=GRID_ALPHA,
        linewidth=canvas.size_points[0] * GRID_WIDTH, zorder=0,
    )  # fmt: skip
    canvas.figure.add_artist(line)


def _draw_discs(view: _View, cloud: Cloud, across: FloatArray, up: FloatArray) -> None:
    """A disc for each cell at its values on both scales (C,), small ones over large ones."""
    canvas = view.canvas
    side = canvas.size_points[0]
    x = (across - view.across.low) / (view.across.high - view.across.low)
    y = (up - view.up.low) / (view.up.high - view.up.low)
    box = np.array([canvas.box.width, canvas.box.height])
    discs = CircleCollection(
        np.pi * (side * cloud.radii) ** 2,
        offsets=canvas.box.min + np.stack([x, y], axis=1) * box,
        offset_transform=canvas.figure.transSubfigure,
        facecolors=cloud.colors / 255,
        # Without an outline a color like the background's would be invisible.
        edgecolors=to_rgba(view.line_color, GRID_ALPHA),
        linewidths=side * OUTLINE_WIDTH,
    )
    canvas.figure.add_artist(discs)


def _draw_disc_scale(view: _View, style: TextStyle) -> None:
    """Over the upper right corner: how large the discs of some shares are."""
    canvas = view.canvas
    width, height = canvas.size_points
    right = width
    middle = height + 0.5 * style.size + width * LARGEST * float(np.sqrt(max(SHARES)))
    baseline = (middle - 0.33 * style.size) / height
    for share in reversed(SHARES):
        label = f"{share:.0%} of the film" if share == SHARES[-1] else f"{share:.0%}"
        radius = width * LARGEST * float(np.sqrt(share))
        draw_line(canvas, (right / width, baseline), label, replace(style, align="right"))
        right -= text_width(label, style) + 0.5 * style.size + radius
        center = canvas.figure_fraction(right / width, middle / height)
        disc = CircleCollection(
            [np.pi * radius**2], offsets=[center], offset_transform=canvas.figure.transSubfigure,
            facecolors="none", edgecolors=style.color, linewidths=style.size / 16,
        )  # fmt: skip
        canvas.figure.add_artist(disc)
        right -= radius + style.size
