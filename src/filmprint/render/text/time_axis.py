"""A time axis: ticks at round times, in hours and minutes or in minutes and seconds."""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class TimeSpan:
    """A part of a film, in seconds from its first frame."""

    begin: float
    end: float


def span_of_samples(fingerprint: Fingerprint) -> TimeSpan:
    """Where the first column begins and the last one ends."""
    if isinstance(fingerprint, ShotFingerprint):
        return TimeSpan(float(fingerprint.edges_seconds[0]), float(fingerprint.edges_seconds[-1]))
    times = fingerprint.times_seconds
    if len(times) == 1:
        return TimeSpan(0.0, max(fingerprint.film.duration_seconds, 2 * float(times[0]), 1.0))
    half = float(times[-1] - times[0]) / (len(times) - 1) / 2
    return TimeSpan(float(times[0]) - half, float(times[-1]) + max(half, 1e-3))


def draw_time_axis(canvas: Canvas, fingerprint: Fingerprint, picture: Picture, size: float) -> None:
    """Ticks and labels of `size` points under the upper edge of a canvas as wide as the columns."""
    span = span_of_samples(fingerprint)
    width, height = canvas.size_points
    style = TextStyle(picture.font, text_color(picture, canvas.background), size)
    times = _tick_times(span, int(width / size / LABEL_DISTANCE))
    in_hours = span.end >= 3600
    for time in times:
        x = (time - span.begin) / (span.end - span.begin)
        across, top = canvas.figure_fraction(x, 1 - 0.35 * size / height)
        bottom = top - 0.45 * size / height * canvas.box.height
        tick = Line2D(
            [across, across], [top, bottom],
            color=style.color, linewidth=size / 20, solid_capstyle="butt",
        )  # fmt: skip
        canvas.figure.add_artist(tick)
        unit = (" h" if in_hours else " min") if time == times[-1] else ""
        number = clock(time, hours=in_hours)
        if in_hours:
            number = number.rpartition(":")[0]  # without the seconds
        label = number + unit
        label_width = text_width(label, style) / width
        unit_width = label_width - text_width(number, style) / width
        # The number stays under its tick, and the label inside the columns' width.
        x = min(max(x + unit_width / 2, label_width / 2), 1 - label_width / 2)
        draw_line(canvas, (x, 1 - 2.0 * size / height), label, style)


def _tick_times(span: TimeSpan, most: int) -> list[int]:
    """At most about `most` round times of the span, in seconds."""
    most = max(most, 1)
    step = next((step for step in STEPS if (span.end - span.begin) / step <= most), STEPS[-1])
    first = -int(-span.begin // step)
    return [n * step for n in range(first, int(span.end // step) + 1)]
