"""Average momentary loudness over longer parts of a film. Pure arithmetic.

Loudness is averaged as power, as in ITU-R BS.1770-5. Below its absolute gate, -70 LUFS, is silence.
"""

import numpy as np

from filmprint.color.arrays import FloatArray
from filmprint.video.audio import MomentaryLoudness

SILENCE_LUFS = -70.0
MAX_DISTANCE_SECONDS = 0.4
"""A part that is shorter than the steps of the measurement takes the nearest value, up to this far
away."""


def mean_loudness(momentary: MomentaryLoudness, edges: FloatArray) -> FloatArray:
    """The mean loudness of each part of a film: (N,) LUFS, NaN for silence.

    `edges`, (N + 1,) ascending seconds, are where the parts begin and end.
    """
    if len(momentary.lufs) == 0:
        return np.full(len(edges) - 1, np.nan)
    times, power = momentary.times_seconds, power_of(momentary.lufs)
    first = np.searchsorted(times, edges[:-1])
    count = np.searchsorted(times, edges[1:]) - first
    total = np.concatenate([[0.0], np.cumsum(power)])
    mean = (total[first + count] - total[first]) / np.maximum(count, 1)
    middles = (edges[:-1] + edges[1:]) / 2
    after = np.searchsorted(times, middles).clip(0, len(times) - 1)
    before = (after - 1).clip(0)
    nearest = np.where(middles - times[before] < times[after] - middles, before, after)
    close = np.abs(times[nearest] - middles) <= MAX_DISTANCE_SECONDS
    mean = np.where(count > 0, mean, np.where(close, power[nearest], 0.0))
    return lufs_of(mean)


def power_of(lufs: FloatArray) -> FloatArray:
    """Power relative to 0 LUFS; 0 for silence and NaN."""
    level = np.where(np.isnan(lufs), -np.inf, lufs)
    return np.where(level >= SILENCE_LUFS, 10 ** (level / 10), 0.0)


def lufs_of(power: FloatArray) -> FloatArray:
    """LUFS, rounded to hundredths; NaN for silence."""
    level = 10 * np.log10(np.maximum(power, 1e-30))
    return np.where(level >= SILENCE_LUFS, np.round(level, 2), np.nan)
