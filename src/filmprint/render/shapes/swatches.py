"""Swatches: rectangles of plain color in whole pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib import patches

from filmprint.render.canvas import DARK_TEXT, LIGHT_TEXT, Canvas, Rectangle, lightness

LIGHT_SWATCH = 0.57
"""Oklab lightness above which dark text has more contrast (WCAG 2.2) than light text."""


@dataclass(frozen=True)
class Swatch:
    """A color, as matplotlib names it, and where it goes."""

    color: str
    rectangle: Rectangle


def draw_swatches(canvas: Canvas, swatches: Sequence[Swatch]) -> None:
    """Rectangles of plain color; edges that touch share a pixel's edge."""
    for swatch in swatches:
        area = swatch.rectangle
        canvas.figure.add_artist(
            patches.Rectangle(
                (area.left, area.bottom), area.width, area.height, facecolor=swatch.color,
                linewidth=0, snap=True, transform=canvas.point_transform,
            )
        )  # fmt: skip


def swatch_text_color(color: str) -> str:
    """The color of text on a swatch."""
    return DARK_TEXT if lightness(color) > LIGHT_SWATCH else LIGHT_TEXT
