"""The palettes of shots: a cell for each shot, in the order of time, row by row."""

import math
from dataclasses import dataclass

from filmprint.color.palette import PaletteColor
from filmprint.color.spaces import hex_from_srgb
from filmprint.fingerprint.by_shot import ShotFingerprint
from filmprint.measures.shot_colors import shot_palette
from filmprint.options import Picture
from filmprint.options.times import clock
from filmprint.render.canvas import Canvas, Rectangle, text_color
from filmprint.render.color_arrangement import UNDECODED
from filmprint.render.shapes.swatches import Swatch, draw_swatches
from filmprint.render.text.typography import TextStyle, draw_line

ASPECT = 2.4
"""Width to height of a cell, nearly."""
GAP = 0.12
"""Between cells, in their heights."""
LABEL = 0.15
"""Font size of a cell's label, in its heights; from `LEAST_LABEL` to `LARGEST_LABEL`."""
LARGEST_LABEL = 0.022
"""In shorter sides of the canvas."""
LEAST_LABEL = 4.0
"""In points: smaller text could not be read and is left out."""
LABEL_LINE = 1.7
"""Height of the label with the space around it, in font sizes."""


def draw_shot_palettes(canvas: Canvas, fingerprint: ShotFingerprint, picture: Picture) -> None:
    """In each cell the colors of the shot beside each other, each as wide as its share; below them
    the shot's number, where it begins and how long it lasts, if there is room to read that."""
    grid = _Grid.of(canvas, len(fingerprint))
    size = min(LABEL * grid.cell_height, LARGEST_LABEL * canvas.shorter_side)
    is_labeled = size >= LEAST_LABEL
    foot = LABEL_LINE * size if is_labeled else 0.0
    width, height = canvas.size_points
    color = text_color(picture, canvas.background)
    left_style = TextStyle(picture.font, color, size, "left", 0.66 * grid.cell_width)
    right_style = TextStyle(picture.font, color, size, "right", 0.3 * grid.cell_width)
    edges = fingerprint.edges_seconds
    in_hours = bool(edges[-1] >= 3600)
    swatches = []
    for shot in range(len(fingerprint)):
        palette = shot_palette(fingerprint, shot, picture.colors)
        cell = grid.cell(shot)
        bar = Rectangle(cell.left, cell.bottom + foot, cell.width, cell.height - foot)
        swatches += _swatches(palette, bar)
        if is_labeled:
            begin, end = float(edges[shot]), float(edges[shot + 1])
            base = (cell.bottom + 0.45 * size) / height
            when = f"{fingerprint.numbers[shot]}  {clock(begin, hours=in_hours, longest=edges[-1])}"
            draw_line(canvas, (cell.left / width, base), when, left_style)
            draw_line(canvas, (cell.right / width, base), f"{end - begin:.1f} s", right_style)
    draw_swatches(canvas, swatches)


def _swatches(palette: tuple[PaletteColor, ...], area: Rectangle) -> list[Swatch]:
    """The colors beside each other; gray for a shot without any."""
    if not palette:
        return [Swatch(hex_from_srgb(UNDECODED), area)]
    left, swatches = area.left, []
    for color in palette:
        width = area.width * color.share
        swatches.append(Swatch(color.hex, Rectangle(left, area.bottom, width, area.height)))
        left += width
    return swatches


@dataclass(frozen=True)
class _Grid:
    """Cells from the upper left of a canvas; all lengths in points."""

    columns: int
    cell_width: float
    cell_height: float
    gap: float
    top: float

    @classmethod
    def of(cls, canvas: Canvas, count: int) -> "_Grid":
        """The grid for `count` cells whose shape is nearest to `ASPECT`, over the whole canvas; few
        cells do not fill it."""
        width, height = canvas.size_points

        def grid(columns: int) -> "_Grid":
            rows = math.ceil(count / columns)
            cell_height = height / (rows + (rows - 1) * GAP)
            cell_width = (width - (columns - 1) * GAP * cell_height) / columns
            lowest = min(cell_height, max(cell_width, 1e-9) / ASPECT * 1.5)
            return cls(columns, cell_width, lowest, GAP * cell_height, height)

        def misfit(each: "_Grid") -> float:
            return abs(math.log(max(each.cell_width, 1e-9) / each.cell_height / ASPECT))

        return min((grid(columns) for columns in range(1, count + 1)), key=misfit)

    def cell(self, number: int) -> Rectangle:
        """A cell, row by row."""
        row, column = divmod(number, self.columns)
        left = column * (self.cell_width + self.gap)
        top = self.top - row * (self.cell_height + self.gap)
        return Rectangle(left, top - self.cell_height, self.cell_width, self.cell_height)
