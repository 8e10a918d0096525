"""Title and caption above a picture."""

from dataclasses import dataclass

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, text_color
from filmprint.render.text.areas import RectangularArea
from filmprint.render.text.typography import TitleArea, draw_title


@dataclass(frozen=True)
class HeadingLayout:
    """In fractions of a heading's height: its middle from the top, the height of its text, the
    largest font size."""

    middle: float
    text_height: float
    largest: float


ABOVE_STILLS = HeadingLayout(middle=0.38, text_height=0.66, largest=0.42)
ABOVE_PICTURES = HeadingLayout(middle=0.4, text_height=0.7, largest=0.5)
"""Over a panel, and over the views of `space`."""


def has_heading(fingerprint: Fingerprint, picture: Picture) -> bool:
    """Whether there is a title or a caption to draw."""
    return bool(picture.title_of(fingerprint.film.title) or picture.caption)


def draw_heading(
    canvas: Canvas,
    fingerprint: Fingerprint,
    picture: Picture,
    height: float,
    layout: HeadingLayout = ABOVE_STILLS,
) -> Canvas:
    """Draw title and caption into the top `height` points of a canvas; the part below them.

    Without a title and a caption that is all of the canvas.
    """
    if not has_heading(fingerprint, picture):
        return canvas
    width, whole = canvas.size_points
    area = TitleArea(
        RectangularArea(width, layout.text_height * height),
        center=(0.5, 1 - layout.middle * height / whole),
        largest=layout.largest * height,
    )
    draw_title(canvas, fingerprint, picture, text_color(picture, canvas.background), area)
    return canvas.part(0, 0, 1, 1 - height / whole)
