"""The strip: a wide, low poster, with a time axis under it where asked for."""

from ...model import Fingerprint
from ...options import Picture
from ..arrangement import dominant_rows
from ..bars import Bars
from ..canvas import Canvas, ink
from ..timeline import draw_axis
from ..typography import write_title

BORDER = 0.08
"""Free space around a strip with an axis, in parts of the canvas's shorter side."""
FOOT = 0.24
"""Height of the axis and the space under it."""
LABEL = 0.062
"""Font size of the axis."""


def strip(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """Rows of bars over the whole canvas, or over all but the axis."""
    bars = canvas
    if picture.axis:
        width, height = canvas.points
        side = min(width, height)
        across, up = BORDER * side / width, BORDER * side / height
        foot = FOOT * side / height
        bars = canvas.part(across, foot, 1 - across, 1 - up)
        draw_axis(
            canvas.part(across, 0, 1 - across, foot), fingerprint, picture, LABEL * side
        )  # fmt: skip
    Bars(bars, dominant_rows(fingerprint, picture))
    write_title(bars, fingerprint, picture, ink(picture, None))
