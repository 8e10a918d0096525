"""What a style draws on: a sheet of exact size, and a place on it."""

from dataclasses import dataclass
from typing import cast

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D, Bbox, Transform

from filmprint.color.spaces import oklab_from_srgb
from filmprint.options import OVER_BARS, Picture

DARK_INK, LIGHT_INK = "#1d1b1a", "#f2efe9"
"""Text on a light and on a dark background."""
PALE = 0.6
"""Oklab lightness from which on a background takes dark text."""


class PictureFigure(Figure):
    """A figure of whole pixels that knows its size in inches, with bleed and without."""

    def __init__(self, picture: Picture) -> None:
        # A hair more than whole pixels: matplotlib cuts the product, 2480.9999 to 2480.
        pixels = [(side + 1e-3) / picture.dpi for side in picture.size_pixels]
        super().__init__(figsize=(pixels[0], pixels[1]), dpi=picture.dpi)
        self.bleed_inches = picture.bleed_inches
        width, height = picture.size_inches
        self.true_inches = (width + 2 * self.bleed_inches, height + 2 * self.bleed_inches)


@dataclass(frozen=True)
class Canvas:
    """A place on a sheet.

    box
        Where the picture goes, in parts of the sheet.
    bleed_box
        The box and, where no margin is around it, the bleed too: what lies at the edge of the
        box goes on to the edge of this.
    background
        The color that lies there already.
    """

    figure: Figure
    box: Bbox
    bleed_box: Bbox
    background: str

    @property
    def points(self) -> tuple[float, float]:
        """Width and height of the box in points."""
        width, height = self.figure.get_size_inches() * 72
        return self.box.width * width, self.box.height * height

    @property
    def from_points(self) -> Transform:
        """From points in the box, x right and y up, to the sheet's pixels."""
        width, height = self.points
        place = Affine2D().scale(self.box.width / width, self.box.height / height)
        return place.translate(self.box.x0, self.box.y0) + self.figure.transSubfigure

    def part(self, left: float, bottom: float, right: float, top: float) -> "Canvas":
        """A part of the box, given in parts of its width and height."""
        box = Bbox.from_extents(
            self.box.x0 + left * self.box.width,
            self.box.y0 + bottom * self.box.height,
            self.box.x0 + right * self.box.width,
            self.box.y0 + top * self.box.height,
        )
        return Canvas(self.figure, box, box, self.background)


def new_canvas(picture: Picture) -> Canvas:
    """A sheet in the background's color, and the place inside its margin."""
    background = picture.background or picture.defaults.background
    sheet = PictureFigure(picture)
    sheet.set_facecolor(background)
    sides = np.array(picture.size_pixels)
    bleed, margin = (
        round(inches * picture.dpi) for inches in (picture.bleed_inches, picture.margin_inches)
    )
    low = (bleed + margin) / sides
    box = Bbox([low, 1 - low])
    return Canvas(sheet, box, box if margin else Bbox.unit(), background)


def ink(picture: Picture, background: str | None) -> str:
    """The color of text on a background; None is bars of all colors."""
    if picture.text_color is not None:
        return picture.text_color
    if background is None:
        return OVER_BARS
    return DARK_INK if lightness(background) > PALE else LIGHT_INK


def lightness(color: str) -> float:
    """The Oklab lightness, 0..1, of a color as matplotlib names it."""
    return float(oklab_from_srgb(np.multiply(to_rgb(color), 255))[0])


PixelBox = tuple[int, int, int, int]
"""Left, top, right, bottom, from the sheet's upper left corner."""


def pixel_box(box: Bbox, sheet: Figure) -> PixelBox:
    """A box in whole pixels."""
    width, height = (int(side) for side in cast(Bbox, sheet.bbox).size)
    return (
        round(box.x0 * width), round((1 - box.y1) * height),
        round(box.x1 * width), round((1 - box.y0) * height),
    )  # fmt: skip
