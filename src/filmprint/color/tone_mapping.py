"""HDR light to SDR: the curves of PQ and HLG, and tone mapping after BT.2390. Pure functions.

Sources: PQ and HLG from ITU-R BT.2100-2 (tables 4 and 5), the tone curve from ITU-R BT.2390-10,
section 5.4.1, the level of diffuse white from ITU-R BT.2408, section 2.

`tone_map` reads top to bottom as it works:

1. coded R'G'B' to light, in nits, as a display of the film's peak would give it;
2. the tone curve, on the brightest of the three channels. All three are scaled alike, so that a
   highlight keeps its hue;
3. 203 nits, the level of diffuse white, becomes SDR's white.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from filmprint.color.arrays import FloatArray, SingleArray

PQ_PEAK = 10_000.0
HLG_PEAK = 1_000.0
"""Nits of the display that HLG is shown on: the one for which its gamma is 1.2."""
DIFFUSE_WHITE = 203.0
USUAL_PEAK = 1_000.0
"""Nits that films are mostly graded for."""

_M1, _M2 = 2610 / 16384, 2523 / 4096 * 128
_C1, _C2, _C3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
_A = 0.17883277
_B, _C = 1 - 4 * _A, 0.5 - _A * np.log(4 * _A)
_HLG_GAMMA = 1.2
_BT2020_LUMINANCE = np.array([0.2627, 0.6780, 0.0593], np.float32)

STEPS = 65535
"""Of the tables below: as many as 16-bit values have, 0.03 % of the light or less in PQ."""


def pq_eotf(code: ArrayLike) -> FloatArray:
    """Light in nits, 0..10000, from PQ values 0..1."""
    power = np.power(np.asarray(code, np.float64), 1 / _M2)
    return PQ_PEAK * np.power(np.maximum(power - _C1, 0) / (_C2 - _C3 * power), 1 / _M1)


def pq_inverse_eotf(nits: ArrayLike) -> FloatArray:
    """PQ values 0..1 from light in nits, 0..10000."""
    power = np.power(np.asarray(nits, np.float64) / PQ_PEAK, _M1)
    return np.power((_C1 + _C2 * power) / (1 + _C3 * power), _M2)


def hlg_inverse_oetf(code: ArrayLike) -> FloatArray:
    """The scene's light, 0..1, from HLG values 0..1."""
    value = np.asarray(code, np.float64)
    return np.where(value <= 0.5, value**2 / 3, (np.exp((value - _C) / _A) + _B) / 12)


def bt2390_eetf(nits: ArrayLike, peak: float) -> FloatArray:
    """Light on a display of 203 nits from light in nits, 0..`peak`; black is 0 on both.

    In PQ values a straight line up to a knee, from there a Hermite spline to the display's peak.
    With a peak of 203 nits or less, nothing changes.
    """
    light = np.asarray(nits, np.float64)
    if peak <= DIFFUSE_WHITE:
        return light
    source_peak = pq_inverse_eotf(peak)
    code = pq_inverse_eotf(light) / source_peak
    top = pq_inverse_eotf(DIFFUSE_WHITE) / source_peak
    knee = 1.5 * top - 0.5
    t = np.clip((code - knee) / (1 - knee), 0, 1)
    spline = (
        (2 * t**3 - 3 * t**2 + 1) * knee
        + (t**3 - 2 * t**2 + t) * (1 - knee)
        + (-2 * t**3 + 3 * t**2) * top
    )
    return pq_eotf(np.where(code < knee, code, spline) * source_peak)


def tone_map(coded: SingleArray, transfer: str, peak: float) -> SingleArray:
    """Linear SDR light, 0..1, from HDR values: (3, n) float32, R'G'B' 0..1 in PQ or HLG.

    `transfer` is "pq" or "hlg", `peak` the brightest light of the film in nits; what is brighter
    still is shown at that brightness. The primaries stay what they are.
    """
    nits = _nits(coded, transfer)
    brightest = nits.max(axis=0)
    limit = np.maximum(brightest, np.float32(peak))
    gain = _gains(peak)[np.rint(brightest * (STEPS / limit)).astype(np.uint16)]
    mapped: SingleArray = nits * (gain * (np.float32(peak / DIFFUSE_WHITE) / limit))
    return mapped


def _nits(coded: SingleArray, transfer: str) -> SingleArray:
    light: SingleArray = _lights(transfer)[np.rint(coded * np.float32(STEPS)).astype(np.uint16)]
    if transfer == "pq":
        return light
    luminance = _BT2020_LUMINANCE @ light
    light *= np.float32(HLG_PEAK) * luminance ** np.float32(_HLG_GAMMA - 1)
    return light


@lru_cache
def _lights(transfer: str) -> SingleArray:
    code = np.arange(STEPS + 1) / STEPS
    light = pq_eotf(code) if transfer == "pq" else hlg_inverse_oetf(code)
    return light.astype(np.float32)


@lru_cache
def _gains(peak: float) -> SingleArray:
    """What light is multiplied by, for light from 0 to `peak` in even steps."""
    nits = np.arange(1, STEPS + 1) * (peak / STEPS)
    gains = bt2390_eetf(nits, peak) / nits
    return np.concatenate([gains[:1], gains]).astype(np.float32)
