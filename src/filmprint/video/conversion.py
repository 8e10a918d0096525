"""Decoded frames to sRGB at working size.

Two ways lead there. swscale alone is right to half a level for 8-bit Y'CbCr and RGB, and costs
next to nothing. All else is scaled to 16 bits a channel, still as it was stored, and becomes RGB
here: swscale's own ways from more than 8 bits are up to 1.2 levels off, its 48-bit RGB is wrong
altogether for 4:2:0 that keeps its height, and it takes gray to be of full range always
(docs/color.md has the figures).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter
from numpy.typing import NDArray

from filmprint.color.arrays import ByteArray, FloatArray, SingleArray
from filmprint.color.spaces import (
    WIDE_GAMUTS,
    bt709_from,
    bytes_from_srgb,
    linear_from_srgb,
    map_to_gamut,
    rgb_from_ycc,
    srgb_from_linear,
)
from filmprint.color.tone_mapping import STEPS, USUAL_PEAK, tone_map
from filmprint.fingerprint.film import ColorTags

_SWSCALE_MATRIX = {"bt709": 1, "fcc": 4, "bt470bg": 5, "smpte170m": 5, "smpte240m": 7,
                   "bt2020nc": 9}  # fmt: skip

# AREA is right for shrinking and the fastest of the exact ones (1.7 ms for 1080p to 640x360,
# bicubic 3.6); without the other flags swscale is up to 2 levels off.
SCALING = (
    Interpolation.AREA
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.FULL_CHR_H_INP
    | Interpolation.ACCURATE_RND
    | Interpolation.BITEXACT
)

_G_B_R = [[0, 0, 1], [1, 0, 0], [0, 1, 0]]
"""R, G and B from the planes of gbrp16le."""


class Converter:
    """Turns the frames of one film into sRGB."""

    def __init__(self, color: ColorTags) -> None:
        self._color = color
        self._matrix = "bt709" if color.matrix in ("rgb", "xyz") else color.matrix
        self._full = color.range == "full"
        self._hdr = color.transfer in ("pq", "hlg")
        self._wide = color.primaries in WIDE_GAMUTS
        self._light = self._hdr or self._wide or color.transfer == "linear"
        self._peak = color.hdr_peak_nits or USUAL_PEAK
        self._reformatter = VideoReformatter()

    def to_srgb(self, frame: VideoFrame, size: tuple[int, int]) -> ByteArray:
        """The frame at `size` (width, height): (height, width, 3) uint8 sRGB."""
        stored = frame.sw_format or frame.format
        width, height = size
        if self._is_plain(stored):
            small = self._scale(frame, size, "rgb24", full=self._full)
            return small.to_ndarray().astype(np.uint8, copy=False)
        srgb = self._srgb(self._coded(frame, stored, size), _is_xyz(stored))
        return np.ascontiguousarray(srgb.T).reshape(height, width, 3)

    def brightness(self, frame: VideoFrame, size: tuple[int, int]) -> ByteArray:
        """The frame's luma at `size`, not converted to light: (height, width) uint8, full range."""
        gray = self._scale(frame, size, "gray", full=self._full)
        return gray.to_ndarray().astype(np.uint8, copy=False)

    def _is_plain(self, stored: VideoFormat) -> bool:
        """Whether swscale's 8-bit RGB is right, and is what is shown."""
        known = is_rgb(stored) or self._matrix in _SWSCALE_MATRIX
        odd = stored.components[0].bits > 8 or _is_gray(stored) or _is_xyz(stored)
        return known and not odd and not self._light

    def _coded(self, frame: VideoFrame, stored: VideoFormat, size: tuple[int, int]) -> SingleArray:
        """R'G'B' as it is stored, or from the stored Y'CbCr: (3, n) float32, 0..1."""
        bits = min(max(stored.components[0].bits, 8), 16)
        if is_rgb(stored) or _is_xyz(stored):
            planes = _planes(self._scale(frame, size, "gbrp16le", full=True))
            matrix, offset = np.array(_G_B_R) / ((2**bits - 1) * 2 ** (16 - bits)), np.zeros(3)
        else:
            # Whatever the film's range is: called limited on both sides, it is not converted.
            # yuvj formats are full by their name.
            named_full = stored.name.startswith("yuvj")
            planes = _planes(self._scale(frame, size, "yuv444p16le", full=named_full))
            matrix, offset = _from_stored(self._matrix, self._full, bits, _is_gray(stored))
        coded: SingleArray = matrix.astype(np.float32) @ planes
        coded += offset.astype(np.float32)[:, None]
        np.clip(coded, 0, 1, out=coded)
        return coded

    def _srgb(self, coded: SingleArray, xyz: bool) -> ByteArray:
        """sRGB as (3, n) uint8 from R'G'B' values."""
        if not self._light and not xyz:
            return bytes_from_srgb(coded * np.float32(255))
        if self._hdr:
            linear = tone_map(coded, self._color.transfer, self._peak)
        else:
            linear = _lights("xyz" if xyz else self._color.transfer)[_index(coded)]
        if self._wide and not xyz:
            linear = map_to_gamut(bt709_from(self._color.primaries).astype(np.float32) @ linear)
        return _bytes()[_index(np.clip(linear, 0, 1))]

    def _scale(
        self, frame: VideoFrame, size: tuple[int, int], pixel_format: str, *, full: bool
    ) -> VideoFrame:
        """Scaled by swscale; what becomes 8 bits gets full range, all else keeps its range.

        The matrix is never left to the frame's own tags: swscale refuses reserved ones.
        """
        given = ColorRange.JPEG if full else ColorRange.MPEG
        matrix, target = 1, given
        if pixel_format in ("rgb24", "gray"):
            matrix, target = _SWSCALE_MATRIX.get(self._matrix, 1), ColorRange.JPEG
        return self._reformatter.reformat(
            frame,
            *size,
            pixel_format,
            src_colorspace=matrix,
            dst_colorspace=matrix,
            src_color_range=given,
            dst_color_range=target,
            interpolation=SCALING,
            threads=1,
        )


def is_rgb(stored: VideoFormat) -> bool:
    """Whether a pixel format holds RGB; palettes and black and white do."""
    return stored.is_rgb or stored.has_palette or stored.name.startswith("mono")


def _is_gray(stored: VideoFormat) -> bool:
    return stored.name.startswith(("gray", "ya"))


def _is_xyz(stored: VideoFormat) -> bool:
    return stored.name.startswith("xyz")


def _planes(frame: VideoFrame) -> SingleArray:
    """The three 16-bit planes of a frame as (3, n) float32."""
    values = np.empty((3, frame.height, frame.width), np.float32)
    for plane, target in zip(frame.planes, values, strict=True):
        rows = np.frombuffer(memoryview(plane), "<u2").reshape(-1, plane.line_size // 2)
        target[:] = rows[: frame.height, : frame.width]
    return values.reshape(3, -1)


@lru_cache
def _from_stored(matrix: str, full: bool, bits: int, gray: bool) -> tuple[FloatArray, FloatArray]:
    """R'G'B' = (3, 3) @ 16-bit Y'CbCr + (3,), for Y'CbCr stored in so many bits.

    Ranges after ITU-T H.273, section 8.3. swscale moves a value up to 16 bits; but gray, which
    it takes for full range, becomes limited range.
    """
    least, unit = 2.0 ** (bits - 8), 2.0 ** (16 - bits)
    luma, chroma, black = 219 * least, 224 * least, 16 * least
    if full:
        luma, chroma, black = 2.0**bits - 1, 2.0**bits - 1, 0
    luma_unit, zero = (unit * 219 / 255, 4096.0) if gray else (unit, 0.0)
    to_rgb = rgb_from_ycc(matrix) / [luma * luma_unit, chroma * unit, chroma * unit]
    return to_rgb, -to_rgb @ [zero + black * luma_unit, 32768, 32768]


@lru_cache
def _lights(transfer: str) -> SingleArray:
    """Linear light from R'G'B' in 16-bit steps.

    SDR is read with the sRGB curve, whatever its own, as players show it. swscale gives XYZ as
    RGB with a gamma of 2.2, and with the headroom of digital cinema, where white is 48 of 52.37
    nits (SMPTE ST 428-1).
    """
    code = np.arange(STEPS + 1) / STEPS
    if transfer == "linear":
        return code.astype(np.float32)
    if transfer == "xyz":
        return (code**2.2 * 52.37 / 48).astype(np.float32)
    return linear_from_srgb(code * 255).astype(np.float32)


@lru_cache
def _bytes() -> ByteArray:
    """8-bit sRGB from linear light in 16-bit steps, which are 0.05 levels at the most."""
    return bytes_from_srgb(srgb_from_linear(np.arange(STEPS + 1) / STEPS))


def _index(values: SingleArray) -> NDArray[np.uint16]:
    """Places in tables of 16-bit steps from values 0..1."""
    places: NDArray[np.uint16] = np.rint(values * np.float32(STEPS)).astype(np.uint16)
    return places
