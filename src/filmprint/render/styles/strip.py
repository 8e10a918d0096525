"""The strip: a wide, low poster, with a time axis under it where asked for."""

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, text_color_over
from filmprint.render.color_arrangement import bar_edges, dominant_rows
from filmprint.render.shapes.columns import Columns
from filmprint.render.shapes.outlines import outline_columns
from filmprint.render.text.time_axis import draw_time_axis, time_spans
from filmprint.render.text.typography import draw_title

BORDER = 0.08
"""Free space around a strip with an axis, in fractions of the canvas's shorter side."""
AXIS_HEIGHT = 0.24
"""Height of the axis and the space under it, in the same."""
LABEL = 0.062
"""Font size of the axis, in the same."""


def draw(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """Rows of columns over the whole canvas, or over all but the axis."""
    columns = canvas
    if picture.axis:
        width, height = canvas.size_points
        side = canvas.shorter_side
        border_x, border_y = BORDER * side / width, BORDER * side / height
        axis_height = AXIS_HEIGHT * side / height
        columns = canvas.part(border_x, axis_height, 1 - border_x, 1 - border_y)
        axis = canvas.part(border_x, 0, 1 - border_x, axis_height)
        draw_time_axis(axis, time_spans(fingerprint), picture, LABEL * side)
    rows, edges = dominant_rows(fingerprint, picture), bar_edges(fingerprint)
    Columns(columns, rows, edges)
    if picture.axis:
        outline_columns(columns, rows, edges)
    draw_title(columns, fingerprint, picture, text_color_over(picture, rows))
