"""How far films lie apart: by their colors, and by their course in time."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from filmprint.color.arrays import FloatArray
from filmprint.errors import import_optional
from filmprint.fingerprint.model import Fingerprint
from filmprint.measures.signatures import STRETCHES, color_parts, course

WINDOW = STRETCHES // 4
"""Stretches by which two courses may be shifted against each other."""


def color_distance(one: FloatArray, other: FloatArray) -> float:
    """Earth mover's distance in Oklab of two films' `color_parts`.

    The mean way that the colors of one film must be moved to be those of the other, 0..about 1:
    exact for parts of equal weight, where it is an assignment (Y. Rubner, C. Tomasi, L. J. Guibas,
    "The earth mover's distance as a metric for image retrieval", 2000). NaN for a film without
    colors.
    """
    if np.isnan(one).any() or np.isnan(other).any():
        return float("nan")
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial.distance import cdist

    ways = cdist(one, other)
    return float(ways[linear_sum_assignment(ways)].mean())


def time_distance(one: FloatArray, other: FloatArray) -> float:
    """Dynamic time warping distance in Oklab of two films' `course`.

    The mean distance of the stretches' colors along the best alignment. Needs the extra "compare".
    Raises `OptionError` without it.
    """
    if np.isnan(one).any() or np.isnan(other).any():
        return float("nan")
    warping = load_warping()
    total = warping.distance(
        np.ascontiguousarray(one), np.ascontiguousarray(other), window=WINDOW,
        inner_dist="euclidean", use_c=True,
    )  # fmt: skip
    return float(total) / STRETCHES


def distance_matrix(fingerprints: Sequence[Fingerprint], by: str) -> FloatArray:
    """(F, F): the distance of each two films, by "colors" or by "time"."""
    reduce: Callable[[Fingerprint], FloatArray] = color_parts if by == "colors" else course
    distance = color_distance if by == "colors" else time_distance
    reduced = [reduce(fingerprint) for fingerprint in fingerprints]
    matrix = np.zeros((len(reduced), len(reduced)))
    for n, one in enumerate(reduced):
        for m in range(n + 1, len(reduced)):
            matrix[n, m] = matrix[m, n] = distance(one, reduced[m])
    return matrix


def load_warping() -> Any:
    """dtaidistance's warping of points. Raises `OptionError` where it is not installed."""
    return import_optional(
        "dtaidistance.dtw_ndim", purpose="--distance time", install="'filmprint[compare]'"
    )
