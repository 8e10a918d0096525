"""The wave around a circle: time from the top, clockwise; stills around it, the title in it."""

from math import cos, hypot, pi, sin, tan

import numpy as np
from matplotlib.collections import LineCollection

from filmprint.color.arrays import FloatArray
from filmprint.fingerprint.model import Fingerprint
from filmprint.fingerprint.stills import Stills
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, ink
from filmprint.render.shapes.dots import bezier, dotted
from filmprint.render.shapes.pictures import Pictures, Placed
from filmprint.render.shapes.sound_bars import SoundBars, sound_bars
from filmprint.render.styles.wave import BAR, DOT, FATTEST
from filmprint.render.text.typography import Disc, write_title

GAP = 0.08
"""Between the inner corners of stills, in widths of a still."""
LARGEST_STILL = 0.24
"""Width of a still at most, in outer diameters."""
FALL = 0.1
"""From the wave to the stills, in outer radii."""
WAVE = 0.42
"""Height of the wave, in outer radii of the wave."""
TITLE = 0.8
"""Radius of the title's room, in the wave's inner radii."""


def wave_ring(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """Bars across a circle, and stills outside of it, upright in the upper half and the lower."""
    width, height = canvas.points
    middle = width / 2, height / 2
    radius = min(width, height) / 2
    bars = sound_bars(fingerprint, picture)
    stills = fingerprint.stills
    outer = radius
    if stills is not None:
        still_width, inside = _still_size(stills, radius)
        outer = inside - FALL * radius
    _draw_bars(canvas, bars, middle, outer)
    write_title(
        canvas, fingerprint, picture, ink(picture, canvas.background),
        room=Disc(TITLE * (1 - WAVE) * outer), largest=0.11 * radius,
    )  # fmt: skip
    if stills is None:
        return
    high = still_width * stills.height / stills.width
    count = len(stills.stills)
    placed, curves = [], []
    places = [bars.bar_of(still.sample) for still in stills.stills]
    begins = [(place + 0.5) / len(bars.heights) for place in places]
    # The stills turn together to where they are nearest to their moments.
    first = float(np.mean(begins)) - (count - 1) / 2 / count
    turns = [first + n / count for n in range(count)]
    for image, place, begin, turn in zip(stills.images(), places, begins, turns, strict=True):
        x, y = _around(middle, inside + high / 2, turn)
        # Upright at the top; beyond the sides the other way round, so that none hangs head down.
        tilt = -2 * pi * turn + (pi if 0.25 < turn % 1 < 0.75 else 0)
        placed.append(Placed(image, x, y, still_width, high, tilt))
        foot = outer * (1 - WAVE / 2 * (1 - bars.heights[place])) + 0.02 * radius
        curves.append(_fall(middle, (foot, outer, inside - 0.01 * radius), (begin, turn)))
    Pictures(canvas, placed)
    dotted(canvas, curves, bars.colors[places], 2 * DOT * radius)


def _still_size(stills: Stills, radius: float) -> tuple[float, float]:
    """Width of a still, and the distance of its inner edge from the middle, in points.

    The inner corners of neighbors nearly touch, the outer corners reach the circle.
    """
    flat = stills.height / stills.width
    half_turn = pi / max(len(stills.stills), 3)
    reach = (1 + GAP) / 2 / tan(half_turn)  # the inner edge's distance, in widths of a still
    still_width = min(radius / hypot(reach + flat, 0.5), 2 * LARGEST_STILL * radius)
    outside = float(np.sqrt(radius**2 - (still_width / 2) ** 2))
    return still_width, outside - flat * still_width


def _draw_bars(canvas: Canvas, bars: SoundBars, middle: tuple[float, float], outer: float) -> None:
    count = len(bars.heights)
    tall = WAVE * outer
    line = outer - tall / 2
    thick = min(BAR * 2 * pi * (outer - tall) / count, FATTEST * tall)
    turns = (np.arange(count) + 0.5) / count
    half = np.maximum(bars.heights * tall - thick, 0.1 * thick) / 2
    directions = np.stack([np.sin(2 * pi * turns), np.cos(2 * pi * turns)], axis=1)
    ends = np.stack([line - half, line + half], axis=1)
    lines = np.array(middle) + ends[:, :, None] * directions[:, None, :]
    canvas.figure.add_artist(
        LineCollection(
            list(lines), colors=bars.colors / 255, linewidths=thick, capstyle="round",
            transform=canvas.from_points,
        )
    )  # fmt: skip


def _around(middle: tuple[float, float], radius: float, turn: float) -> tuple[float, float]:
    return middle[0] + radius * sin(2 * pi * turn), middle[1] + radius * cos(2 * pi * turn)


def _fall(
    middle: tuple[float, float], radii: tuple[float, float, float], turns: tuple[float, float]
) -> FloatArray:
    """Straight out from a bar to the circle around the wave, then over to a still's turn."""
    foot, begin, end = radii
    half = (begin + end) / 2
    turn, radius = bezier(
        [(turns[0], begin), (turns[0], half), (turns[1], half), (turns[1], end)]
    ).T
    turn, radius = np.append(turns[0], turn), np.append(foot, radius)
    return np.stack(
        [middle[0] + radius * np.sin(2 * pi * turn), middle[1] + radius * np.cos(2 * pi * turn)],
        axis=1,
    )
