"""Neighboring samples of one color, which PDF and SVG hold as one shape."""

from dataclasses import dataclass

import numpy as np

from filmprint.color.arrays import ByteArray


@dataclass(frozen=True)
class ColorRun:
    """The samples from `begin` up to, but without, `end`; `color` is RGB, 0..1."""

    begin: int
    end: int
    color: tuple[float, float, float]


def color_runs(colors: ByteArray) -> list[ColorRun]:
    """The runs of equal colors in (N, 3) uint8, in order."""
    changes = (np.flatnonzero((colors[1:] != colors[:-1]).any(axis=1)) + 1).tolist()
    bounds = zip([0, *changes], [*changes, len(colors)], strict=True)
    return [ColorRun(begin, end, tuple(colors[begin] / 255)) for begin, end in bounds]
