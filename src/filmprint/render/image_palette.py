"""One image and its palette: the image large, its colors below it or beside it."""

from dataclasses import dataclass, replace

from matplotlib.figure import Figure

from filmprint.color.arrays import ByteArray
from filmprint.color.palette import PaletteColor
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, Rectangle, new_canvas
from filmprint.render.shapes.images import Images, PlacedImage
from filmprint.render.text.swatch_label import draw_labeled_swatch

GAP = 0.01
"""Between image and swatches, in fractions of the longer side."""
LARGEST_IMAGE = 0.62
"""Fraction of the longer side that the image takes at most."""


@dataclass(frozen=True)
class _Layout:
    """Where the image goes, and where the columns of swatches go."""

    image: Rectangle
    swatches: Rectangle
    columns: int
    gap: float


def image_palette(image: ByteArray, colors: tuple[PaletteColor, ...], picture: Picture) -> Figure:
    """A wide image has its colors below it, in two columns, a tall one beside it."""
    image_height, image_width = image.shape[:2]
    below = image_width >= image_height
    if picture.size is None:
        width, height = picture.size_inches
        picture = replace(picture, size=f"{width}x{height}" if below else f"{height}x{width}")
    canvas = new_canvas(picture)
    layout = _below(canvas, image, len(colors)) if below else _beside(canvas, image)
    area = layout.image
    center = area.left + area.width / 2, area.bottom + area.height / 2
    Images(canvas, [PlacedImage(image, center, area.width, area.height)])
    for color, cell in zip(colors, _cells(layout, len(colors)), strict=True):
        draw_labeled_swatch(canvas, picture, color, cell)
    return canvas.figure


def _below(canvas: Canvas, image: ByteArray, count: int) -> _Layout:
    """The image at the top, in the middle."""
    width, height = canvas.size_points
    aspect = image.shape[1] / image.shape[0]
    gap = GAP * max(width, height)
    image_width = min(width, LARGEST_IMAGE * height * aspect)
    image_height = image_width / aspect
    return _Layout(
        image=Rectangle(
            (width - image_width) / 2, height - image_height, image_width, image_height
        ),
        swatches=Rectangle(0.0, 0.0, width, height - image_height - gap),
        columns=2 if count > 3 else 1,
        gap=gap,
    )


def _beside(canvas: Canvas, image: ByteArray) -> _Layout:
    """The image on the left, in the middle of the height."""
    width, height = canvas.size_points
    aspect = image.shape[1] / image.shape[0]
    gap = GAP * max(width, height)
    image_height = min(height, LARGEST_IMAGE * width / aspect)
    image_width = image_height * aspect
    left = image_width + gap
    return _Layout(
        image=Rectangle(0.0, (height - image_height) / 2, image_width, image_height),
        swatches=Rectangle(left, 0.0, width - left, height),
        columns=1,
        gap=gap,
    )


def _cells(layout: _Layout, count: int) -> list[Rectangle]:
    """The swatches, row by row from the top; those of an unfinished row are wider."""
    area, gap, columns = layout.swatches, layout.gap, layout.columns
    rows = -(-count // columns)
    height = (area.height - (rows - 1) * gap) / rows
    cells = []
    for n in range(count):
        row, column = divmod(n, columns)
        in_row = min(count - row * columns, columns)
        width = (area.width - (in_row - 1) * gap) / in_row
        left = area.left + column * (width + gap)
        cells.append(Rectangle(left, area.top - (row + 1) * height - row * gap, width, height))
    return cells
