"""The colors of a fingerprint as a picture shows them: how many, in which order, how smooth."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.color.spaces import bytes_from_srgb, oklab_from_srgb, srgb_from_oklab
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture

NEUTRAL = np.array([128, 128, 128], np.uint8)
"""Color of the samples that could not be answered: a plain middle gray."""
GRAY = 0.03
"""Oklab chroma below which a color has no hue to speak of."""
DEVIATIONS_IN_WIDTH = 2 * np.sqrt(2 * np.log(2))
"""Full width at half maximum of a normal distribution, in standard deviations."""


def dominant_rows(fingerprint: Fingerprint, picture: Picture) -> ByteArray:
    """(rows, N, 3) uint8: the dominant colors, in the order and as smooth as asked for."""
    colors = fingerprint.dominant(picture.dominant)
    places = color_order(colors, picture)
    colors = np.take_along_axis(colors, places[:, :, None], axis=1)
    colors = smooth_colors(colors, fingerprint, picture.smooth)
    colors = np.where(fingerprint.answered[:, None, None], colors, NEUTRAL)
    return np.ascontiguousarray(colors.swapaxes(0, 1))


def stacked(fingerprint: Fingerprint, picture: Picture) -> tuple[ByteArray, FloatArray]:
    """All K colors of each sample in the picture's order, and their shares.

    Colors are (K, N, 3) uint8 and shares (K, N). A sample without an answer is one gray part.
    """
    answered = fingerprint.answered
    colors = np.where(answered[:, None, None], fingerprint.colors, NEUTRAL)
    shares = np.where(answered[:, None], fingerprint.shares, 1 / fingerprint.shares.shape[1])
    places = color_order(colors, picture)
    colors = np.take_along_axis(colors, places[:, :, None], axis=1)
    shares = np.take_along_axis(shares, places, axis=1)
    if picture.smooth:
        colors, shares = (
            np.where(answered.reshape(-1, *[1] * (values.ndim - 1)), smoothed, values)
            for values, smoothed in (
                (colors, smooth_colors(colors, fingerprint, picture.smooth)),
                (shares, smooth_over_time(shares, fingerprint, picture.smooth)),
            )
        )
    return colors.swapaxes(0, 1), shares.T


def color_order(colors: ByteArray, picture: Picture) -> NDArray[np.intp]:
    """(N, D) places that bring each sample's colors (N, D, 3) into the picture's order.

    "share" leaves them; "lightness" puts the lightest first; "hue" goes once around from red over
    green and blue, grays last.
    """
    order = picture.order or picture.defaults.order
    count, rows = colors.shape[:2]
    if order == "share":
        return np.tile(np.arange(rows), (count, 1))
    lab = oklab_from_srgb(colors)
    if order == "lightness":
        return np.argsort(-lab[..., 0], axis=1, kind="stable")
    hue = np.arctan2(lab[..., 2], lab[..., 1]) % (2 * np.pi)
    hue = np.where(np.hypot(lab[..., 1], lab[..., 2]) < GRAY, 10 - lab[..., 0], hue)
    return np.argsort(hue, axis=1, kind="stable")


def smooth_colors(colors: ByteArray, fingerprint: Fingerprint, seconds: float) -> ByteArray:
    """(N, D, 3) uint8, blended in Oklab over that time; what has no answer takes no part."""
    if not seconds:
        return colors
    lab = smooth_over_time(oklab_from_srgb(colors), fingerprint, seconds)
    return bytes_from_srgb(srgb_from_oklab(lab))


def smooth_over_time(values: FloatArray, fingerprint: Fingerprint, seconds: float) -> FloatArray:
    """The weighted mean of `values` (N, ...) around each sample.

    The weights are a normal distribution, half as high at `seconds` / 2 before and after.
    """
    times = fingerprint.times_seconds
    step = (times[-1] - times[0]) / max(len(times) - 1, 1)
    if not (seconds and step):
        return values
    sigma = seconds / DEVIATIONS_IN_WIDTH / step
    weights = fingerprint.answered.astype(np.float64).reshape(-1, *[1] * (values.ndim - 1))
    total = gaussian_filter1d(values * weights, sigma, axis=0, mode="constant")
    weight = gaussian_filter1d(weights, sigma, axis=0, mode="constant")
    return np.asarray(total / np.maximum(weight, 1e-12))
