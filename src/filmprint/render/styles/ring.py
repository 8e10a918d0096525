"""The ring: time goes once around, from the top, clockwise; the title in the middle."""

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, ink
from filmprint.render.color_arrangement import dominant_rows
from filmprint.render.shapes.ring import Ring
from filmprint.render.text.typography import Disc, write_title

INNER = 0.55
"""The inner radius, in outer radii."""
QUIET = 0.7
"""The part of the middle's radius that the title may take."""
LARGEST = 0.075
"""The largest font size, in outer diameters."""


def ring(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """A full ring, as large as the canvas lets it be."""
    Ring(canvas, dominant_rows(fingerprint, picture), radii=(INNER / 2, 0.5))
    side = min(canvas.points)
    write_title(
        canvas, fingerprint, picture, ink(picture, canvas.background),
        room=Disc(QUIET * INNER / 2 * side), largest=LARGEST * side,
    )  # fmt: skip


def half_ring(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """The upper half of a ring: time goes from the left over the top to the right."""
    width, height = canvas.points
    outer = min(width / 2, height)
    lower = (height - outer) / 2 / height
    side = min(width, height)
    Ring(
        canvas, dominant_rows(fingerprint, picture), middle=(0.5, lower),
        radii=(INNER * outer / side, outer / side), turns=(-0.25, 0.25),
    )  # fmt: skip
    write_title(
        canvas, fingerprint, picture, ink(picture, canvas.background), middle=(0.5, lower),
        room=Disc(QUIET * INNER * outer, anchor="base"), largest=LARGEST * 2 * outer,
    )  # fmt: skip
