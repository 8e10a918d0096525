"""The palette: the colors that stand for the film, each with the still that shows it best."""

from functools import partial

import numpy as np
from scipy.optimize import linear_sum_assignment

from filmprint.color.arrays import ByteArray
from filmprint.color.palette import PaletteColor
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas
from filmprint.render.shapes.pictures import Pictures, Placed, cropped
from filmprint.render.shapes.swatches import Swatch, draw_swatches, ink_on
from filmprint.render.text.heading import under_heading
from filmprint.render.text.typography import write_line

HEAD = 0.13
"""Part of the canvas for the title, where there is one."""
STILL = 0.42
"""Width of the stills, in widths of the canvas."""
FLATTEST = 1.5
"""Width to height of a row's still at least: few colors do not fill the canvas."""
GAP = 0.008
"""Between rows, in widths of the canvas."""
NAME, SMALL = 0.2, 0.12
"""Font sizes on a swatch, in its heights; at most `LARGEST_NAME` widths of the canvas."""
LARGEST_NAME = 0.024
INDENT = 0.035


def palette(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """A row for each color, the largest share at the top: its still, and it."""
    canvas = under_heading(canvas, fingerprint, picture, HEAD)
    colors = fingerprint.palette(picture.colors)
    if not colors:
        return
    width, height = canvas.points
    stills = _best_stills(fingerprint, colors)
    still_width = STILL * width if stills else 0.0
    gap = GAP * width
    tall = (height - gap * (len(colors) - 1)) / len(colors)
    tall = min(tall, STILL * width / FLATTEST)
    placed = []
    for n, color in enumerate(colors):
        bottom = height - (n + 1) * tall - n * gap
        if stills:
            image = cropped(stills[n], still_width / tall)
            placed.append(Placed(image, still_width / 2, bottom + tall / 2, still_width, tall))
        left = still_width + (gap if stills else 0.0)
        draw_label(canvas, picture, color, Swatch(color.hex, left, bottom, width - left, tall))
    Pictures(canvas, placed)


def draw_label(canvas: Canvas, picture: Picture, color: PaletteColor, swatch: Swatch) -> None:
    """A swatch with the color's name, hex code and share."""
    draw_swatches(canvas, [swatch])
    width, height = canvas.points
    size = min(NAME * swatch.height, LARGEST_NAME * width)
    small = size * SMALL / NAME
    left, right = swatch.x + INDENT * width, swatch.x + swatch.width - INDENT * width
    upper = swatch.y + swatch.height / 2 + 0.12 * size
    lower = upper - 0.24 * size - 1.3 * small
    room = right - left
    write = partial(
        write_line, canvas, color=picture.text_color or ink_on(color.hex), picture=picture
    )
    write((left / width, upper / height), color.name, size=size, align="left", widest=room)
    low_left, low_right = (left / width, lower / height), (right / width, lower / height)
    write(low_left, color.hex.upper(), size=small, align="left", widest=0.6 * room)
    write(low_right, _percent(color.share), size=small, align="right", widest=0.3 * room)


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.01 else "under 1%"


def _best_stills(
    fingerprint: Fingerprint, colors: tuple[PaletteColor, ...]
) -> list[ByteArray] | None:
    """For each color a still, each once while they last, so that together they show most."""
    if fingerprint.stills is None:
        return None
    samples = [still.sample for still in fingerprint.stills.stills]
    shown = fingerprint.palette_presence(colors)[samples]
    shown = np.tile(
        shown / np.maximum(shown.max(axis=0), 1e-9), (-(-len(colors) // len(samples)), 1)
    )
    still, color = linear_sum_assignment(shown, maximize=True)
    images = fingerprint.stills.images()
    return [images[n % len(samples)] for n in still[np.argsort(color)]]
