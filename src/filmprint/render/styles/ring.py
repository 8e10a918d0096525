"""The ring: time goes once around, from the top, clockwise; the title in the middle."""

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, text_color
from filmprint.render.color_arrangement import bar_edges, dominant_rows
from filmprint.render.shapes.outlines import outline_ring
from filmprint.render.shapes.ring import Ring, RingGeometry
from filmprint.render.text.areas import CircularArea
from filmprint.render.text.typography import TitleArea, draw_title

INNER = 0.55
"""The inner radius, in outer radii."""
GEOMETRY = RingGeometry(inner=INNER / 2, outer=0.5)
TITLE = 0.7
"""Radius of the title's area, in inner radii."""
LARGEST = 0.075
"""The largest font size, in outer diameters."""


def draw(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """A full ring, as large as the canvas lets it be."""
    rows, edges = dominant_rows(fingerprint, picture), bar_edges(fingerprint)
    Ring(canvas, rows, GEOMETRY, edges)
    outline_ring(canvas, rows, GEOMETRY, edges)
    draw_title_inside(canvas, fingerprint, picture)


def draw_title_inside(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """The title in the middle of a ring."""
    side = canvas.shorter_side
    area = TitleArea(CircularArea(TITLE * INNER / 2 * side), largest=LARGEST * side)
    draw_title(canvas, fingerprint, picture, text_color(picture, canvas.background), area)
