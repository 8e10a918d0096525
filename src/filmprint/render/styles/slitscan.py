"""The slit-scan: each column is the one in the middle of a frame."""

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas
from filmprint.render.color_arrangement import squeezed_frames
from filmprint.render.styles.barcode import draw_columns


def draw(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """The middle column of each frame, over the whole canvas."""
    columns = squeezed_frames(fingerprint, picture, middles=True)
    draw_columns(canvas, fingerprint, picture, columns)
