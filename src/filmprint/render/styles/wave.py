"""The wave: a bar for each moment, as high as the film is loud, and stills tied to theirs."""

from dataclasses import dataclass

import numpy as np

from filmprint.fingerprint.model import Fingerprint
from filmprint.fingerprint.stills import Stills
from filmprint.options import Picture
from filmprint.render.canvas import Canvas
from filmprint.render.shapes.dots import bezier, draw_dotted
from filmprint.render.shapes.images import Images, PlacedImage
from filmprint.render.shapes.outlines import outline_images
from filmprint.render.shapes.sound_bars import RoundBars, SoundBars, sound_bars
from filmprint.render.text.heading import draw_heading

HEADING = 0.17
"""Height of the heading, in fractions of the canvas's height."""
CONNECTOR = 0.24
"""Height of the dotted lines' way over to their stills: a fraction of what heading and stills
leave."""
GAP = 0.16
"""Between stills in a row, in widths of a still; a dotted line goes through."""
ROW_GAP = 0.1
"""Between the rows, in the same."""
LARGEST_STILL = 0.3
"""Width of a still at most, in widths of the canvas."""
STILLS = 0.6
"""Height of the rows of stills at most, in fractions of what the heading leaves."""
CLEARANCE = 0.012
"""Between a bar and its dotted line, in widths of the canvas; a third of it before a still."""
DOT = 0.0012
"""Diameter of a dot, in widths of the canvas."""


def draw(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """The title at the top, the wave, and two rows of stills, the second between the first."""
    canvas = draw_heading(canvas, fingerprint, picture, HEADING * canvas.size_points[1])
    bars = sound_bars(fingerprint, picture)
    if fingerprint.stills is None:
        _draw_bars(canvas.part(0, 0.12, 1, 0.88), bars)
        return
    width, height = canvas.size_points
    rows = _rows_of_stills(canvas, fingerprint.stills)
    wave_bottom = rows.height + CONNECTOR * (height - rows.height)
    wave = canvas.part(0, wave_bottom / height, 1, 1)
    _draw_bars(wave, bars)
    images = fingerprint.stills.images()
    placed = [
        PlacedImage(image, center, rows.still_width, rows.still_height)
        for image, center in zip(images, rows.centers, strict=True)
    ]
    Images(canvas, placed)
    outline_images(canvas, placed)
    still_bars = bars.bars_of_stills(fingerprint)
    clearance = CLEARANCE / 3 * width
    curves = []
    for bar, (x, y) in zip(still_bars, rows.centers, strict=True):
        below_bar = wave.size_points[1] * (1 - bars.heights[bar]) / 2 - CLEARANCE * width
        start = (bar + 0.5) * width / len(bars), wave_bottom
        end = x, rows.height + clearance
        curve = bezier(_s_curve(start, end))
        first = start[0], wave_bottom + max(below_bar, 0)
        last = x, y + rows.still_height / 2 + clearance
        curves.append(np.concatenate([[first], curve, [last]]))
    draw_dotted(canvas, curves, bars.colors[still_bars], DOT * width)


def _draw_bars(canvas: Canvas, bars: SoundBars) -> None:
    """Bars around the middle of a canvas's height."""
    width, height = canvas.size_points
    count = len(bars)
    shape = RoundBars.fit(height, width / count)
    x = (np.arange(count) + 0.5) * width / count
    half = shape.half_lengths(bars)
    ends = np.stack([height / 2 - half, height / 2 + half], axis=1)
    shape.draw(canvas, bars, np.stack([np.repeat(x[:, None], 2, axis=1), ends], axis=2))


@dataclass(frozen=True)
class _RowsOfStills:
    """Two rows of stills at the foot of a canvas, in points; `centers` in the order of time."""

    still_width: float
    still_height: float
    height: float
    centers: list[tuple[float, float]]


def _rows_of_stills(canvas: Canvas, stills: Stills) -> _RowsOfStills:
    """Stills by turns in the upper and the lower row, from edge to edge."""
    (width, height), count = canvas.size_points, len(stills.stills)
    aspect = stills.width / stills.height
    rows = min(count, 2)
    rows_height = rows / aspect + (rows - 1) * ROW_GAP  # in widths of a still
    still_width = min(
        2 * width / ((count - 1) * (1 + GAP) + 2),
        LARGEST_STILL * width,
        STILLS * height / rows_height,
    )
    still_height = still_width / aspect
    step = (width - still_width) / max(count - 1, 1)
    centers = [
        (
            still_width / 2 + n * step if count > 1 else width / 2,
            rows_height * still_width
            - still_height / 2
            - n % 2 * (still_height + ROW_GAP * still_width),
        )
        for n in range(count)
    ]
    return _RowsOfStills(still_width, still_height, rows_height * still_width, centers)


def _s_curve(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """Control points of a curve from one column over to another, upright at both ends.

    All lines go over between the same heights, so none crosses another.
    """
    middle = (start[1] + end[1]) / 2
    return [start, (start[0], middle), (end[0], middle), end]
