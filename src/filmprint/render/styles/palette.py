"""The palette: the colors that stand for the film, each with the still that shows it best."""

import numpy as np
from scipy.optimize import linear_sum_assignment

from filmprint.color.arrays import ByteArray
from filmprint.color.palette import PaletteColor
from filmprint.fingerprint.by_shot import ShotFingerprint
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, Rectangle
from filmprint.render.shapes.images import Images, PlacedImage, crop_to_aspect
from filmprint.render.shot_palettes import draw_shot_palettes
from filmprint.render.text.heading import draw_heading
from filmprint.render.text.swatch_label import draw_labeled_swatch

HEADING = 0.13
"""Height of the heading, in fractions of the canvas's height."""
STILL = 0.42
"""Width of the stills, in widths of the canvas."""
LEAST_ASPECT = 1.5
"""Width to height of a row's still at least: few colors do not fill the canvas."""
GAP = 0.008
"""Between rows, in widths of the canvas."""


def draw(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """A row for each color, the largest share at the top: its still, and its swatch.

    By shot: a cell for each shot, with its palette.
    """
    canvas = draw_heading(canvas, fingerprint, picture, HEADING * canvas.size_points[1])
    if isinstance(fingerprint, ShotFingerprint):
        draw_shot_palettes(canvas, fingerprint, picture)
        return
    colors = fingerprint.palette(picture.colors)
    if not colors:
        return
    width, height = canvas.size_points
    stills = _best_stills(fingerprint, colors)
    still_width = STILL * width if stills else 0.0
    gap = GAP * width
    row_height = (height - gap * (len(colors) - 1)) / len(colors)
    row_height = min(row_height, STILL * width / LEAST_ASPECT)
    placed = []
    for n, color in enumerate(colors):
        bottom = height - (n + 1) * row_height - n * gap
        if stills:
            image = crop_to_aspect(stills[n], still_width / row_height)
            center = still_width / 2, bottom + row_height / 2
            placed.append(PlacedImage(image, center, still_width, row_height))
        left = still_width + (gap if stills else 0.0)
        swatch = Rectangle(left, bottom, width - left, row_height)
        draw_labeled_swatch(canvas, picture, color, swatch)
    Images(canvas, placed)


def _best_stills(
    fingerprint: Fingerprint, colors: tuple[PaletteColor, ...]
) -> list[ByteArray] | None:
    """For each color a still, each once while they last, so that together they show most."""
    if fingerprint.stills is None:
        return None
    samples = [still.sample for still in fingerprint.stills.stills]
    presence = fingerprint.palette_presence(colors)[samples]
    presence /= np.maximum(presence.max(axis=0), 1e-9)
    repeats = -(-len(colors) // len(samples))
    still, color = linear_sum_assignment(np.tile(presence, (repeats, 1)), maximize=True)
    images = fingerprint.stills.images()
    return [images[n % len(samples)] for n in still[np.argsort(color)]]
