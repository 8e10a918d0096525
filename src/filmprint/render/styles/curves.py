"""Curves: measures of color over time, each with its scale, under the columns."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.fingerprint.by_shot import ShotFingerprint
from filmprint.fingerprint.model import Fingerprint
from filmprint.measures.measures import by_sample
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, hardly_visible, text_color
from filmprint.render.color_arrangement import bar_edges, dominant_rows, smooth_over_time
from filmprint.render.shapes.columns import Columns
from filmprint.render.text.heading import draw_heading
from filmprint.render.text.scales import MINUS
from filmprint.render.text.time_axis import draw_time_axis, time_spans
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
LINE = 1 / 24
"""Width of lines, in font sizes."""
FAINT = 0.25
"""Opacity of the lines of a scale."""
GRAY_WARMTH = -0.5
"""Warmth of what has no color."""
LEAST_HEIGHT = 1e-4
"""Of a step, as part of its scale; lower ones are not drawn."""


@dataclass(frozen=True)
class _Curve:
    """A measure over time: `values` (N,), NaN where not known, drawn from `base` on a scale from
    `low` to `high`."""

    name: str
    values: FloatArray
    low: float
    high: float
    base: float

    def fraction(self, values: FloatArray | float) -> FloatArray:
        """Heights on the scale, 0..1."""
        part = (np.asarray(values) - self.low) / (self.high - self.low)
        return np.asarray(np.clip(part, 0, 1))


@dataclass(frozen=True)
class _Steps:
    """The steps of a curve: colors (N, 3) uint8, and where they begin and end, as `bar_edges`."""

    colors: ByteArray
    edges: FloatArray | None


def draw(canvas: Canvas, fingerprint: Fingerprint, picture: Picture) -> None:
    """The title, the columns, and under them a curve for each measure, over one time axis."""
    size = LABEL * canvas.shorter_side
    canvas = draw_heading(canvas, fingerprint, picture, HEADING * canvas.size_points[1])
    draw_time_axis(canvas.part(SCALES, 0, 1, AXIS), time_spans(fingerprint), picture, size)
    plots = canvas.part(SCALES, AXIS, 1, 1)
    rows = dominant_rows(fingerprint, picture)
    edges = bar_edges(fingerprint)
    Columns(plots.part(0, 1 - COLUMNS, 1, 1), rows, edges)
    style = TextStyle(picture.font, text_color(picture, canvas.background), size)
    curves = _curves(fingerprint, picture.smooth)
    height = (1 - COLUMNS) / len(curves)
    for number, curve in enumerate(curves):
        bottom = 1 - COLUMNS - (number + 1) * height
        part = plots.part(0, bottom, 1, bottom + height / (1 + GAP))
        _draw_scale(part, curve, style)
        _draw_curve(part, curve, _Steps(rows[0], edges), style)


def _curves(fingerprint: Fingerprint, smooth_seconds: float) -> list[_Curve]:
    """The curves, blended over `smooth_seconds` as colors are."""
    timed = by_sample(fingerprint)
    unit = "shot" if isinstance(fingerprint, ShotFingerprint) else "sample"
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
        from_zero(f"change, CIEDE2000 from {unit} to {unit}", timed.change),
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
    values = np.array([curve.low, (curve.low + curve.high) / 2, curve.high])
    heights = curve.fraction(values)
    thickness = LINE * style.size / height
    lines = _boxes(np.zeros(3), np.ones(3), heights - thickness / 2, heights + thickness / 2)
    _fill(canvas, lines, to_rgba(style.color, FAINT), snap=False)
    for value, y in zip(values, heights, strict=True):
        position = -0.7 * style.size / width, y - 0.32 * style.size / height
        draw_line(canvas, position, f"{value:g}".replace("-", MINUS), numbers)


def _draw_curve(canvas: Canvas, curve: _Curve, steps: _Steps, style: TextStyle) -> None:
    """A step for each sample, as wide as its column, filled with its color from the base on.

    A step reaches under the next one, because between two edges that only touch the background
    shows through. One that could hardly be told from the background has a line on it.
    """
    known = ~np.isnan(curve.values)
    colors = steps.colors
    x = np.linspace(0, 1, len(known) + 1) if steps.edges is None else steps.edges
    left, right, reach = x[:-1], x[1:], np.append(x[2:], 1.0)
    base = np.full(len(known), curve.fraction(curve.base))
    top = np.where(known, curve.fraction(curve.values), base)
    next_top = np.append(top[1:], base[-1])
    shared = np.clip(next_top, np.minimum(top, base), np.maximum(top, base))
    corners = (
        (left, base), (left, top), (right, top), (right, shared), (reach, shared), (reach, base),
    )  # fmt: skip
    shapes = np.stack([np.stack(corner, axis=-1) for corner in corners], axis=1)
    # PDF viewers draw a shape without height as a line.
    tall = known & (np.abs(top - base) > LEAST_HEIGHT)
    _fill(canvas, shapes[tall], colors[tall] / 255)
    faint = known & hardly_visible(colors, canvas.background)
    up = LINE * style.size / canvas.size_points[1] / 2
    lines = _boxes(left[faint], right[faint], top[faint] - up, top[faint] + up)
    _fill(canvas, lines, style.color, snap=False)


def _boxes(left: FloatArray, right: FloatArray, bottom: FloatArray, top: FloatArray) -> FloatArray:
    """(n, 4, 2): the corners of n boxes, whose sides are (n,)."""
    corners = (left, bottom), (left, top), (right, top), (right, bottom)
    return np.stack([np.stack(corner, axis=-1) for corner in corners], axis=1)


def _fill(canvas: Canvas, shapes: FloatArray, colors: Any, *, snap: bool | None = None) -> None:
    """Fill shapes (n, corners, 2), in fractions of the canvas, without a stroke.

    Snapped to pixels, a thin line could vanish.
    """
    points = shapes * canvas.size_points
    canvas.figure.add_artist(
        PolyCollection(
            list(points),
            facecolors=colors,
            linewidths=0,
            snap=snap,
            transform=canvas.point_transform,
        )
    )
