"""A time axis: ticks at round times, in hours and minutes or in minutes and seconds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
from matplotlib.lines import Line2D

from filmprint.fingerprint.by_shot import ShotFingerprint
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.options.times import clock
from filmprint.render.canvas import Canvas, text_color
from filmprint.render.text.typography import TextStyle, draw_line, text_width

STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600)
"""Seconds between ticks: the shortest of these that leaves room for the labels."""
LABEL_DISTANCE = 6.0
"""From one label to the next at least, in font sizes."""
BREAK_WIDTH, BREAK_HEIGHT = 0.5, 0.85
"""Size of the two strokes where the film's time jumps, in font sizes."""


@dataclass(frozen=True)
class TimeSpan:
    """A part of a film, in seconds from its first frame, and its samples."""

    begin: float
    end: float
    samples: slice = field(default_factory=lambda: slice(None))


def time_spans(fingerprint: Fingerprint) -> list[TimeSpan]:
    """Where the first column begins and the last one ends, of each part of the film that was
    sampled."""
    if isinstance(fingerprint, ShotFingerprint):
        return [TimeSpan(float(fingerprint.edges_seconds[0]), float(fingerprint.edges_seconds[-1]))]
    times, parts = fingerprint.times_seconds, fingerprint.film.picture_span.sampled_parts
    if len(parts) > 1:
        bounds = [(part.start_seconds, part.end_seconds) for part in parts]
        return [TimeSpan(*pair, slice(*np.searchsorted(times, pair))) for pair in bounds]
    if len(times) == 1:
        return [TimeSpan(0.0, max(fingerprint.film.duration_seconds, 2 * float(times[0]), 1.0))]
    half = float(times[-1] - times[0]) / (len(times) - 1) / 2
    return [TimeSpan(float(times[0]) - half, float(times[-1]) + max(half, 1e-3))]


@dataclass(frozen=True)
class _Tick:
    """A time in seconds, and where it is, in fractions of the axis."""

    seconds: int
    x: float
    is_first_of_span: bool


def draw_time_axis(
    canvas: Canvas, spans: Sequence[TimeSpan], picture: Picture, size: float
) -> None:
    """Ticks and labels of `size` points under the upper edge of a canvas as wide as the columns.

    One span follows the other; where the film's time jumps between them, two slanted strokes say
    so.
    """
    width, height = canvas.size_points
    style = TextStyle(picture.font, text_color(picture, canvas.background), size)
    step = _step(spans, int(width / size / LABEL_DISTANCE))
    ticks = _ticks(spans, step, LABEL_DISTANCE / 2 * size / width)
    joints = _starts(spans)[1:]
    in_hours = spans[-1].end >= 3600
    stroke = BREAK_WIDTH / 2 * size / width
    for x in joints:
        for left in (x - stroke, x):
            _draw_stroke(canvas, style, (left, left + stroke), (0.15, 0.15 + BREAK_HEIGHT))
    for tick in ticks:
        if all(abs(tick.x - x) > 2 * stroke for x in joints):
            _draw_stroke(canvas, style, (tick.x, tick.x), (0.8, 0.35))
        unit = (" h" if in_hours else " min") if tick is ticks[-1] else ""
        number = clock(tick.seconds, hours=in_hours)
        if in_hours and step >= 60:
            number = number.rpartition(":")[0]  # without the seconds
        label = number + unit
        label_width = text_width(label, style) / width
        unit_width = label_width - text_width(number, style) / width
        # The number stays under its tick, and the label inside the columns' width.
        x = min(max(tick.x + unit_width / 2, label_width / 2), 1 - label_width / 2)
        draw_line(canvas, (x, 1 - 2.0 * size / height), label, style)


def _draw_stroke(
    canvas: Canvas, style: TextStyle, x: tuple[float, float], below: tuple[float, float]
) -> None:
    """A line; `x` is in fractions of the width, `below` the upper edge in font sizes."""
    unit = style.size / canvas.size_points[1]
    ends = [
        canvas.figure_fraction(across, 1 - down * unit)
        for across, down in zip(x, reversed(below), strict=True)
    ]
    line = Line2D(
        *zip(*ends, strict=True), color=style.color, linewidth=style.size / 20,
        solid_capstyle="butt",
    )  # fmt: skip
    canvas.figure.add_artist(line)


def _starts(spans: Sequence[TimeSpan]) -> list[float]:
    """Where each span begins, in fractions of all of them together."""
    lengths = [span.end - span.begin for span in spans]
    return [before / sum(lengths) for before in accumulate(lengths[:-1], initial=0.0)]


def _step(spans: Sequence[TimeSpan], most: int) -> int:
    """The shortest of `STEPS` with about `most` ticks at most."""
    total = sum(span.end - span.begin for span in spans)
    return next((step for step in STEPS if total / step <= max(most, 1)), STEPS[-1])


def _ticks(spans: Sequence[TimeSpan], step: int, least: float) -> list[_Tick]:
    """Round times in the spans, those of different spans at least `least` of the axis apart.

    Where there is no room, the first of a span rather than the last of the one before.
    """
    total = sum(span.end - span.begin for span in spans)
    ticks: list[_Tick] = []
    for span, start in zip(spans, _starts(spans), strict=True):
        is_last = span is spans[-1]
        first, last = -int(-span.begin // step), int(span.end // step)
        for n in range(first, last + 1):
            if n * step == span.end and not is_last:
                continue
            tick = _Tick(n * step, start + (n * step - span.begin) / total, n == first)
            if len(spans) > 1 and ticks and tick.x - ticks[-1].x < least:
                if not tick.is_first_of_span or ticks[-1].is_first_of_span:
                    continue
                ticks.pop()
            ticks.append(tick)
    return ticks
