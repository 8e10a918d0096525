"""A frame squeezed to one column of pixels, in two ways."""

from functools import cache

import numpy as np

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.color.spaces import bytes_from_srgb, linear_from_srgb, srgb_from_linear
from filmprint.fingerprint.frame_columns import ROWS

_LIGHT = linear_from_srgb(np.arange(256)).astype(np.float32)


def squeeze(picture: ByteArray) -> ByteArray:
    """(2, ROWS, 3) uint8: a picture's mean over its width, and the column in its middle.

    `picture` is (height, width, 3) uint8 sRGB. Both are scaled to `ROWS` pixels by area, in linear
    light.
    """
    height, width = picture.shape[:2]
    means = _LIGHT.take(picture).mean(axis=1)
    middle = _LIGHT.take(picture[:, width // 2])
    columns = _area_weights(height) @ np.stack([means, middle]).astype(np.float64)
    return bytes_from_srgb(srgb_from_linear(columns))


@cache
def _area_weights(height: int) -> FloatArray:
    """(ROWS, height): the part of each of `ROWS` equal stretches that each line covers."""
    edges = np.linspace(0, height, ROWS + 1)
    lines = np.arange(height)
    overlap = np.minimum(edges[1:, None], lines + 1) - np.maximum(edges[:-1, None], lines)
    return np.asarray(overlap.clip(0) * (ROWS / height))
