"""The slit-scan: each column is the one in the middle of a frame."""

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, text_color_over
from filmprint.render.color_arrangement import squeezed_frames
from filmprint.render.shapes.squeezed_frames import SqueezedFrames
from filmprint.render.text.typography import draw_title


def draw(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """The middle column of each frame, over the whole canvas."""
    columns = squeezed_frames(fingerprint, picture, middles=True)
    SqueezedFrames(canvas, columns)
    draw_title(canvas, fingerprint, picture, text_color_over(picture, columns))
