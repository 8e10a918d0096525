"""One image and its palette: the image large, its colors below it or beside it."""

from dataclasses import replace

from matplotlib.figure import Figure

from filmprint.color.arrays import ByteArray
from filmprint.color.palette import PaletteColor
from filmprint.options import Picture
from filmprint.render.canvas import new_canvas
from filmprint.render.shapes.pictures import Pictures, Placed
from filmprint.render.shapes.swatches import Swatch
from filmprint.render.styles.palette import draw_label

GAP = 0.01
"""Between image and swatches, in parts of the longer side."""
MOST = 0.62
"""Part of the longer side that the image takes at most."""


def image_palette(image: ByteArray, colors: tuple[PaletteColor, ...], picture: Picture) -> Figure:
    """A wide image has its colors below it, in two columns, a tall one beside it."""
    tall, wide = image.shape[:2]
    upright = wide >= tall
    if picture.size is None:
        width, height = picture.size_inches
        picture = replace(picture, size=f"{width}x{height}" if upright else f"{height}x{width}")
    canvas = new_canvas(picture)
    width, height = canvas.points
    gap = GAP * max(width, height)
    if upright:
        image_width = min(width, MOST * height * wide / tall)
        image_height = image_width * tall / wide
        x, y = width / 2, height - image_height / 2
        left, bottom, right, top = 0.0, 0.0, width, height - image_height - gap
        columns = 2 if len(colors) > 3 else 1
    else:
        image_height = min(height, MOST * width * tall / wide)
        image_width = image_height * wide / tall
        x, y = image_width / 2, height / 2
        left, bottom, right, top = image_width + gap, 0.0, width, height
        columns = 1
    Pictures(canvas, [Placed(image, x, y, image_width, image_height)])
    rows = -(-len(colors) // columns)
    cell_height = (top - bottom - (rows - 1) * gap) / rows
    for n, color in enumerate(colors):
        row, column = divmod(n, columns)
        in_row = min(len(colors) - row * columns, columns)
        cell_width = (right - left - (in_row - 1) * gap) / in_row
        cell = Swatch(
            color.hex, left + column * (cell_width + gap),
            top - (row + 1) * cell_height - row * gap, cell_width, cell_height,
        )  # fmt: skip
        draw_label(canvas, picture, color, cell)
    return canvas.figure
