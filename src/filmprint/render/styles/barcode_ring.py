"""The barcode around a circle: the top of the frames outside, time from the top, clockwise."""

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas
from filmprint.render.color_arrangement import squeezed_frames
from filmprint.render.shapes.outlines import outline_ring
from filmprint.render.shapes.squeezed_frames import RingOfSqueezedFrames
from filmprint.render.styles.ring import GEOMETRY, draw_title_inside


def draw(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """A full ring of squeezed frames, as large as the canvas lets it be."""
    columns = squeezed_frames(fingerprint, picture)
    RingOfSqueezedFrames(canvas, columns, GEOMETRY)
    outline_ring(canvas, columns.swapaxes(0, 1), GEOMETRY)
    draw_title_inside(canvas, fingerprint, picture)
