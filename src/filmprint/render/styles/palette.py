"""The palette: the colors that stand for the film, each with the still that shows it best."""

from typing import Literal

import numpy as np
from scipy.optimize import linear_sum_assignment

from ...color import ByteArray
from ...model import Fingerprint
from ...options import Picture
from ...palette import PaletteColor, film_palette, presence
from ...stills import images_of
from ..canvas import Canvas, ink
from ..pictures import Pictures, Placed, cropped
from ..swatches import Swatch, draw_swatches, ink_on
from ..typography import Rectangle, write_line, write_title

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
    width, height = canvas.points
    head = 0.0
    if picture.title_of(fingerprint.film.title) or picture.caption:
        head = HEAD * height
        write_title(
            canvas, fingerprint, picture, ink(picture, canvas.background),
            middle=(0.5, 1 - 0.36 * HEAD), room=Rectangle(width, 0.7 * head), largest=0.42 * head,
        )  # fmt: skip
    colors = film_palette(fingerprint, picture.colors)
    if not colors:
        return
    body = canvas.part(0, 0, 1, 1 - head / height)
    stills = _best_stills(fingerprint, colors)
    still_width = STILL * width if stills else 0.0
    gap = GAP * width
    tall = (body.points[1] - gap * (len(colors) - 1)) / len(colors)
    tall = min(tall, STILL * width / FLATTEST)
    placed = []
    for n, color in enumerate(colors):
        bottom = body.points[1] - (n + 1) * tall - n * gap
        if stills:
            image = cropped(stills[n], still_width / tall)
            placed.append(Placed(image, still_width / 2, bottom + tall / 2, still_width, tall))
        left = still_width + (gap if stills else 0.0)
        draw_label(body, picture, color, Swatch(color.hex, left, bottom, width - left, tall))
    Pictures(body, placed)


def draw_label(canvas: Canvas, picture: Picture, color: PaletteColor, swatch: Swatch) -> None:
    """A swatch with the color's name, hex code and share."""
    draw_swatches(canvas, [swatch])
    width, height = canvas.points
    size = min(NAME * swatch.height, LARGEST_NAME * width)
    small = size * SMALL / NAME
    left, right = swatch.x + INDENT * width, swatch.x + swatch.width - INDENT * width
    middle = swatch.y + swatch.height / 2
    text = picture.text_color or ink_on(color.hex)
    room = right - left
    lines: tuple[tuple[float, float, str, float, Literal["left", "right"], float], ...] = (
        (left, middle + 0.12 * size, color.name, size, "left", 0.98 * room),
        (left, middle - 0.12 * size - 1.3 * small, color.hex.upper(), small, "left", 0.6 * room),
        (
            right,
            middle - 0.12 * size - 1.3 * small,
            _percent(color.share),
            small,
            "right",
            0.3 * room,
        ),
    )
    for x, y, line, font_size, align, widest in lines:
        write_line(
            canvas, (x / width, y / height), line, size=font_size, color=text, picture=picture,
            align=align, widest=widest,
        )  # fmt: skip


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.01 else "under 1%"


def _best_stills(
    fingerprint: Fingerprint, colors: tuple[PaletteColor, ...]
) -> list[ByteArray] | None:
    """For each color a still, each once while they last, so that together they show most."""
    if fingerprint.stills is None:
        return None
    samples = [still.sample for still in fingerprint.stills.stills]
    shown = presence(fingerprint, colors)[samples]
    shown = np.tile(
        shown / np.maximum(shown.max(axis=0), 1e-9), (-(-len(colors) // len(samples)), 1)
    )
    still, color = linear_sum_assignment(shown, maximize=True)
    images = images_of(fingerprint.stills)
    return [images[n % len(samples)] for n in still[np.argsort(color)]]
