"""MomentaryLoudness loudness to the loudness of longer stretches: pure arithmetic.

Loudness is averaged as power, as ITU-R BS.1770-5 does, and what is below its absolute gate of
-70 LUFS is silence.
"""

import numpy as np

from filmprint.color.arrays import FloatArray
from filmprint.video.audio import MomentaryLoudness

SILENCE_LUFS = -70.0
NEAREST_SECONDS = 0.4
"""A stretch shorter than the meter's steps takes a value that is at most so far away."""


def mean_loudness(found: MomentaryLoudness, edges: FloatArray) -> FloatArray:
    """The loudness between each two of `edges`, seconds (N + 1,): (N,) LUFS, NaN for silence."""
    if len(found.lufs) == 0:
        return np.full(len(edges) - 1, np.nan)
    times, power = found.times_seconds, power_of(found.lufs)
    first = np.searchsorted(times, edges[:-1])
    count = np.searchsorted(times, edges[1:]) - first
    total = np.concatenate([[0.0], np.cumsum(power)])
    mean = (total[first + count] - total[first]) / np.maximum(count, 1)
    middles = (edges[:-1] + edges[1:]) / 2
    after = np.searchsorted(times, middles).clip(0, len(times) - 1)
    before = (after - 1).clip(0)
    nearest = np.where(middles - times[before] < times[after] - middles, before, after)
    close = np.abs(times[nearest] - middles) <= NEAREST_SECONDS
    mean = np.where(count > 0, mean, np.where(close, power[nearest], 0.0))
    return lufs_of(mean)


def power_of(lufs: FloatArray) -> FloatArray:
    """Power relative to 0 LUFS; 0 for silence and for NaN."""
    heard = np.where(np.isnan(lufs), -np.inf, lufs)
    return np.where(heard >= SILENCE_LUFS, 10 ** (heard / 10), 0.0)


def lufs_of(power: FloatArray) -> FloatArray:
    """LUFS, rounded to hundredths; NaN for silence."""
    level = 10 * np.log10(np.maximum(power, 1e-30))
    return np.where(level >= SILENCE_LUFS, np.round(level, 2), np.nan)
