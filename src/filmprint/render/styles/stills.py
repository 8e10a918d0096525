"""The stills: a grid of frames, each with the swatch of its own dominant colors."""

import math
from dataclasses import dataclass

from filmprint.color.arrays import ByteArray
from filmprint.color.spaces import hex_from_srgb
from filmprint.fingerprint.contact_sheet import choose_moments
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import STYLES, Picture
from filmprint.render.canvas import Canvas, Rectangle
from filmprint.render.shapes.images import Images, PlacedImage
from filmprint.render.shapes.outlines import outline_images
from filmprint.render.shapes.swatches import Swatch, draw_swatches
from filmprint.render.text.heading import draw_heading

HEADING = 0.16
"""Height of the heading, in fractions of the canvas's height."""
GAP = 0.05
"""Between stills, in widths of a still."""
SWATCH, SLIT = 0.1, 0.012
"""Height of the swatch under a still, and of the slit between them, in widths of the still."""


def draw(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """As many columns as make the stills largest; an unfinished row is centered.

    Without stills, a cell is all swatch.
    """
    canvas = draw_heading(canvas, fingerprint, picture, HEADING * canvas.size_points[1])
    kept = fingerprint.stills
    samples = _samples(fingerprint)
    if not samples:
        return
    aspect = kept.width / kept.height if kept else 16 / 9
    images: list[ByteArray] = kept.images() if kept else []
    placed, swatches = [], []
    for n, (sample, cell) in enumerate(zip(samples, _cells(canvas, len(samples), aspect),
                                           strict=True)):  # fmt: skip
        swatch_height = cell.height
        if images:
            swatch_height = cell.width * SWATCH
            bottom = cell.bottom + cell.width * (SWATCH + SLIT)
            center = cell.left + cell.width / 2, bottom + cell.width / aspect / 2
            placed.append(PlacedImage(images[n], center, cell.width, cell.width / aspect))
        swatch = Rectangle(cell.left, cell.bottom, cell.width, swatch_height)
        swatches += _share_swatches(fingerprint, sample, swatch)
    draw_swatches(canvas, swatches)
    Images(canvas, placed)
    outline_images(canvas, placed)


def _samples(fingerprint: Fingerprint) -> list[int]:
    """The samples of the stills; without stills, those that would be kept."""
    if fingerprint.stills is None:
        return choose_moments(fingerprint, STYLES["stills"].stills)
    return [still.sample for still in fingerprint.stills.stills]


@dataclass(frozen=True)
class _Grid:
    """Columns and rows of cells; `still_width` is in points, `cell_height` in widths of a still."""

    columns: int
    rows: int
    still_width: float
    cell_height: float

    @property
    def height(self) -> float:
        """Height of all rows in points."""
        return self.still_width * (self.rows * self.cell_height + (self.rows - 1) * GAP)


def _largest_grid(canvas: Canvas, count: int, aspect: float) -> _Grid:
    """The grid with the largest stills of that width to height."""
    width, height = canvas.size_points
    cell_height = 1 / aspect + SLIT + SWATCH

    def grid(columns: int) -> _Grid:
        rows = math.ceil(count / columns)
        still_width = min(
            width / (columns + (columns - 1) * GAP),
            height / (rows * cell_height + (rows - 1) * GAP),
        )
        return _Grid(columns, rows, still_width, cell_height)

    return max((grid(columns) for columns in range(1, count + 1)), key=lambda g: g.still_width)


def _cells(canvas: Canvas, count: int, aspect: float) -> list[Rectangle]:
    """The cells of still and swatch, row by row."""
    width, height = canvas.size_points
    grid = _largest_grid(canvas, count, aspect)
    side, cell_height = grid.still_width, grid.cell_height
    top = (height + grid.height) / 2
    cells = []
    for n in range(count):
        row, column = divmod(n, grid.columns)
        in_row = min(count - row * grid.columns, grid.columns)
        left = (width - side * (in_row + (in_row - 1) * GAP)) / 2 + column * side * (1 + GAP)
        bottom = top - side * (row * (cell_height + GAP) + cell_height)
        cells.append(Rectangle(left, bottom, side, side * cell_height))
    return cells


def _share_swatches(fingerprint: Fingerprint, sample: int, area: Rectangle) -> list[Swatch]:
    """A sample's colors beside each other, each as wide as its share."""
    shares = fingerprint.shares[sample]
    shares = shares / max(shares.sum(), 1e-9)
    left = area.left
    swatches = []
    for color, share in zip(fingerprint.colors[sample], shares, strict=True):
        if share > 0:
            part = Rectangle(left, area.bottom, area.width * share, area.height)
            swatches.append(Swatch(hex_from_srgb(color), part))
            left += area.width * share
    return swatches
