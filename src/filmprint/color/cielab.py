"""CIELAB arithmetic on arrays: CIE 1976 L*a*b* with D65 as white, and CIEDE2000. Pure functions.

Sources: CIELAB from CIE 15:2018, 8.2.1; the white is that of sRGB (IEC 61966-2-1), so #ffffff has
exactly L* 100 and a* and b* 0. CIEDE2000 from G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000
color-difference formula: implementation notes, supplementary test data, and mathematical
observations", Color Research & Application 30 (2005), equations 2 to 22.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from filmprint.color.arrays import FloatArray
from filmprint.color.spaces import BT709, linear_from_srgb, srgb_from_linear, xyz_from_rgb

_XYZ_FROM_LINEAR = xyz_from_rgb(BT709)
_WHITE = _XYZ_FROM_LINEAR.sum(axis=1)
_EPSILON, _KAPPA = 216 / 24389, 24389 / 27


@dataclass(frozen=True)
class Cylindrical:
    """CIELAB chroma C*ab, 0 and more, and hue angle h_ab in degrees, 0..360, of equal shapes."""

    chroma: FloatArray
    hue_degrees: FloatArray


def cielab_from_srgb(srgb: ArrayLike) -> FloatArray:
    """CIELAB (L* 0..100, a*, b*) from sRGB values 0..255; shape (..., 3) to (..., 3)."""
    relative = linear_from_srgb(srgb) @ _XYZ_FROM_LINEAR.T / _WHITE
    f = np.where(relative > _EPSILON, np.cbrt(relative), (_KAPPA * relative + 16) / 116)
    x, y, z = np.moveaxis(f, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def srgb_from_cielab(lab: ArrayLike) -> FloatArray:
    """sRGB values, 0..255 and not rounded, from CIELAB; colors out of gamut are cut to it."""
    lightness, a, b = np.moveaxis(np.asarray(lab, dtype=np.float64), -1, 0)
    y = (lightness + 16) / 116
    f = np.stack([y + a / 500, y, y - b / 200], axis=-1)
    relative = np.where(f**3 > _EPSILON, f**3, (116 * f - 16) / _KAPPA)
    return srgb_from_linear((relative * _WHITE) @ np.linalg.inv(_XYZ_FROM_LINEAR).T)


def cylindrical(lab: ArrayLike) -> Cylindrical:
    """Chroma and hue angle of CIELAB colors (..., 3). The hue of a gray has no meaning."""
    _, a, b = np.moveaxis(np.asarray(lab, dtype=np.float64), -1, 0)
    return Cylindrical(np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360)


def delta_e_2000(one: ArrayLike, other: ArrayLike) -> FloatArray:
    """CIEDE2000 (kL = kC = kH = 1) between CIELAB colors; shapes (..., 3) that broadcast.

    1 is about the least difference that eyes tell apart side by side.
    """
    l1, a1, b1 = np.moveaxis(np.asarray(one, dtype=np.float64), -1, 0)
    l2, a2, b2 = np.moveaxis(np.asarray(other, dtype=np.float64), -1, 0)
    mean_chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1 + _half_way(mean_chroma) / 2
    c1, c2 = np.hypot(stretch * a1, b1), np.hypot(stretch * a2, b2)
    h1 = np.degrees(np.arctan2(b1, stretch * a1)) % 360
    h2 = np.degrees(np.arctan2(b2, stretch * a2)) % 360
    gray = c1 * c2 == 0
    turn = np.where(gray, 0.0, (h2 - h1 + 180) % 360 - 180)
    turn = np.where((turn == -180) & (h2 > h1), 180.0, turn)
    hue_difference = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)

    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    far = np.abs(h1 - h2) > 180
    total = h1 + h2
    hue = np.where(far, np.where(total < 360, total + 360, total - 360), total) / 2
    hue = np.where(gray, total, hue)
    t = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    off = (lightness - 50) ** 2
    s_l = 1 + 0.015 * off / np.sqrt(20 + off)
    s_c, s_h = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    turned = np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2)))
    rotation = -np.sin(turned) * 2 * (1 - _half_way(chroma))
    dl, dc, dh = (l2 - l1) / s_l, (c2 - c1) / s_c, hue_difference / s_h
    return np.asarray(np.sqrt(np.maximum(dl**2 + dc**2 + dh**2 + rotation * dc * dh, 0)))


def _half_way(chroma: FloatArray) -> FloatArray:
    """1 for grays, falling to 0 far from gray."""
    seventh = chroma**7
    return np.asarray(1 - np.sqrt(seventh / (seventh + 25.0**7)))
