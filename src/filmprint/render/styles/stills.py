"""The stills: a grid of frames, each with the swatch of its own dominant colors."""

import math

from ...color import hex_from_srgb
from ...model import Fingerprint
from ...options import Picture
from ...stills import images_of
from ..canvas import Canvas, ink
from ..pictures import Pictures, Placed
from ..swatches import draw_swatches, shares_in_a_row
from ..typography import Rectangle, write_title

HEAD = 0.16
"""Part of the canvas for the title, where there is one."""
GAP = 0.05
"""Between stills, in widths of a still."""
SWATCH, SLIT = 0.1, 0.012
"""Height of the swatch under a still, and of the slit between them, in widths of the still."""


def stills(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """As many columns as make the stills largest; an unfinished row is in the middle."""
    width, height = canvas.points
    head = 0.0
    if picture.title_of(fingerprint.film.title) or picture.caption:
        head = HEAD * height
        write_title(
            canvas, fingerprint, picture, ink(picture, canvas.background),
            middle=(0.5, 1 - 0.36 * HEAD), room=Rectangle(width, 0.66 * head), largest=0.42 * head,
        )  # fmt: skip
    kept = fingerprint.stills
    if kept is None:
        return
    tall = kept.height / kept.width + SLIT + SWATCH  # in widths of a still, as all below
    count = len(kept.stills)

    def still_width(columns: int) -> float:
        rows = math.ceil(count / columns)
        return min(
            width / (columns + (columns - 1) * GAP),
            (height - head) / (rows * tall + (rows - 1) * GAP),
        )

    columns = max(range(1, count + 1), key=still_width)
    side = still_width(columns)
    rows = math.ceil(count / columns)
    top = (height - head + side * (rows * tall + (rows - 1) * GAP)) / 2
    placed, swatches = [], []
    for n, (still, image) in enumerate(zip(kept.stills, images_of(kept), strict=True)):
        row, column = divmod(n, columns)
        in_row = min(count - row * columns, columns)
        left = (width - side * (in_row + (in_row - 1) * GAP)) / 2 + column * side * (1 + GAP)
        bottom = top - side * (row * (tall + GAP) + tall)
        high = side * kept.height / kept.width
        placed.append(
            Placed(image, left + side / 2, bottom + (SWATCH + SLIT) * side + high / 2, side, high)
        )  # fmt: skip
        colors = [
            (hex_from_srgb(color), float(share))
            for color, share in zip(
                fingerprint.colors[still.sample], fingerprint.shares[still.sample], strict=True
            )
            if share > 0
        ]
        swatches += shares_in_a_row(colors, left, bottom, side, SWATCH * side)
    draw_swatches(canvas, swatches)
    Pictures(canvas, placed)
