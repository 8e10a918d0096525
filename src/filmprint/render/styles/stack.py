"""The stack: all colors of every sample at once, each as high as its share."""

from ...model import Fingerprint
from ...options import Picture
from ..arrangement import stacked
from ..canvas import Canvas, ink
from ..stacks import Stacks
from ..typography import write_title


def stack(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """Bars over the whole canvas, the lightest colors at the top."""
    Stacks(canvas, *stacked(fingerprint, picture))
    write_title(canvas, fingerprint, picture, ink(picture, None))
