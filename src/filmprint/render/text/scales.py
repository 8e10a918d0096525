"""The scales of a plot: a frame, ticks at round numbers along two sides, and what they measure."""

from dataclasses import dataclass, replace

import numpy as np
from matplotlib.collections import LineCollection

from filmprint.render.canvas import Canvas
from filmprint.render.text.typography import TextStyle, draw_line, text_width

MINUS = "\N{MINUS SIGN}"
NUMBERS = 0.85
"""Size of the numbers, in font sizes of the names."""
TICK = 0.4
"""Length of a tick, in font sizes."""
APART = 1.0
"""Between neighboring numbers at least, in font sizes."""
LEFT, BELOW, ABOVE, RIGHT = 3.4, 3.5, 1.4, 1.2
"""Room for numbers and names on each side of a frame, in font sizes."""
LINE = 1 / 24
"""Width of lines, in font sizes."""


@dataclass(frozen=True)
class Scale:
    """What an axis measures, from `low` to `high`, with a tick at each multiple of `step`."""

    name: str
    low: float
    high: float
    step: float

    @property
    def ticks(self) -> list[float]:
        """The multiples of the step, ascending."""
        first = int(np.ceil(self.low / self.step - 1e-9))
        last = int(np.floor(self.high / self.step + 1e-9))
        return [round(n * self.step, 9) for n in range(first, last + 1)]

    def fraction(self, value: float) -> float:
        """Where a value lies, 0 at `low` and 1 at `high`."""
        return (value - self.low) / (self.high - self.low)

    def spread(self, length: float, widest: float) -> "Scale":
        """The scale with only so many ticks that labels `widest` long are apart on `length`."""
        room = length / (self.high - self.low)
        times = next(n for n in (1, 2, 4, 5, 10, 20, 50, 100) if n * self.step * room >= widest
                     or n == 100)  # fmt: skip
        return replace(self, step=times * self.step)


def draw_scales(canvas: Canvas, across: Scale, up: Scale, style: TextStyle) -> None:
    """A frame around the canvas with ticks, numbers and names to the left of it and below."""
    width, height = canvas.size_points
    numbers = replace(style, size=NUMBERS * style.size)
    apart = APART * style.size
    widest = max(text_width(_number(value), numbers) for value in across.ticks)
    across = across.spread(width, widest + apart)
    up = up.spread(height, style.size + apart)
    tick = TICK * style.size
    lines = [[(0, 0), (width, 0), (width, height), (0, height), (0, 0)]]
    for value in across.ticks:
        x = across.fraction(value) * width
        lines.append([(x, 0), (x, -tick)])
        position = x / width, -(tick + 1.15 * style.size) / height
        draw_line(canvas, position, _number(value), replace(numbers, align="center"))
    for value in up.ticks:
        y = up.fraction(value) * height
        lines.append([(0, y), (-tick, y)])
        position = -1.6 * tick / width, (y - 0.32 * style.size) / height
        draw_line(canvas, position, _number(value), replace(numbers, align="right"))
    name = replace(style, align="center", widest=width)
    draw_line(canvas, (0.5, -(tick + 2.7 * style.size) / height), across.name, name)
    name = replace(style, align="left", widest=width)
    draw_line(canvas, (0, 1 + 0.55 * style.size / height), up.name, name)
    canvas.figure.add_artist(
        LineCollection(
            lines, colors=style.color, linewidths=LINE * style.size, alpha=0.6,
            transform=canvas.point_transform,
        )
    )  # fmt: skip


def _number(value: float) -> str:
    return f"{value:g}".replace("-", MINUS)
