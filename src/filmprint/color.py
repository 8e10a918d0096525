"""Color arithmetic on arrays: sRGB, linear light, Oklab, BT.2020. Pure functions.

Sources: sRGB from IEC 61966-2-1; Oklab from Björn Ottosson, "A perceptual color space for
image processing" (2020, matrices of 2021-01-25); BT.2020 to BT.709 primaries from ITU-R
BT.2087-0.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
ByteArray = NDArray[np.uint8]

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
_BT709_FROM_BT2020 = np.array(
    [
        [1.66049100, -0.58764114, -0.07284986],
        [-0.12455047, 1.13289990, -0.00834942],
        [-0.01815076, -0.10057890, 1.11872966],
    ]
)


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


def srgb_from_oklab(oklab: ArrayLike) -> FloatArray:
    """sRGB values, 0..255 and not rounded, from Oklab; colors out of gamut are cut to it."""
    lms = (np.asarray(oklab, dtype=np.float64) @ np.linalg.inv(_OKLAB_FROM_LMS).T) ** 3
    return srgb_from_linear(lms @ np.linalg.inv(_LMS_FROM_LINEAR).T)


def bytes_from_srgb(srgb: ArrayLike) -> ByteArray:
    """sRGB values rounded to 8 bits."""
    return np.clip(np.rint(srgb), 0, 255).astype(np.uint8)


def bt709_from_bt2020(rgb: ByteArray) -> ByteArray:
    """8-bit RGB with BT.2020 primaries to the nearest 8-bit RGB with BT.709 primaries.

    The code values of both are read with the sRGB curve, as players show SDR film.
    """
    linear = linear_from_srgb(np.arange(256))[rgb] @ _BT709_FROM_BT2020.T
    return bytes_from_srgb(srgb_from_linear(linear))


def hex_from_srgb(color: ArrayLike) -> str:
    """The form "#1b2a3c" of three values 0..255."""
    red, green, blue = (int(value) for value in np.asarray(color))
    return f"#{red:02x}{green:02x}{blue:02x}"
