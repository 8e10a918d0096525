"""Swatches: plain color in whole pixels, with what can be read on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.patches import Rectangle

from filmprint.render.canvas import DARK_INK, LIGHT_INK, Canvas, lightness

READABLE = 0.57
"""Oklab lightness above which dark text has more contrast (WCAG 2.2) than light text."""


@dataclass(frozen=True)
class Swatch:
    """A color, and its left bottom and size in points of the canvas."""

    color: str
    x: float
    y: float
    width: float
    height: float


def draw_swatches(canvas: Canvas, swatches: Sequence[Swatch]) -> None:
    """Rectangles of plain color; edges that touch share a pixel's edge."""
    for swatch in swatches:
        canvas.figure.add_artist(
            Rectangle(
                (swatch.x, swatch.y), swatch.width, swatch.height, facecolor=swatch.color,
                linewidth=0, snap=True, transform=canvas.from_points,
            )
        )  # fmt: skip


def ink_on(color: str) -> str:
    """The color of text on a swatch."""
    return DARK_INK if lightness(color) > READABLE else LIGHT_INK
