"""The wave: a bar for each moment, as high as the film is loud, and stills tied to theirs."""

from dataclasses import dataclass

import numpy as np
from matplotlib.collections import LineCollection

from filmprint.color.arrays import FloatArray
from filmprint.fingerprint.model import Fingerprint
from filmprint.fingerprint.stills import Stills
from filmprint.options import Picture
from filmprint.render.canvas import Canvas
from filmprint.render.shapes.dots import bezier, dotted
from filmprint.render.shapes.pictures import Pictures, Placed
from filmprint.render.shapes.sound_bars import SoundBars, sound_bars
from filmprint.render.text.heading import under_heading

BAR = 0.62
"""Width of a bar, in distances of bars."""
FATTEST = 0.12
"""Width of a bar at most, in parts of the wave's height."""
HEAD = 0.17
"""Part of the canvas for the title, where there is one."""
FALL = 0.24
"""Where the dotted lines find their way to the stills: a part of what title and stills leave."""
GAP = 0.16
"""Between stills in a row, in widths of a still; a dotted line goes through."""
ROW_GAP = 0.1
"""Between the rows, in the same."""
LARGEST_STILL = 0.3
"""Width of a still at most, in widths of the canvas."""
STILLS = 0.6
"""Height of the rows of stills at most, in parts of what the title leaves."""
CLEAR = 0.012
"""Between a bar and its dotted line, in widths of the canvas; a third of it before a still."""
DOT = 0.0012
"""Width of a dotted line, in widths of the canvas."""


def wave(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """The title at the top, the wave, and two rows of stills, the second between the first."""
    canvas = under_heading(canvas, fingerprint, picture, HEAD)
    bars = sound_bars(fingerprint, picture)
    if fingerprint.stills is None:
        draw_bars(canvas.part(0, 0.12, 1, 0.88), bars)
        return
    width, height = canvas.points
    rows = _rows(canvas, fingerprint.stills)
    fall = FALL * (height - rows.height)
    band = canvas.part(0, (rows.height + fall) / height, 1, 1)
    draw_bars(band, bars)
    images = fingerprint.stills.images()
    Pictures(
        canvas,
        [
            Placed(image, x, y, rows.still_width, rows.still_height)
            for image, (x, y) in zip(images, rows.middles, strict=True)
        ],
    )
    curves = []
    places = [bars.bar_of(still.sample) for still in fingerprint.stills.stills]
    for place, (x, y) in zip(places, rows.middles, strict=True):
        foot = band.points[1] * (1 - bars.heights[place]) / 2 - CLEAR * width
        start = (place + 0.5) * width / len(bars.heights), rows.height + fall
        clear = CLEAR / 3 * width
        curves.append(
            _fall(foot, start, (x, rows.height + clear), y + rows.still_height / 2 + clear)
        )
    dotted(canvas, curves, bars.colors[places], DOT * width)


def draw_bars(canvas: Canvas, bars: SoundBars) -> None:
    """Round bars around the middle of a canvas's height."""
    width, height = canvas.points
    count = len(bars.heights)
    thick = min(BAR * width / count, FATTEST * height)
    x = (np.arange(count) + 0.5) * width / count
    half = np.maximum(bars.heights * height - thick, 0.1 * thick) / 2  # no length, no dot
    ends = np.stack([height / 2 - half, height / 2 + half], axis=1)
    lines = np.stack([np.repeat(x[:, None], 2, axis=1), ends], axis=2)
    canvas.figure.add_artist(
        LineCollection(
            list(lines), colors=bars.colors / 255, linewidths=thick, capstyle="round",
            transform=canvas.from_points,
        )
    )  # fmt: skip


@dataclass(frozen=True)
class _Rows:
    """Two rows of stills at the foot of a canvas, in points; `middles` in the order of time."""

    still_width: float
    still_height: float
    height: float
    middles: list[tuple[float, float]]


def _rows(canvas: Canvas, stills: Stills) -> _Rows:
    """Stills by turns in the upper and the lower row, from edge to edge."""
    (width, height), count = canvas.points, len(stills.stills)
    shape = stills.width / stills.height
    rows = min(count, 2)
    tall = rows / shape + (rows - 1) * ROW_GAP  # of the rows together, in widths of a still
    still = min(2 * width / ((count - 1) * (1 + GAP) + 2), LARGEST_STILL * width,
                STILLS * height / tall)  # fmt: skip
    high = still / shape
    step = (width - still) / max(count - 1, 1)
    middles = [
        (
            still / 2 + n * step if count > 1 else width / 2,
            tall * still - high / 2 - n % 2 * (high + ROW_GAP * still),
        )
        for n in range(count)
    ]
    return _Rows(still, high, tall * still, middles)


def _fall(
    foot: float, begin: tuple[float, float], bend: tuple[float, float], end: float
) -> FloatArray:
    """Straight down from a bar's foot, over to a still's column, and down to the still.

    All go over between the same heights, so none crosses another.
    """
    (x0, y0), (x1, y1) = begin, bend
    middle = (y0 + y1) / 2
    over = bezier([(x0, y0), (x0, middle), (x1, middle), (x1, y1)])
    return np.concatenate([[(x0, y0 + max(foot, 0))], over, [(x1, end)]])
