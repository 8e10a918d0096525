"""The measures of a fingerprint, by sample, by shot and for the whole film."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from filmprint.analysis.loudness import lufs_of, power_of
from filmprint.color.arrays import FloatArray
from filmprint.color.cielab import delta_e_2000
from filmprint.fingerprint.by_shot import ShotFingerprint
from filmprint.fingerprint.model import Fingerprint
from filmprint.measures.formulas import Grouped, IntArray, Measures, measure


@dataclass(frozen=True, kw_only=True)
class Timed:
    """Measures of G stretches of a film, one after another.

    begin_seconds, end_seconds
        (G,): where each stretch begins and ends.
    change
        (G,): CIEDE2000 from the mean color of the stretch before; NaN for the first, also after a
        gap, and beside one without colors.
    loudness_lufs
        (G,): NaN where silent or not measured.
    """

    measures: Measures
    begin_seconds: FloatArray
    end_seconds: FloatArray
    change: FloatArray
    loudness_lufs: FloatArray


@dataclass(frozen=True, kw_only=True)
class FilmMeasures:
    """Measures of a whole film.

    whole
        All clusters of all samples as one (G = 1).
    samples
        The same by sample, for means and deviations over time.
    loudness_lightness
        Spearman's rank correlation, -1..1, of loudness with lightness over the samples in which
        both are known; NaN for fewer than 3 or where one of them is constant.
    """

    whole: Measures
    samples: Timed
    loudness_lightness: float


def by_sample(fingerprint: Fingerprint) -> Timed:
    """The measures of each sample; of each shot in a fingerprint by shot."""
    if isinstance(fingerprint, ShotFingerprint):
        return by_shot(fingerprint.samples, fingerprint.edges_seconds)
    stretches = sample_stretches(fingerprint)
    group = np.arange(len(fingerprint), dtype=np.intp)
    timed = _timed(fingerprint, group, stretches.begin, stretches.end)
    parts = fingerprint.film.picture_span.samples_of_parts(fingerprint.times_seconds)
    timed.change[[part.start for part in parts[1:]]] = np.nan  # from the sample before a gap
    return timed


def by_shot(fingerprint: Fingerprint, edges: Sequence[float] | FloatArray) -> Timed:
    """The measures of each shot; `edges` (S + 1,) are seconds, ascending: each shot's samples as
    one. A shot in which there is no sample has NaN."""
    bounds = np.asarray(edges, dtype=np.float64)
    group = shot_of(fingerprint, bounds)
    return _timed(fingerprint, group, bounds[:-1], bounds[1:])


def of_film(fingerprint: Fingerprint) -> FilmMeasures:
    """The measures of the whole film."""
    samples = by_sample(fingerprint)
    return FilmMeasures(
        whole=measure(pooled(fingerprint, np.zeros(len(fingerprint), np.intp), 1)),
        samples=samples,
        loudness_lightness=_correlation(samples.loudness_lufs, samples.measures.lightness),
    )


def shot_of(fingerprint: Fingerprint, edges: FloatArray) -> IntArray:
    """(N,): the shot of each sample; -1 for one before the first or after the last."""
    shot = np.searchsorted(edges, fingerprint.times_seconds, side="right") - 1
    return np.where(shot < len(edges) - 1, shot, -1).astype(np.intp)


def pooled(fingerprint: Fingerprint, group: IntArray, count: int) -> Grouped:
    """The clusters of all samples, each in its sample's group (N,); those of group -1 left out.

    Every decoded sample weighs as much as every other.
    """
    sample, cluster = np.nonzero((fingerprint.shares > 0) & (group >= 0)[:, None])
    total = fingerprint.shares.sum(axis=1)
    return Grouped(
        colors=fingerprint.colors[sample, cluster],
        weights=fingerprint.shares[sample, cluster] / total[sample],
        group=group[sample],
        count=count,
    )


@dataclass(frozen=True)
class Stretches:
    """N stretches of a film: where they `begin` and `end`, (N,) seconds."""

    begin: FloatArray
    end: FloatArray


def sample_stretches(fingerprint: Fingerprint) -> Stretches:
    """Where each sample's stretch of the film begins and ends.

    Half-way to the next sample; the first and the last are as long on both sides of theirs. Beside
    a gap between parts that were sampled, they end and begin with the part. Shots have their own.
    """
    if isinstance(fingerprint, ShotFingerprint):
        return Stretches(fingerprint.edges_seconds[:-1], fingerprint.edges_seconds[1:])
    span, film_times = fingerprint.film.picture_span, fingerprint.times_seconds
    times = span.without_gaps(film_times)
    if len(times) == 1:
        begin = np.minimum(span.start_seconds, film_times)
        return Stretches(begin, np.maximum(span.end_seconds, film_times))
    middles = (times[1:] + times[:-1]) / 2
    first, last = 2 * times[0] - middles[0], 2 * times[-1] - middles[-1]
    cut = film_times - times
    begin = np.concatenate([[max(first, 0.0)], middles]) + cut
    end = np.concatenate([middles, [last]]) + cut
    starts = np.array([part.start_seconds for part in span.sampled_parts])
    ends = np.array([part.end_seconds for part in span.sampled_parts])
    part_of = np.searchsorted(starts, film_times, side="right").clip(1) - 1
    first_after_gap = np.flatnonzero(np.diff(part_of)) + 1
    begin[first_after_gap] = starts[part_of[first_after_gap]]
    end[first_after_gap - 1] = ends[part_of[first_after_gap - 1]]
    return Stretches(begin, end)


def _timed(fingerprint: Fingerprint, group: IntArray, begin: FloatArray, end: FloatArray) -> Timed:
    measures = measure(pooled(fingerprint, group, len(begin)))
    change = np.full(len(begin), np.nan)
    mean = measures.mean_colors
    change[1:] = delta_e_2000(mean[:-1], mean[1:])
    return Timed(
        measures=measures, begin_seconds=begin, end_seconds=end, change=change,
        loudness_lufs=loudness_of_groups(fingerprint, group, len(begin)),
    )  # fmt: skip


def loudness_of_groups(fingerprint: Fingerprint, group: IntArray, count: int) -> FloatArray:
    """(count,): the mean loudness of the samples of each group, averaged as power (ITU-R BS.1770);
    `group` is each sample's (N,), -1 for none."""
    if fingerprint.loudness_lufs is None:
        return np.full(count, np.nan)
    inside = group >= 0
    power = np.bincount(group[inside], power_of(fingerprint.loudness_lufs)[inside], count)
    return lufs_of(power / np.maximum(np.bincount(group[inside], minlength=count), 1))


def _correlation(one: FloatArray, other: FloatArray) -> float:
    known = ~np.isnan(one) & ~np.isnan(other)
    one, other = one[known], other[known]
    if len(one) < 3 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return float("nan")
    from scipy.stats import spearmanr

    return float(spearmanr(one, other).statistic)
