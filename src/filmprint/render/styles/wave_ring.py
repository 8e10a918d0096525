"""The wave around a circle: time from the top, clockwise; stills around it, the title in it."""

from dataclasses import dataclass
from math import cos, hypot, pi, sin, tan

import numpy as np

from filmprint.color.arrays import FloatArray
from filmprint.fingerprint.model import Fingerprint
from filmprint.fingerprint.stills import Stills
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, text_color
from filmprint.render.shapes.dots import bezier, draw_dotted
from filmprint.render.shapes.images import Images, PlacedImage
from filmprint.render.shapes.outlines import outline_images
from filmprint.render.shapes.sound_bars import RoundBars, SoundBars, sound_bars
from filmprint.render.text.areas import CircularArea
from filmprint.render.text.typography import TitleArea, draw_title

GAP = 0.08
"""Between the inner corners of stills, in widths of a still."""
SLACK = 1.15
"""The circle's length, in stills side by side: what is left lets them stand near their moments."""
LARGEST_STILL = 0.24
"""Width of a still at most, in outer diameters."""
CONNECTOR = 0.1
"""From the wave to the stills, in outer radii."""
WAVE = 0.42
"""Height of the wave, in outer radii of the wave."""
TITLE = 0.8
"""Radius of the title's area, in inner radii of the wave."""
LARGEST_TITLE = 0.11
"""The largest font size, in outer radii."""
BAR_CLEARANCE, STILL_CLEARANCE = 0.02, 0.01
"""From a bar to its dotted line, and from that to the still, in outer radii."""
DOT = 0.0024
"""Diameter of a dot, in outer radii."""


@dataclass(frozen=True)
class _Circle:
    """The center and the outer radius of a picture, in points of its canvas."""

    center: tuple[float, float]
    radius: float

    def point(self, radius: float, turn: float) -> tuple[float, float]:
        """The point at a distance from the center, `turn` turns clockwise from the top."""
        x, y = self.center
        return x + radius * sin(2 * pi * turn), y + radius * cos(2 * pi * turn)


def draw(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """Bars across a circle, and stills outside of it, upright in the upper half and the lower."""
    width, height = canvas.size_points
    circle = _Circle((width / 2, height / 2), canvas.shorter_side / 2)
    bars = sound_bars(fingerprint, picture)
    stills = fingerprint.stills
    ring = _ring_of_stills(stills, circle.radius) if stills else None
    wave_radius = ring.inner_radius - CONNECTOR * circle.radius if ring else circle.radius
    _draw_bars(canvas, bars, circle, wave_radius)
    area = TitleArea(
        CircularArea(TITLE * (1 - WAVE) * wave_radius), largest=LARGEST_TITLE * circle.radius
    )
    draw_title(canvas, fingerprint, picture, text_color(picture, canvas.background), area)
    if stills is None or ring is None:
        return
    still_bars = bars.bars_of_stills(fingerprint)
    moments = [(bar + 0.5) / len(bars) for bar in still_bars]
    turns = _still_turns(moments)
    placed, curves = [], []
    for image, bar, moment, turn in zip(stills.images(), still_bars, moments, turns, strict=True):
        center = circle.point(ring.inner_radius + ring.still_height / 2, turn)
        # Upright at the top; rotated by half a turn beyond the sides, so that none is upside down.
        rotation = -2 * pi * turn + (pi if 0.25 < turn % 1 < 0.75 else 0)
        placed.append(PlacedImage(image, center, ring.still_width, ring.still_height, rotation))
        bar_end = wave_radius * (1 - WAVE / 2 * (1 - bars.heights[bar]))
        radii = (
            bar_end + BAR_CLEARANCE * circle.radius,
            wave_radius,
            ring.inner_radius - STILL_CLEARANCE * circle.radius,
        )
        curves.append(_connector(circle, radii, (moment, turn)))
    Images(canvas, placed)
    outline_images(canvas, placed)
    draw_dotted(canvas, curves, bars.colors[still_bars], DOT * circle.radius)


@dataclass(frozen=True)
class _RingOfStills:
    """Size of a still, and the distance of its inner edge from the center, in points."""

    still_width: float
    still_height: float
    inner_radius: float


def _ring_of_stills(stills: Stills, radius: float) -> _RingOfStills:
    """Inner corners of neighbors nearly touch, outer corners reach the circle of that radius."""
    aspect = stills.height / stills.width
    half_turn = pi / (SLACK * max(len(stills.stills), 3))
    inner = (1 + GAP) / 2 / tan(half_turn)  # in widths of a still
    still_width = min(radius / hypot(inner + aspect, 0.5), 2 * LARGEST_STILL * radius)
    outer_edge = float(np.sqrt(radius**2 - (still_width / 2) ** 2))
    return _RingOfStills(
        still_width,
        still_width * stills.height / stills.width,
        outer_edge - aspect * still_width,
    )


def _still_turns(moments: list[float]) -> list[float]:
    """Where the stills go, as near to their moments as the distance between them lets them, in
    turns.

    Least squares under the condition that neighbors are at least a still's part of the circle
    apart, the last and the first ones too: isotonic regression (Barlow et al. 1972, min-max
    formula) of the moments less the least distances, within a circle less one still.
    """
    count = len(moments)
    apart = 1 / (SLACK * max(count, 3))
    shifted = np.array(moments) - apart * np.arange(count)
    sums = np.cumsum([0.0, *shifted])
    lengths = np.arange(1, count + 1) - np.arange(count)[:, None]
    means = np.where(lengths > 0, (sums[1:] - sums[:-1, None]) / np.maximum(lengths, 1), np.inf)
    least = np.minimum.accumulate(means[:, ::-1], axis=1)[:, ::-1]
    fitted = np.maximum.accumulate(least, axis=0).diagonal()
    free = 1 - count * apart
    begins = [fitted[0], *(shifted - free), *shifted]
    begin = min(
        begins, key=lambda low: float(((fitted.clip(low, low + free) - shifted) ** 2).sum())
    )
    return [float(turn) for turn in fitted.clip(begin, begin + free) + apart * np.arange(count)]


def _draw_bars(canvas: Canvas, bars: SoundBars, circle: _Circle, outer: float) -> None:
    """Bars that point outward, around the middle of the wave's height."""
    count = len(bars)
    wave_height = WAVE * outer
    middle = outer - wave_height / 2
    shape = RoundBars.fit(wave_height, 2 * pi * (outer - wave_height) / count)
    turns = (np.arange(count) + 0.5) / count
    half = shape.half_lengths(bars)
    directions = np.stack([np.sin(2 * pi * turns), np.cos(2 * pi * turns)], axis=1)
    ends = np.stack([middle - half, middle + half], axis=1)
    shape.draw(canvas, bars, np.array(circle.center) + ends[:, :, None] * directions[:, None, :])


def _connector(
    circle: _Circle, radii: tuple[float, float, float], turns: tuple[float, float]
) -> FloatArray:
    """(n, 2): straight out from a bar to the edge of the wave, then over to a still's turn.

    `radii` are those of the bar's end, the wave's edge and the still.
    """
    bar_end, begin, end = radii
    half = (begin + end) / 2
    turn, radius = bezier(
        [(turns[0], begin), (turns[0], half), (turns[1], half), (turns[1], end)]
    ).T
    turn, radius = np.append(turns[0], turn), np.append(bar_end, radius)
    x, y = circle.center
    return np.stack(
        [x + radius * np.sin(2 * pi * turn), y + radius * np.cos(2 * pi * turn)], axis=1
    )
