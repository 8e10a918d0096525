"""The stack: all colors of every sample at once, each as high as its share."""

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, ink
from filmprint.render.color_arrangement import stacked
from filmprint.render.shapes.stacks import Stacks
from filmprint.render.text.typography import write_title


def stack(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """Bars over the whole canvas, the lightest colors at the top."""
    Stacks(canvas, *stacked(fingerprint, picture))
    write_title(canvas, fingerprint, picture, ink(picture, None))
