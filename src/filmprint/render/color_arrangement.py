"""The colors of a fingerprint as a picture shows them: how many, in which order, how smooth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.color.spaces import bytes_from_srgb, oklab_from_srgb, srgb_from_oklab
from filmprint.errors import FingerprintFileError
from filmprint.fingerprint.by_shot import ShotFingerprint
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture

UNDECODED = np.array([128, 128, 128], np.uint8)
"""Color of the samples that could not be decoded: middle gray."""
LEAST_CHROMA = 0.03
"""Oklab chroma below which a color counts as gray, without a hue."""
FWHM_IN_DEVIATIONS = 2 * np.sqrt(2 * np.log(2))
"""Full width at half maximum of a normal distribution, in standard deviations."""


@dataclass(frozen=True)
class StackedClusters:
    """All K clusters of N samples in a picture's order, the first one at the top.

    `colors` is (K, N, 3) uint8, `shares` (K, N).
    """

    colors: ByteArray
    shares: FloatArray


def bar_edges(fingerprint: Fingerprint) -> FloatArray | None:
    """(N + 1,): where the bars of shots begin and end, from 0 to 1; None for samples, whose bars
    are all as wide."""
    return fingerprint.edge_fractions if isinstance(fingerprint, ShotFingerprint) else None


def dominant_rows(fingerprint: Fingerprint, picture: Picture) -> ByteArray:
    """(rows, N, 3) uint8: the dominant colors, in the order and as smooth as asked for."""
    colors = fingerprint.dominant(picture.dominant, prefer=picture.prefer)
    order = color_order(colors, picture)
    colors = np.take_along_axis(colors, order[:, :, None], axis=1)
    colors = smooth_colors(colors, fingerprint, picture.smooth)
    colors = np.where(fingerprint.answered[:, None, None], colors, UNDECODED)
    return np.ascontiguousarray(colors.swapaxes(0, 1))


def squeezed_frames(
    fingerprint: Fingerprint, picture: Picture, *, middles: bool = False
) -> ByteArray:
    """(N, R, 3) uint8: the frames squeezed to columns, as smooth as asked for, or their middles.

    Raises `FingerprintFileError` where the fingerprint has none.
    """
    columns = fingerprint.frame_columns
    if columns is None:
        raise FingerprintFileError(
            f"{fingerprint.film.name}: the style {picture.style} needs frame columns, which are "
            "not beside the fingerprint; draw it from the film: filmprint FILM --style "
            f"{picture.style}, or with --frame-columns for the data alone."
        )
    colors = smooth_colors(
        columns.middles if middles else columns.means, fingerprint, picture.smooth
    )
    return np.where(fingerprint.decoded[:, None, None], colors, UNDECODED)


def stacked_clusters(fingerprint: Fingerprint, picture: Picture) -> StackedClusters:
    """All clusters of each sample; one that could not be decoded is gray all over."""
    decoded = fingerprint.answered
    colors = np.where(decoded[:, None, None], fingerprint.colors, UNDECODED)
    shares = np.where(decoded[:, None], fingerprint.shares, 1 / fingerprint.shares.shape[1])
    order = color_order(colors, picture)
    colors = np.take_along_axis(colors, order[:, :, None], axis=1)
    shares = np.take_along_axis(shares, order, axis=1)
    if picture.smooth:
        smooth = smooth_colors(colors, fingerprint, picture.smooth)
        colors = np.where(decoded[:, None, None], smooth, colors)
        smooth_shares = smooth_over_time(shares, fingerprint, picture.smooth)
        shares = np.where(decoded[:, None], smooth_shares, shares)
    return StackedClusters(colors.swapaxes(0, 1), shares.T)


def color_order(colors: ByteArray, picture: Picture) -> NDArray[np.intp]:
    """(N, D) indices that bring each sample's colors (N, D, 3) into the picture's order.

    "share" leaves them as they are; "lightness" puts the lightest first; "hue" goes once around
    from red over green and blue, grays last.
    """
    order = picture.order or picture.defaults.order
    count, rows = colors.shape[:2]
    if order == "share":
        return np.tile(np.arange(rows), (count, 1))
    lab = oklab_from_srgb(colors)
    if order == "lightness":
        return np.argsort(-lab[..., 0], axis=1, kind="stable")
    hue = np.arctan2(lab[..., 2], lab[..., 1]) % (2 * np.pi)
    hue = np.where(np.hypot(lab[..., 1], lab[..., 2]) < LEAST_CHROMA, 10 - lab[..., 0], hue)
    return np.argsort(hue, axis=1, kind="stable")


def smooth_colors(colors: ByteArray, fingerprint: Fingerprint, seconds: float) -> ByteArray:
    """(N, D, 3) uint8, blended over time in Oklab; samples that were not decoded do not count."""
    if not seconds:
        return colors
    lab = smooth_over_time(oklab_from_srgb(colors), fingerprint, seconds)
    return bytes_from_srgb(srgb_from_oklab(lab))


def smooth_over_time(values: FloatArray, fingerprint: Fingerprint, seconds: float) -> FloatArray:
    """The weighted mean of `values` (N, ...) around each sample.

    The weights are a normal distribution, half as high at `seconds` / 2 before and after. What lies
    beyond a gap between parts that were sampled has none.
    """
    span, film_times = fingerprint.film.picture_span, fingerprint.times_seconds
    times = span.without_gaps(film_times)
    step = (times[-1] - times[0]) / max(len(times) - 1, 1)
    if not (seconds and step):
        return values
    sigma = seconds / FWHM_IN_DEVIATIONS / step
    weights = fingerprint.answered.astype(np.float64).reshape(-1, *[1] * (values.ndim - 1))
    smooth = []
    for part in span.samples_of_parts(film_times):
        total = _gaussian_sum(values[part] * weights[part], sigma)
        weight = _gaussian_sum(weights[part], sigma)
        smooth.append(np.asarray(total / np.maximum(weight, 1e-12)))
    return np.concatenate(smooth)


def _gaussian_sum(values: FloatArray, sigma: float) -> FloatArray:
    """Each of (N, ...) and those around it, weighted by a normal distribution.

    The weights end at four standard deviations, or where every sample is reached: farther ones
    would take time and change only a factor that all sums share. They are summed by Fourier
    transforms, whose time does not grow with `sigma`.
    """
    count = len(values)
    radius = min(int(4 * sigma + 0.5), count - 1)
    distance = np.arange(radius + 1)
    weights = np.exp(-0.5 * (distance / sigma) ** 2)
    length = 1 << (count + radius - 1).bit_length()
    kernel = np.zeros(length)
    kernel[distance] = kernel[-distance] = weights / (2 * weights.sum() - weights[0])
    spectrum = np.fft.rfft(kernel)
    columns = values.reshape(count, -1).T
    sums = [np.fft.irfft(np.fft.rfft(each, length) * spectrum, length)[:count] for each in columns]
    return np.stack(sums, axis=1).reshape(values.shape)
