"""The best alignment of two sequences, in order, with gaps of affine cost. Pure."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from filmprint.color.arrays import FloatArray
from filmprint.measures.formulas import IntArray

GAP = 0.35
"""Cost of a step that one sequence alone has, in the unit of the points' distance."""
OPEN = 2.5
"""Cost of beginning a gap."""
_PAIR, _FIRST, _SECOND = 0, 1, 2


class GapSteps(NamedTuple):
    """Points from `begin` up to, but without, `end` that one sequence alone has, before the point
    `other` of the other sequence."""

    begin: int
    end: int
    other: int


@dataclass(frozen=True)
class Path:
    """The pairs, as numbers in each sequence; what one sequence alone has; the cost of all."""

    first: IntArray
    second: IntArray
    only_first: list[GapSteps]
    only_second: list[GapSteps]
    cost: float


def align(first: FloatArray, second: FloatArray) -> Path:
    """Align points (A, D) with points (B, D); a pair costs the distance of its points.

    Gotoh's three tables, row by row; within a row, a gap in the second is a running minimum, since
    it is the best of all places to begin it.
    """
    rows, columns = len(first), len(second)
    infinite = np.inf
    slope = GAP * np.arange(columns + 1)
    came = np.zeros((3, rows + 1, columns + 1), np.uint8)
    pair = np.full(columns + 1, infinite)
    pair[0] = 0.0
    down = np.full(columns + 1, infinite)
    right = np.where(np.arange(columns + 1) > 0, OPEN + slope, infinite)
    came[_SECOND, 0, 2:] = _SECOND
    for row in range(1, rows + 1):
        distance = np.linalg.norm(second - first[row - 1], axis=1)
        before = np.stack([pair, down, right])
        best = before.argmin(axis=0)
        least = np.take_along_axis(before, best[None], axis=0)[0]
        new_pair = np.full(columns + 1, infinite)
        new_pair[1:] = least[:-1] + distance
        came[_PAIR, row, 1:] = best[:-1]
        # Such a gap begins after a pair or after the other kind of gap, or goes on.
        options = np.stack([pair + OPEN, down, right + OPEN]) + GAP
        came[_FIRST, row] = options.argmin(axis=0)
        new_down = options.min(axis=0)
        opened = np.minimum(new_pair, new_down) + OPEN - slope
        running = np.minimum.accumulate(opened)
        new_right = np.full(columns + 1, infinite)
        new_right[1:] = running[:-1] + slope[1:]
        begins = np.concatenate([[True], opened[:-1] <= np.r_[infinite, running[:-2]]])[
            : columns + 1
        ]
        kinds = np.where(new_pair <= new_down, _PAIR, _FIRST)
        came[_SECOND, row, 1:] = np.where(begins[1:], kinds[:-1], _SECOND)
        pair, down, right = new_pair, new_down, new_right
    return _traced(came, np.array([pair[-1], down[-1], right[-1]]))


def _traced(came: "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]", ends: FloatArray) -> Path:
    row, column = came.shape[1] - 1, came.shape[2] - 1
    kind = int(ends.argmin())
    pairs: list[tuple[int, int]] = []
    gaps: dict[int, list[GapSteps]] = {_FIRST: [], _SECOND: []}
    while row or column:
        previous = int(came[kind, row, column])
        if kind == _PAIR:
            row, column = row - 1, column - 1
            pairs.append((row, column))
        else:
            inside, other = (row, column) if kind == _FIRST else (column, row)
            runs = gaps[kind]
            if runs and runs[-1].begin == inside and runs[-1].other == other:
                runs[-1] = GapSteps(inside - 1, runs[-1].end, other)
            else:
                runs.append(GapSteps(inside - 1, inside, other))
            row, column = (row - 1, column) if kind == _FIRST else (row, column - 1)
        kind = previous
    path = np.array(pairs[::-1], np.intp).reshape(-1, 2)
    return Path(path[:, 0], path[:, 1], gaps[_FIRST][::-1], gaps[_SECOND][::-1], float(ends.min()))
