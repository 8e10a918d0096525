"""The stack: all colors of every sample at once, each as high as its share."""

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, text_color_over
from filmprint.render.color_arrangement import bar_edges, dominant_rows, stacked_clusters
from filmprint.render.shapes.stacks import Stacks
from filmprint.render.text.typography import draw_title


def draw(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """Columns over the whole canvas, the lightest colors at the top."""
    Stacks(canvas, stacked_clusters(fingerprint, picture), bar_edges(fingerprint))
    rows = dominant_rows(fingerprint, picture)
    draw_title(canvas, fingerprint, picture, text_color_over(picture, rows))
