"""A time axis: ticks at round times, in hours and minutes."""

from matplotlib.lines import Line2D

from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import Canvas, ink
from filmprint.render.text.typography import line_points, write_line

STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600)
"""Seconds between ticks: the shortest of these that leaves room for the labels."""
LABEL_WIDTHS = 6.0
"""Room for a label, in font sizes."""


def span_seconds(fingerprint: Fingerprint) -> tuple[float, float]:
    """Where the first sample's bar begins and the last one's ends."""
    times = fingerprint.times_seconds
    if len(times) == 1:
        return 0.0, max(fingerprint.film.duration_seconds, 2 * float(times[0]), 1.0)
    half = float(times[-1] - times[0]) / (len(times) - 1) / 2
    return float(times[0]) - half, float(times[-1]) + max(half, 1e-3)


def draw_axis(canvas: Canvas, fingerprint: Fingerprint, picture: Picture, size: float) -> None:
    """Ticks and labels of `size` points under the upper edge of a canvas as wide as the bars."""
    begin, end = span_seconds(fingerprint)
    width, height = canvas.points
    most = max(int(width / size / LABEL_WIDTHS), 1)
    step = next((step for step in STEPS if (end - begin) / step <= most), STEPS[-1])
    color = ink(picture, canvas.background)
    first = -int(-begin // step)
    times = [n * step for n in range(first, int(end // step) + 1)]
    for time in times:
        x = (time - begin) / (end - begin)
        across = canvas.box.x0 + x * canvas.box.width
        top = canvas.box.y1 - 0.35 * size / height * canvas.box.height
        tick = Line2D(
            [across, across], [top, top - 0.45 * size / height * canvas.box.height],
            color=color, linewidth=size / 20, solid_capstyle="butt",
        )  # fmt: skip
        canvas.figure.add_artist(tick)
        unit = (" h" if end > 3600 else " min") if time == times[-1] else ""
        number = clock(time, hours=end > 3600)
        label = number + unit
        label_width = line_points(label, size, picture) / width
        unit_width = label_width - line_points(number, size, picture) / width
        # The number stays under its tick, and the label inside the bars' width.
        x = min(max(x + unit_width / 2, label_width / 2), 1 - label_width / 2)
        write_line(
            canvas, (x, 1 - 2.0 * size / height), label, size=size, color=color, picture=picture
        )


def clock(seconds: int, *, hours: bool) -> str:
    """ "1:30": hours and minutes, or minutes and seconds."""
    large, small = divmod(seconds // 60 if hours else seconds, 60)
    return f"{large}:{small:02d}"
