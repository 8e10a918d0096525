"""The poster: a vertical bar for each sample, time from left to right, the title over them."""

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, ink
from filmprint.render.color_arrangement import dominant_rows
from filmprint.render.shapes.columns import Columns
from filmprint.render.text.typography import write_title


def poster(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """Rows of bars for the dominant colors, over the whole canvas."""
    Columns(canvas, dominant_rows(fingerprint, picture))
    write_title(canvas, fingerprint, picture, ink(picture, None))
