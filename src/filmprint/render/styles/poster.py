"""The poster: a column for each sample, time from left to right, the title over them."""

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, text_color_over
from filmprint.render.color_arrangement import bar_edges, dominant_rows
from filmprint.render.shapes.columns import Columns
from filmprint.render.text.typography import draw_title


def draw(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """Rows of columns for the dominant colors, over the whole canvas."""
    rows = dominant_rows(fingerprint, picture)
    Columns(canvas, rows, bar_edges(fingerprint))
    draw_title(canvas, fingerprint, picture, text_color_over(picture, rows))
