"""Two releases of one film: which moments are the same, what is missing, how the grading differs.

Both films are laid on one grid of time, the second at several speeds (25 frames against 24). Each
moment is described by its mean color and its contrast, each less the film's mean and over its
deviation, so that another grading matters little; where that leaves most of them apart, as of a
black-and-white release, by lightness and contrast alone. The best alignment, in order, with gaps,
comes from dynamic programming (S. B. Needleman, C. D. Wunsch, 1970, with the affine cost of gaps of
O. Gotoh, 1982).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from filmprint.color.arrays import FloatArray
from filmprint.color.cielab import delta_e_2000
from filmprint.errors import FingerprintFileError
from filmprint.fingerprint.model import Fingerprint
from filmprint.measures.formulas import IntArray
from filmprint.measures.measures import by_sample
from filmprint.measures.warping import GapSteps, align

SPEEDS = (1.0, 24 / 25, 25 / 24)
"""Tried: the same, the second faster (24 frames shown as 25), the second slower."""
COARSE, FINE = 400, 2000
"""Moments of the longer film when speeds are tried, and when films are aligned."""
SHORTEST_GAP = 3
"""Steps of the grid from which on a gap is reported: less is the grid's own coarseness."""
SMOOTH = 5
"""Pairs over which grading is compared: cuts do not fall on the grid."""
COLOR_SUFFICES = 0.75
"""Part of the shorter film from which on an alignment by color is taken as it is."""
LIGHTNESS_LEAST_PART, LIGHTNESS_LEAST_PAIRS, LIGHTNESS_CORRELATION = 0.5, 20, 0.8
"""What an alignment by lightness alone must reach, for that says less of a moment than color: part
of the shorter film, pairs, and Pearson's correlation of the changes of L* from pair to pair. Of the
same film it is above 0.95."""
LIGHTNESS, CONTRAST = 0, 3
"""Columns of what describes a moment."""
VISIBLE = 3.0
"""CIEDE2000 from which on a stretch is reported as graded differently."""


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A scene that one film alone has: from where to where in it, and at what time it is missing in
    the other; seconds."""

    begin_seconds: float
    end_seconds: float
    other_seconds: float


@dataclass(frozen=True, kw_only=True)
class Grading:
    """How the second film's colors differ from the first's over a stretch of the first: mean
    differences in CIELAB, and the mean CIEDE2000 of the moments' mean colors."""

    begin_seconds: float
    end_seconds: float
    lightness: float
    a: float
    b: float
    chroma: float
    delta_e: float


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """P pairs of moments that are the same.

    by
        What the moments were recognized by: "lightness" where the colors were changed too much.
    first, second
        (P,): numbers of the samples of each film.
    speed
        Seconds of the second film for each of the first; 0.96 where it shows 24 frames as 25.
    only_first, only_second
        What is missing in the other.
    overall, differing
        How the grading differs in all, and the stretches in which it visibly does.
    delta_e
        (P,): CIEDE2000 of the mean colors of each pair.
    """

    by: Literal["color", "lightness"]
    first: IntArray
    second: IntArray
    speed: float
    only_first: tuple[Gap, ...]
    only_second: tuple[Gap, ...]
    overall: Grading
    differing: tuple[Grading, ...]
    delta_e: FloatArray


class NothingInCommonError(FingerprintFileError):
    """Two films that have no moment in common: they are not releases of one film."""


def align_releases(first: Fingerprint, second: Fingerprint) -> Alignment:
    """Align two releases of one film.

    Raises `FingerprintFileError` for one without colors, `NothingInCommonError` for two films.
    """
    for fingerprint in (first, second):
        if fingerprint.decoded.sum() < 2 or not np.ptp(fingerprint.times_seconds) > 0:
            raise FingerprintFileError(f"{fingerprint.film.name}: too few samples to align.")
    described = _described(first), _described(second)
    pairing = _best_aligned(first, second, described)
    by: Literal["color", "lightness"] = "color"
    if pairing.part < COLOR_SUFFICES:
        lightness = _best_aligned(
            first,
            second,
            tuple(values[:, [LIGHTNESS, CONTRAST]] for values in described),
        )
        if lightness.part > pairing.part and _is_clear(lightness, described):
            pairing, by = lightness, "lightness"
    if len(pairing.first) == 0:
        raise NothingInCommonError(
            f"{first.film.name}: has no moment in common with {second.film.name}."
        )
    delta_e = _pair_difference(first, second, pairing)
    return Alignment(
        by=by, first=pairing.first, second=pairing.second,
        speed=_fitted_speed(first, second, pairing),
        only_first=_gaps(pairing.gaps_first, pairing.grid_first, pairing.grid_second),
        only_second=_gaps(pairing.gaps_second, pairing.grid_second, pairing.grid_first),
        overall=_grading(first, second, pairing, np.arange(len(pairing.first))),
        differing=_differing(first, second, pairing, delta_e), delta_e=delta_e,
    )  # fmt: skip


@dataclass(frozen=True)
class _Pairing:
    """Pairs of samples, gaps in steps of the grids, the grids in each film's own seconds, the cost
    for each step, and the speed that was tried."""

    first: IntArray
    second: IntArray
    gaps_first: list[GapSteps]
    gaps_second: list[GapSteps]
    grid_first: FloatArray
    grid_second: FloatArray
    cost: float
    speed: float

    @property
    def part(self) -> float:
        """The part of the shorter film that is aligned, 0..1."""
        return len(self.first) / min(len(self.grid_first), len(self.grid_second))


def _best_aligned(
    first: Fingerprint, second: Fingerprint, described: tuple[FloatArray, ...]
) -> _Pairing:
    """At the speed that fits best."""
    speed = min(SPEEDS, key=lambda speed: _aligned(first, second, described, speed, COARSE).cost)
    return _aligned(first, second, described, speed, FINE)


def _is_clear(pairing: _Pairing, described: tuple[FloatArray, ...]) -> bool:
    """Whether an alignment by lightness cannot be that of two films that are light and dark in the
    same places by chance."""
    if len(pairing.first) < LIGHTNESS_LEAST_PAIRS or pairing.part < LIGHTNESS_LEAST_PART:
        return False
    changes = [
        np.diff(values[samples, LIGHTNESS])
        for values, samples in zip(described, (pairing.first, pairing.second), strict=True)
    ]
    if not all(change.any() for change in changes):
        return False
    return float(np.corrcoef(*changes)[0, 1]) >= LIGHTNESS_CORRELATION


def _described(fingerprint: Fingerprint) -> FloatArray:
    """(N, 4): mean CIELAB and contrast of each sample, standardized over the film; the nearest
    decoded sample's where there is none."""
    measures = by_sample(fingerprint).measures
    values = np.column_stack([measures.mean_colors, measures.contrast])
    decoded = np.flatnonzero(fingerprint.decoded)
    values = values[decoded[_nearest(decoded, np.arange(len(fingerprint)))]]
    # A channel that hardly changes says nothing; its noise must not be blown up.
    return np.asarray((values - values.mean(axis=0)) / np.maximum(values.std(axis=0), 1.0))


def _aligned(
    first: Fingerprint, second: Fingerprint, described: tuple[FloatArray, ...],
    speed: float, most: int,
) -> _Pairing:  # fmt: skip
    spans = [
        float(np.ptp(fp.film.picture_span.without_gaps(fp.times_seconds))) for fp in (first, second)
    ]
    steps = [span / (len(fp) - 1) for span, fp in zip(spans, (first, second), strict=True)]
    step = max(steps[0], steps[1] / speed, max(spans[0], spans[1] / speed) / most)
    grids, samples, points = [], [], []
    for fingerprint, values, rate in zip((first, second), described, (1.0, speed), strict=True):
        times = fingerprint.times_seconds
        parts = [times[part] for part in fingerprint.film.picture_span.samples_of_parts(times)]
        grid = np.concatenate([np.arange(t[0], t[-1] + 1e-9, step * rate) for t in parts])
        sample = _nearest(times, grid)
        grids.append(grid)
        samples.append(sample)
        points.append(values[sample])
    path = align(points[0], points[1])
    return _Pairing(
        samples[0][path.first], samples[1][path.second], path.only_first, path.only_second,
        grids[0], grids[1], path.cost / (len(points[0]) + len(points[1])), speed,
    )  # fmt: skip


def _nearest(places: FloatArray | IntArray, wanted: FloatArray | IntArray) -> IntArray:
    """The numbers of the nearest of ascending places."""
    after = np.searchsorted(places, wanted).clip(0, len(places) - 1)
    before = (after - 1).clip(0)
    return np.where(wanted - places[before] <= np.abs(places[after] - wanted), before, after)


def _fitted_speed(first: Fingerprint, second: Fingerprint, pairing: _Pairing) -> float:
    """The slope of the second's times over the first's, the same in all runs without a gap."""
    x = first.times_seconds[pairing.first]
    y = second.times_seconds[pairing.second]
    # A gap moves what follows: the offset from the speed that was tried jumps.
    step = float(np.median(np.diff(x))) if len(x) > 1 else 1.0
    jumps = np.abs(np.diff(y - pairing.speed * x)) > 2 * max(step, 1e-9)
    run = np.concatenate([[0], np.cumsum(jumps)])
    count = np.bincount(run)
    x = x - (np.bincount(run, x) / count)[run]
    y = y - (np.bincount(run, y) / count)[run]
    return float((x @ y) / (x @ x)) if x @ x > 0 else pairing.speed


def _gaps(gaps: list[GapSteps], grid: FloatArray, other: FloatArray) -> tuple[Gap, ...]:
    step = float(grid[1] - grid[0]) if len(grid) > 1 else 0.0
    return tuple(
        Gap(
            begin_seconds=float(grid[gap.begin]), end_seconds=float(grid[gap.end - 1]) + step,
            other_seconds=float(other[min(gap.other, len(other) - 1)]),
        )
        for gap in gaps if gap.end - gap.begin >= SHORTEST_GAP
    )  # fmt: skip


def _pair_difference(first: Fingerprint, second: Fingerprint, pairing: _Pairing) -> FloatArray:
    means = [by_sample(fingerprint).measures.mean_colors for fingerprint in (first, second)]
    return delta_e_2000(means[0][pairing.first], means[1][pairing.second])


def _grading(
    first: Fingerprint, second: Fingerprint, pairing: _Pairing, pairs: IntArray
) -> Grading:
    lab = [
        _mean_lab(fingerprint, samples[pairs])
        for fingerprint, samples in ((first, pairing.first), (second, pairing.second))
    ]
    off = np.nanmean(lab[1] - lab[0], axis=0)
    times = first.times_seconds[pairing.first[pairs]]
    return Grading(
        begin_seconds=float(times[0]), end_seconds=float(times[-1]), lightness=float(off[0]),
        a=float(off[1]), b=float(off[2]), chroma=float(off[3]),
        delta_e=float(np.nanmean(delta_e_2000(lab[0][:, :3], lab[1][:, :3]))),
    )  # fmt: skip


def _mean_lab(fingerprint: Fingerprint, samples: IntArray) -> FloatArray:
    """(P, 4): mean L*, a*, b* and C* of samples."""
    measures = by_sample(fingerprint).measures
    return np.column_stack([measures.mean_colors, measures.chroma])[samples]


def _differing(
    first: Fingerprint, second: Fingerprint, pairing: _Pairing, delta_e: FloatArray
) -> tuple[Grading, ...]:
    """The runs of pairs whose difference, as a running median, can be seen."""
    half = SMOOTH // 2
    padded = np.pad(np.nan_to_num(delta_e), half, mode="edge")
    median = np.median(np.lib.stride_tricks.sliding_window_view(padded, SMOOTH), axis=1)
    edges = np.flatnonzero(
        np.diff(np.concatenate([[False], median > VISIBLE, [False]]).astype(int))
    )
    return tuple(
        _grading(first, second, pairing, np.arange(begin, end))
        for begin, end in zip(edges[::2], edges[1::2], strict=True) if end - begin >= SMOOTH
    )  # fmt: skip
