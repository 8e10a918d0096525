"""Color arithmetic on arrays: sRGB, linear light, Oklab, gamuts, Y'CbCr. Pure functions.

Sources: sRGB from IEC 61966-2-1; Oklab from Björn Ottosson, "A perceptual color space for
image processing" (2020, matrices of 2021-01-25); primaries and matrices from ITU-T H.273;
matrices from primaries after SMPTE RP 177.
"""

import numpy as np
from numpy.typing import ArrayLike

from filmprint.color.arrays import ByteArray, FloatArray, FloatArrayT

_LMS_FROM_LINEAR = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_OKLAB_FROM_LMS = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_LINEAR_FROM_LMS = np.linalg.inv(_LMS_FROM_LINEAR)
_LMS_FROM_OKLAB = np.linalg.inv(_OKLAB_FROM_LMS)
D65 = (0.3127, 0.3290)
BT709 = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060))
_P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
WIDE_GAMUTS = {
    "bt2020": ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    "smpte431": _P3,
    "smpte432": _P3,
}
"""Chromaticities of red, green and blue of the primaries that are converted to BT.709. DCI-P3
(smpte431) has another white, but its white is to be shown as white."""

_LUMA = {
    "bt709": (0.2126, 0.0722),
    "fcc": (0.30, 0.11),
    "bt470bg": (0.299, 0.114),
    "smpte170m": (0.299, 0.114),
    "smpte240m": (0.212, 0.087),
    "bt2020nc": (0.2627, 0.0593),
}
"""What red and blue add to Y'."""


def linear_from_srgb(srgb: ArrayLike) -> FloatArray:
    """Linear light, 0..1, from sRGB values, 0..255 (any shape, whole numbers or not)."""
    value = np.asarray(srgb, dtype=np.float64) / 255.0
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def srgb_from_linear(linear: ArrayLike) -> FloatArray:
    """sRGB values, 0..255 and not rounded, from linear light; what lies outside 0..1 is cut."""
    value = np.clip(np.asarray(linear, dtype=np.float64), 0.0, 1.0)
    return 255.0 * np.where(value <= 0.0031308, value * 12.92, 1.055 * value ** (1 / 2.4) - 0.055)


def oklab_from_srgb(srgb: ArrayLike) -> FloatArray:
    """Oklab (L 0..1, a, b) from sRGB values 0..255; shape (..., 3) to (..., 3)."""
    linear = linear_from_srgb(srgb)
    return np.asarray(np.cbrt(linear @ _LMS_FROM_LINEAR.T) @ _OKLAB_FROM_LMS.T)


_STEPS = 16
_LINEAR = linear_from_srgb(np.arange(255 * _STEPS + 1) / _STEPS)


def quick_oklab(channels: ByteArray | FloatArray) -> FloatArray:
    """Oklab (3, n) from sRGB (3, n), 0..255, which is rounded to sixteenths: from a table."""
    linear = _LINEAR.take(np.rint(np.multiply(channels, float(_STEPS))).astype(np.intp))
    return np.asarray(_OKLAB_FROM_LMS @ np.cbrt(_LMS_FROM_LINEAR @ linear))


def srgb_from_oklab(oklab: ArrayLike) -> FloatArray:
    """sRGB values, 0..255 and not rounded, from Oklab; colors out of gamut are cut to it."""
    lms = (np.asarray(oklab, dtype=np.float64) @ _LMS_FROM_OKLAB.T) ** 3
    return srgb_from_linear(lms @ _LINEAR_FROM_LMS.T)


def bytes_from_srgb(srgb: ArrayLike) -> ByteArray:
    """sRGB values rounded to 8 bits."""
    return np.clip(np.rint(srgb), 0, 255).astype(np.uint8)


def rgb_from_ycc(matrix: str) -> FloatArray:
    """(3, 3): R'G'B', each 0..1, from Y' 0..1 and Cb and Cr (Cg and Co) -0.5..0.5."""
    if matrix == "ycgco":
        return np.array([[1.0, -1, 1], [1, 1, 0], [1, -1, -1]])
    red, blue = _LUMA[matrix]
    green = 1 - red - blue
    cr, cb = 2 * (1 - red), 2 * (1 - blue)
    return np.array([[1, 0, cr], [1, -blue * cb / green, -red * cr / green], [1, cb, 0]])


def xyz_from_rgb(primaries: tuple[tuple[float, float], ...]) -> FloatArray:
    """(3, 3): CIE XYZ from linear RGB with these primaries and D65 as white, which has Y = 1."""
    columns = np.array([(x / y, 1, (1 - x - y) / y) for x, y in (*primaries, D65)]).T
    return np.asarray(columns[:, :3] * np.linalg.solve(columns[:, :3], columns[:, 3]))


def bt709_from(primaries: str) -> FloatArray:
    """(3, 3): linear RGB with BT.709 primaries from that with one of `WIDE_GAMUTS`."""
    return np.asarray(np.linalg.solve(xyz_from_rgb(BT709), xyz_from_rgb(WIDE_GAMUTS[primaries])))


def map_to_gamut(linear: FloatArrayT) -> FloatArrayT:
    """Linear RGB of shape (3, n) with what is out of gamut moved toward the gray of its luminance.

    A color keeps its luminance and its dominant wavelength and loses as much purity as it must,
    where cutting each channel would change all three. The luminance (BT.709) must be 0..1.
    """
    lowest, highest = linear.min(axis=0), linear.max(axis=0)
    if lowest.min() >= 0 and highest.max() <= 1:
        return linear
    gray = xyz_from_rgb(BT709)[1].astype(linear.dtype) @ linear
    kept = np.minimum(gray / np.maximum(gray - lowest, 1e-9), 1)
    kept = np.minimum((1 - gray) / np.maximum(highest - gray, 1e-9), kept)
    result: FloatArrayT = gray + (linear - gray) * kept
    return result


def hex_from_srgb(color: ArrayLike) -> str:
    """The form "#1b2a3c" of three values 0..255."""
    red, green, blue = (int(value) for value in np.asarray(color))
    return f"#{red:02x}{green:02x}{blue:02x}"
