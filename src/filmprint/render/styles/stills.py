"""The stills: a grid of frames, each with the swatch of its own dominant colors."""

import math

from filmprint.color.arrays import ByteArray
from filmprint.color.spaces import hex_from_srgb
from filmprint.fingerprint.contact_sheet import choose_moments
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import STYLES, Picture
from filmprint.render.canvas import Canvas
from filmprint.render.shapes.pictures import Pictures, Placed
from filmprint.render.shapes.swatches import Swatch, draw_swatches
from filmprint.render.text.heading import under_heading

HEAD = 0.16
"""Part of the canvas for the title, where there is one."""
GAP = 0.05
"""Between stills, in widths of a still."""
SWATCH, SLIT = 0.1, 0.012
"""Height of the swatch under a still, and of the slit between them, in widths of the still."""


def stills(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """As many columns as make the stills largest; an unfinished row is in the middle."""
    canvas = under_heading(canvas, fingerprint, picture, HEAD)
    width, height = canvas.points
    frames = _frames(fingerprint)
    if not frames:
        return
    shape = _shape(fingerprint)
    tall = 1 / shape + SLIT + SWATCH  # in widths of a still, as all below
    count = len(frames)

    def still_width(columns: int) -> float:
        rows = math.ceil(count / columns)
        return min(
            width / (columns + (columns - 1) * GAP),
            height / (rows * tall + (rows - 1) * GAP),
        )

    columns = max(range(1, count + 1), key=still_width)
    side = still_width(columns)
    rows = math.ceil(count / columns)
    top = (height + side * (rows * tall + (rows - 1) * GAP)) / 2
    placed, swatches = [], []
    for n, (sample, image) in enumerate(frames):
        row, column = divmod(n, columns)
        in_row = min(count - row * columns, columns)
        left = (width - side * (in_row + (in_row - 1) * GAP)) / 2 + column * side * (1 + GAP)
        bottom = top - side * (row * (tall + GAP) + tall)
        if image is None:
            swatches += _swatch(fingerprint, sample, left, bottom, side, side * tall)
            continue
        swatches += _swatch(fingerprint, sample, left, bottom, side, side * SWATCH)
        middle = bottom + side * (SWATCH + SLIT + 0.5 / shape)
        placed.append(Placed(image, left + side / 2, middle, side, side / shape))
    draw_swatches(canvas, swatches)
    Pictures(canvas, placed)


def _frames(fingerprint: Fingerprint) -> list[tuple[int, ByteArray | None]]:
    """The samples of the stills and their pictures; without stills, those that would be kept."""
    kept = fingerprint.stills
    if kept is None:
        moments = choose_moments(fingerprint, STYLES["stills"].stills)
        return [(sample, None) for sample in moments]
    samples = [still.sample for still in kept.stills]
    return list(zip(samples, kept.images(), strict=True))


def _shape(fingerprint: Fingerprint) -> float:
    """Width to height."""
    if fingerprint.stills is None:
        return 16 / 9
    return fingerprint.stills.width / fingerprint.stills.height


def _swatch(  # noqa: PLR0917 - a rectangle has four numbers
    fingerprint: Fingerprint, sample: int, left: float, bottom: float, width: float, height: float
) -> list[Swatch]:
    """A sample's colors beside each other, each as wide as its share."""
    shares = fingerprint.shares[sample]
    swatches = []
    for color, share in zip(
        fingerprint.colors[sample], shares / max(shares.sum(), 1e-9), strict=True
    ):
        if share > 0:
            swatches.append(Swatch(hex_from_srgb(color), left, bottom, width * share, height))
            left += width * share
    return swatches
