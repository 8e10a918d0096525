"""Title and caption above a picture."""

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, ink
from filmprint.render.text.typography import Rectangle, write_title

MIDDLE, ROOM, LARGEST = 0.38, 0.66, 0.42
"""Of a heading's height: its middle from the top, the height of its text, the largest font."""


def under_heading(
    canvas: Canvas, fingerprint: Fingerprint, picture: Picture, part: float
) -> Canvas:
    """Write title and caption into that part of the height, and give back what is below.

    Without a title and a caption that is all of the canvas.
    """
    if not (picture.title_of(fingerprint.film.title) or picture.caption):
        return canvas
    width, height = canvas.points
    write_title(
        canvas, fingerprint, picture, ink(picture, canvas.background),
        middle=(0.5, 1 - MIDDLE * part), room=Rectangle(width, ROOM * part * height),
        largest=LARGEST * part * height,
    )  # fmt: skip
    return canvas.part(0, 0, 1, 1 - part)
