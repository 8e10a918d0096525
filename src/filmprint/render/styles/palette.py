"""The palette: the colors that stand for the film, each with the still that shows most of it."""

from filmprint.color.arrays import ByteArray
from filmprint.color.palette import PaletteColor
from filmprint.fingerprint.by_shot import ShotFingerprint
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, Rectangle
from filmprint.render.shapes.images import Images, PlacedImage, crop_to_aspect
from filmprint.render.shapes.outlines import outline_images
from filmprint.render.shapes.swatches import Swatch, draw_swatches
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
LEAST_PRESENCE = 0.02
"""Of a color in a still that stands beside it; where no still has so much, there is none."""


def draw(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """A row for each color, the largest share at the top: its still, and its swatch.

    Where no still shows the color, the swatch takes the still's room too.

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
    left = still_width + (gap if stills else 0.0)
    placed = []
    for n, color in enumerate(colors):
        bottom = height - (n + 1) * row_height - n * gap
        still = stills[n] if stills else None
        if still is not None:
            image = crop_to_aspect(still, still_width / row_height)
            center = still_width / 2, bottom + row_height / 2
            placed.append(PlacedImage(image, center, still_width, row_height))
        else:
            draw_swatches(canvas, [Swatch(color.hex, Rectangle(0, bottom, width, row_height))])
        swatch = Rectangle(left, bottom, width - left, row_height)
        draw_labeled_swatch(canvas, picture, color, swatch)
    Images(canvas, placed)
    outline_images(canvas, placed)


def _best_stills(
    fingerprint: Fingerprint, colors: tuple[PaletteColor, ...]
) -> list[ByteArray | None] | None:
    """For each color the still that shows most of it, if any does; None for a film without."""
    if fingerprint.stills is None:
        return None
    samples = [still.sample for still in fingerprint.stills.stills]
    presence = fingerprint.palette_presence(colors)[samples]
    images = fingerprint.stills.images()
    return [
        images[int(column.argmax())] if column.max() >= LEAST_PRESENCE else None
        for column in presence.T
    ]
