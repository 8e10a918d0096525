"""Space: where the film lives in color, a cloud in Oklab from above and from the side."""

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
from filmprint.render.canvas import Canvas, ink
from filmprint.render.text.typography import Rectangle, write_title

CELL = 0.02
"""Edge of the cubes of Oklab in which colors count as one."""
RING = 0.05
"""Chroma from one circle of the view from above to the next."""
SMALLEST, LARGEST = 0.002, 0.15
"""Radii of a cell with next to nothing and with all of the film, in parts of a view's width."""
FAINT = 0.22
HEAD = 0.2
"""Part of the canvas for the title, where there is one."""


@dataclass(frozen=True)
class Cloud:
    """The cells of a film, the largest first: Oklab (C, 3), sRGB (C, 3) uint8, shares (C,)."""

    lab: FloatArray
    colors: ByteArray
    shares: FloatArray


def cloud(fingerprint: Fingerprint) -> Cloud:
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


def space(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """Two views beside each other, or below each other on an upright canvas, under the title."""
    color = ink(picture, canvas.background)
    titled = picture.title_of(fingerprint.film.title) or picture.caption
    width, height = canvas.points
    if titled:
        head = HEAD * min(width, height)
        write_title(
            canvas, fingerprint, picture, color, middle=(0.5, 1 - 0.4 * head / height),
            room=Rectangle(width, 0.7 * head), largest=0.5 * head,
        )  # fmt: skip
        canvas = canvas.part(0, 0, 1, 1 - head / height)
    found = cloud(fingerprint)
    wide = canvas.points[0] > canvas.points[1]
    first = canvas.part(0, 0, 0.5, 1) if wide else canvas.part(0, 0.5, 1, 1)
    second = canvas.part(0.5, 0, 1, 1) if wide else canvas.part(0, 0, 1, 0.5)
    chroma = np.hypot(found.lab[:, 1], found.lab[:, 2])
    reach = RING * max(int(np.ceil(chroma.max(initial=0) / RING)), 2)
    _from_above(_square(first), found, reach, color)
    _from_the_side(_square(second), found, reach, color)


def _square(canvas: Canvas) -> Canvas:
    width, height = canvas.points
    side = 0.94 * min(width, height)
    across, up = side / width / 2, side / height / 2
    return canvas.part(0.5 - across, 0.5 - up, 0.5 + across, 0.5 + up)


def _from_above(canvas: Canvas, found: Cloud, reach: float, color: str) -> None:
    """The plane of hues: from green to red across, from blue to yellow up."""
    box, count = canvas.box, round(reach / RING)
    for ring in range(1, count + 1):
        circle = Ellipse(
            _place(canvas, 0.5, 0.5), ring / count * box.width, ring / count * box.height,
            transform=canvas.figure.transSubfigure, fill=False, edgecolor=color, alpha=FAINT,
            linewidth=canvas.points[0] / 800,
        )  # fmt: skip
        canvas.figure.add_artist(circle)
    _discs(
        canvas, 0.5 + found.lab[:, 1] / reach / 2, 0.5 + found.lab[:, 2] / reach / 2, found, color
    )


def _from_the_side(canvas: Canvas, found: Cloud, reach: float, color: str) -> None:
    """From black up to white, and from blue to yellow across."""
    for begin, end in (((0.5, 0), (0.5, 1)), ((0, 0), (1, 0)), ((0, 1), (1, 1))):
        x, y = zip(_place(canvas, *begin), _place(canvas, *end), strict=True)
        line = Line2D(x, y, color=color, alpha=FAINT, linewidth=canvas.points[0] / 800)
        canvas.figure.add_artist(line)
    _discs(canvas, 0.5 + found.lab[:, 2] / reach / 2, found.lab[:, 0], found, color)


def _place(canvas: Canvas, x: float, y: float) -> tuple[float, float]:
    box = canvas.box
    return box.x0 + x * box.width, box.y0 + y * box.height


def _discs(canvas: Canvas, x: FloatArray, y: FloatArray, found: Cloud, color: str) -> None:
    """A disc for each cell, its radius growing with its share, small ones over large ones."""
    side = canvas.points[0]
    radii = side * np.maximum(LARGEST * np.sqrt(found.shares), SMALLEST)
    box = canvas.box
    discs = CircleCollection(
        np.pi * radii**2,
        offsets=np.stack([box.x0 + x * box.width, box.y0 + y * box.height], axis=1),
        offset_transform=canvas.figure.transSubfigure,
        facecolors=found.colors / 255,
        edgecolors=to_rgba(color, FAINT),  # or a color like the background's would not be seen
        linewidths=side / 1600,
    )
    canvas.figure.add_artist(discs)
