"""A swatch with the color's name, hex code and share."""

from filmprint.color.palette import PaletteColor
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, Rectangle
from filmprint.render.shapes.swatches import Swatch, draw_swatches, swatch_text_color
from filmprint.render.text.typography import TextStyle, draw_line

NAME, DETAILS = 0.2, 0.12
"""Font sizes on a swatch, in its heights; the name's is at most `LARGEST_NAME`."""
LARGEST_NAME = 0.024
"""In widths of the canvas, as `INDENT`."""
INDENT = 0.035


def draw_labeled_swatch(
    canvas: Canvas, picture: Picture, color: PaletteColor, rectangle: Rectangle
) -> None:
    """Fill a rectangle with a color of a palette, and write on it what color it is."""
    draw_swatches(canvas, [Swatch(color.hex, rectangle)])
    width, height = canvas.size_points
    name_size = min(NAME * rectangle.height, LARGEST_NAME * width)
    small_size = name_size * DETAILS / NAME
    left, right = rectangle.left + INDENT * width, rectangle.right - INDENT * width
    upper = rectangle.bottom + rectangle.height / 2 + 0.12 * name_size
    lower = upper - 0.24 * name_size - 1.3 * small_size
    room = right - left
    upper_left = (left / width, upper / height)
    lower_left, lower_right = (left / width, lower / height), (right / width, lower / height)
    text_color = picture.text_color or swatch_text_color(color.hex)
    name = TextStyle(picture.font, text_color, name_size, "left", room)
    code = TextStyle(picture.font, text_color, small_size, "left", 0.6 * room)
    share = TextStyle(picture.font, text_color, small_size, "right", 0.3 * room)
    draw_line(canvas, upper_left, color.name, name)
    draw_line(canvas, lower_left, color.hex.upper(), code)
    draw_line(canvas, lower_right, _percent(color.share), share)


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.01 else "under 1%"
