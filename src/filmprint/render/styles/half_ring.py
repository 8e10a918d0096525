"""The half ring: time goes from the left over the top to the right, the title under the arch."""

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, text_color
from filmprint.render.color_arrangement import bar_edges, dominant_rows
from filmprint.render.shapes.outlines import outline_ring
from filmprint.render.shapes.ring import Ring, RingGeometry
from filmprint.render.styles.ring import INNER, LARGEST, TITLE
from filmprint.render.text.areas import CircularArea
from filmprint.render.text.typography import TitleArea, draw_title


def draw(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """The upper half of a ring, in the middle of the canvas's height."""
    width, height = canvas.size_points
    outer = min(width / 2, height)
    center = 0.5, (height - outer) / 2 / height
    side = canvas.shorter_side
    geometry = RingGeometry(
        center=center, inner=INNER * outer / side, outer=outer / side, begin=-0.25, end=0.25
    )
    rows, edges = dominant_rows(fingerprint, picture), bar_edges(fingerprint)
    Ring(canvas, rows, geometry, edges)
    outline_ring(canvas, rows, geometry, edges)
    area = TitleArea(
        CircularArea(TITLE * INNER * outer, anchor="baseline"),
        center=center,
        largest=LARGEST * 2 * outer,
    )
    draw_title(canvas, fingerprint, picture, text_color(picture, canvas.background), area)
