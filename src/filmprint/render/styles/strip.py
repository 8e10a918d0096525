"""The strip: a wide, low poster, with a time axis under it where asked for."""

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, ink
from filmprint.render.color_arrangement import dominant_rows
from filmprint.render.shapes.columns import Columns
from filmprint.render.text.time_axis import draw_axis
from filmprint.render.text.typography import write_title

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
    Columns(bars, dominant_rows(fingerprint, picture))
    write_title(bars, fingerprint, picture, ink(picture, None))
