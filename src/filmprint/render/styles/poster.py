"""The poster: a vertical bar for each sample, time from left to right, the title over them."""

from ...model import Fingerprint
from ...options import Picture
from ..arrangement import dominant_rows
from ..bars import Bars
from ..canvas import Canvas, ink
from ..typography import write_title


def poster(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """Rows of bars for the dominant colors, over the whole canvas."""
    Bars(canvas, dominant_rows(fingerprint, picture))
    write_title(canvas, fingerprint, picture, ink(picture, None))
