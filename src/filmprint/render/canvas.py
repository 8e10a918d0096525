"""What a style draws on: a figure of exact size, and a rectangular part of it."""

from dataclasses import dataclass
from typing import cast

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D, Bbox, Transform

from filmprint.color.arrays import BoolArray, ByteArray
from filmprint.color.spaces import oklab_from_srgb
from filmprint.options import OVER_BARS, OVER_PALE_BARS, Picture

DARK_TEXT, LIGHT_TEXT = "#1d1b1a", "#f2efe9"
"""Colors of text on a light and on a dark background."""
PALE_BARS = 0.8
"""Mean Oklab lightness of bars from which on a title over them is dark."""
LIGHT_BACKGROUND = 0.6
"""Oklab lightness from which on a background takes dark text."""
FAINT_DISTANCE = 0.07
"""Oklab distance from the background below which a shape needs an outline."""


class PictureFigure(Figure):
    """A figure of whole pixels that knows its size in inches, with bleed and without."""

    def __init__(self, picture: Picture) -> None:
        # A little more than whole pixels: matplotlib cuts the product, 2480.9999 to 2480.
        pixels = [(side + 1e-3) / picture.dpi for side in picture.size_pixels]
        super().__init__(figsize=(pixels[0], pixels[1]), dpi=picture.dpi)
        self.bleed_inches = picture.bleed_inches
        width, height = picture.size_inches
        self.true_inches = (width + 2 * self.bleed_inches, height + 2 * self.bleed_inches)


@dataclass(frozen=True)
class Rectangle:
    """A rectangle on a canvas, in points from the canvas's lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.bottom + self.height


@dataclass(frozen=True)
class PixelBox:
    """A box in whole pixels from a figure's upper left corner; right and bottom lie outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.bottom - self.top


@dataclass(frozen=True)
class Canvas:
    """A rectangular part of a figure.

    box
        Where to draw, in fractions of the figure.
    bleed_box
        The box and, where no margin is around it, the bleed too: what lies at the edge of the
        box continues to the edge of this.
    background
        The color behind what is drawn.
    """

    figure: Figure
    box: Bbox
    bleed_box: Bbox
    background: str

    @property
    def size_points(self) -> tuple[float, float]:
        """Width and height of the box in points."""
        width, height = self.figure.get_size_inches() * 72
        return self.box.width * width, self.box.height * height

    @property
    def shorter_side(self) -> float:
        """The lesser of width and height, in points."""
        return min(self.size_points)

    @property
    def point_transform(self) -> Transform:
        """From points in the box, x right and y up, to matplotlib's pixels."""
        width, height = self.size_points
        scale = Affine2D().scale(self.box.width / width, self.box.height / height)
        return scale.translate(self.box.x0, self.box.y0) + self.figure.transSubfigure

    def figure_fraction(self, x: float, y: float) -> tuple[float, float]:
        """The position (x, y), in fractions of the box, in fractions of the figure."""
        return self.box.x0 + x * self.box.width, self.box.y0 + y * self.box.height

    def part(self, left: float, bottom: float, right: float, top: float) -> "Canvas":
        """A part of the box, given in fractions of its width and height."""
        box = Bbox.from_extents(
            *self.figure_fraction(left, bottom), *self.figure_fraction(right, top)
        )
        return Canvas(self.figure, box, box, self.background)

    def pixels(self, box: Bbox) -> PixelBox:
        """A box in fractions of the figure, in whole pixels."""
        width, height = (int(side) for side in cast(Bbox, self.figure.bbox).size)
        return PixelBox(
            left=round(box.x0 * width), top=round((1 - box.y1) * height),
            right=round(box.x1 * width), bottom=round((1 - box.y0) * height),
        )  # fmt: skip


def new_canvas(picture: Picture) -> Canvas:
    """A figure filled with the background, and the part of it inside the margin."""
    background = picture.background or picture.defaults.background
    figure = PictureFigure(picture)
    figure.set_facecolor(background)
    sides = np.array(picture.size_pixels)
    bleed, margin = (
        round(inches * picture.dpi) for inches in (picture.bleed_inches, picture.margin_inches)
    )
    low = (bleed + margin) / sides
    box = Bbox([low, 1 - low])
    return Canvas(figure, box, box if margin else Bbox.unit(), background)


def text_color(picture: Picture, background: str) -> str:
    """The color of text on a background."""
    return readable_color(background) if picture.text_color is None else picture.text_color


def text_color_over(picture: Picture, colors: ByteArray) -> str:
    """The color of text over sRGB colors (..., 3) uint8: light, or dark where they are pale."""
    if picture.text_color is not None:
        return picture.text_color
    is_pale = oklab_from_srgb(colors)[..., 0].mean() > PALE_BARS
    return OVER_PALE_BARS if is_pale else OVER_BARS


def readable_color(background: str) -> str:
    """A dark color on a light background, a light one on a dark background."""
    return DARK_TEXT if lightness(background) > LIGHT_BACKGROUND else LIGHT_TEXT


def lightness(color: str) -> float:
    """The Oklab lightness, 0..1, of a color as matplotlib names it."""
    return float(oklab_from_srgb(np.multiply(to_rgb(color), 255))[0])


def hardly_visible(colors: ByteArray, background: str) -> BoolArray:
    """(N,): whether each of (N, 3) colors could hardly be told from the background."""
    behind = oklab_from_srgb(np.multiply(to_rgb(background), 255))
    return np.asarray(np.linalg.norm(oklab_from_srgb(colors) - behind, axis=1) < FAINT_DISTANCE)
