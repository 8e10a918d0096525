"""Curves: measures of color over time, each with its scale, under the columns."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D

from filmprint.color.arrays import BoolArray, FloatArray
from filmprint.fingerprint.model import Fingerprint
from filmprint.measures.measures import by_sample
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, text_color
from filmprint.render.color_arrangement import dominant_rows, smooth_over_time
from filmprint.render.shapes.columns import Columns
from filmprint.render.text.heading import draw_heading
from filmprint.render.text.time_axis import draw_time_axis
from filmprint.render.text.typography import TextStyle, draw_line

HEADING = 0.15
"""Height of the heading, in fractions of the canvas's height."""
SCALES = 0.055
"""Width of the scales, in fractions of the canvas's width."""
AXIS = 0.07
"""Height of the time axis, in fractions of what the heading leaves."""
COLUMNS = 0.24
"""Height of the columns, in fractions of what heading and axis leave."""
GAP = 0.42
"""Height over a curve for its name, in heights of a curve."""
LABEL = 0.016
"""Font size, in the canvas's shorter sides."""
FAINT = 0.25
"""Opacity of the lines of a scale."""
MINUS = "\N{MINUS SIGN}"
GRAY_WARMTH = -0.5
"""Warmth of what has no color."""


@dataclass(frozen=True)
class _Curve:
    """A measure over time: `values` (N,), NaN where not known, drawn from `base` on a scale from
    `low` to `high`."""

    name: str
    values: FloatArray
    low: float
    high: float
    base: float


def draw(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """The title, the columns, and under them a curve for each measure, over one time axis."""
    size = LABEL * canvas.shorter_side
    canvas = draw_heading(canvas, fingerprint, picture, HEADING * canvas.size_points[1])
    draw_time_axis(canvas.part(SCALES, 0, 1, AXIS), fingerprint, picture, size)
    plots = canvas.part(SCALES, AXIS, 1, 1)
    rows = dominant_rows(fingerprint, picture)
    Columns(plots.part(0, 1 - COLUMNS, 1, 1), rows)
    style = TextStyle(picture.font, text_color(picture, canvas.background), size)
    curves = _curves(fingerprint, picture.smooth)
    height = (1 - COLUMNS) / len(curves)
    for number, curve in enumerate(curves):
        bottom = 1 - COLUMNS - (number + 1) * height
        part = plots.part(0, bottom, 1, bottom + height / (1 + GAP))
        _draw_scale(part, curve, style)
        _draw_curve(part, curve, rows[0] / 255, style.color)


def _curves(fingerprint: Fingerprint, smooth_seconds: float) -> list[_Curve]:
    """The curves, blended over `smooth_seconds` as colors are."""
    timed = by_sample(fingerprint)
    measures = timed.measures

    def smooth(values: FloatArray) -> FloatArray:
        known = ~np.isnan(values) & fingerprint.decoded
        weight = smooth_over_time(known.astype(np.float64), fingerprint, smooth_seconds)
        total = smooth_over_time(np.where(known, values, 0.0), fingerprint, smooth_seconds)
        return np.where(known, total / np.maximum(weight, 1e-9), np.nan)

    def from_zero(name: str, values: FloatArray, highest: float | None = None) -> _Curve:
        smoothed = smooth(values)
        high = highest or _round_up(np.nanmax(smoothed, initial=1e-3))
        return _Curve(name, smoothed, low=0.0, high=high, base=0.0)

    warmth = smooth(measures.warmth)
    widest = _round_up(np.nanmax(np.abs(warmth - GRAY_WARMTH), initial=0.1))
    return [
        from_zero("lightness L*", measures.lightness, 100.0),
        from_zero("contrast, spread of L*", measures.contrast),
        from_zero("chroma C*", measures.chroma),
        from_zero("colorfulness M(3)", measures.colorfulness),
        _Curve("warm above, cool below", warmth, low=GRAY_WARMTH - widest,
               high=GRAY_WARMTH + widest, base=GRAY_WARMTH),
        from_zero("change, CIEDE2000 from sample to sample", timed.change),
    ]  # fmt: skip


def _round_up(value: float) -> float:
    """The next of 1, 2, 3, 4, 5, 6, 8, 10, 20, ..."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(step for step in (1, 2, 3, 4, 5, 6, 8, 10) if step * power >= value) * power)


def _draw_scale(canvas: Canvas, curve: _Curve, style: TextStyle) -> None:
    """The name over the curve; lines and numbers at the ends and the middle of its scale."""
    width, height = canvas.size_points
    draw_line(canvas, (0, 1 + 0.45 * style.size / height), curve.name, replace(style, align="left"))
    numbers = replace(style, size=0.85 * style.size, align="right")
    for value in (curve.low, (curve.low + curve.high) / 2, curve.high):
        y = (value - curve.low) / (curve.high - curve.low)
        (left, line_y), (right, _) = canvas.figure_fraction(0, y), canvas.figure_fraction(1, y)
        line = Line2D(
            [left, right], [line_y, line_y],
            color=style.color, alpha=FAINT, linewidth=style.size / 24, zorder=0.5,
        )  # fmt: skip
        canvas.figure.add_artist(line)
        position = -0.7 * style.size / width, y - 0.32 * style.size / height
        draw_line(canvas, position, f"{value:g}".replace("-", MINUS), numbers)


def _draw_curve(canvas: Canvas, curve: _Curve, colors: FloatArray, color: str) -> None:
    """A step for each sample, as wide as its column, filled with its color from the base on."""
    width, height = canvas.size_points

    def up(value: FloatArray | float) -> FloatArray:
        part = (np.asarray(value) - curve.low) / (curve.high - curve.low)
        return np.asarray(height * np.clip(part, 0, 1))

    known = ~np.isnan(curve.values)
    x = np.linspace(0, width, len(known) + 1)
    top = up(np.where(known, curve.values, curve.base))
    base = np.full(len(top), float(up(curve.base)))
    steps = np.stack(
        [np.stack([x[:-1], base], -1), np.stack([x[:-1], top], -1), np.stack([x[1:], top], -1),
         np.stack([x[1:], base], -1)], axis=1,
    )[known]  # fmt: skip
    line_width = height / 400
    canvas.figure.add_artist(
        PolyCollection(
            list(steps), facecolors=colors[known], edgecolors=colors[known],
            linewidths=line_width / 4, transform=canvas.point_transform,
        )
    )  # fmt: skip
    for begin, end in _runs(known):
        line_x, line_y = np.repeat(x[begin : end + 1], 2)[1:-1], np.repeat(top[begin:end], 2)
        line = Line2D(
            line_x, line_y, color=color, linewidth=line_width, transform=canvas.point_transform,
            solid_joinstyle="round",
        )  # fmt: skip
        canvas.figure.add_artist(line)


def _runs(known: BoolArray) -> Iterator[tuple[int, int]]:
    """Begin and end of each run of known samples."""
    changes = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(np.int8)))
    yield from zip(changes[::2].tolist(), changes[1::2].tolist(), strict=True)
