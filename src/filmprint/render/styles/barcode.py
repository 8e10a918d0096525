"""The barcode: each column is a frame squeezed to its width, sky above and ground below."""

from filmprint.color.arrays import ByteArray
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, text_color_over
from filmprint.render.color_arrangement import squeezed_frames
from filmprint.render.shapes.squeezed_frames import SqueezedFrames
from filmprint.render.text.typography import draw_title


def draw(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """The mean light of each line of the frames, over the whole canvas."""
    draw_columns(canvas, fingerprint, picture, squeezed_frames(fingerprint, picture))


def draw_columns(
    canvas: Canvas, fingerprint: Fingerprint, picture: Picture, columns: ByteArray
) -> None:
    """Squeezed frames, (N, R, 3) uint8, side by side, and the title over them."""
    SqueezedFrames(canvas, columns)
    draw_title(canvas, fingerprint, picture, text_color_over(picture, columns))
