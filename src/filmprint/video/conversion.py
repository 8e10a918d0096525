"""Convert decoded frames to sRGB, scaled down.

8-bit Y'CbCr and RGB are converted by swscale alone, which is accurate to half a level and fast. All
other formats are scaled by swscale to 16 bits per channel, in their coded color space, and become
RGB here: from more than 8 bits, swscale's RGB is up to 1.2 levels off; its 48-bit RGB is wrong for
4:2:0 that keeps its height; and it always reads gray as full range (figures in docs/color.md).
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

# AREA suits downscaling and is the fastest of the accurate ones (1.7 ms for 1080p to 640x360,
# bicubic 3.6). Without the other flags swscale is up to 2 levels off.
SCALING = (
    Interpolation.AREA
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.FULL_CHR_H_INP
    | Interpolation.ACCURATE_RND
    | Interpolation.BITEXACT
)

_G_B_R = [[0, 0, 1], [1, 0, 0], [0, 1, 0]]
"""Matrix from the planes of gbrp16le to R, G, B."""


class Converter:
    """Converts the frames of one film, with these color tags, to sRGB."""

    def __init__(self, color: ColorTags) -> None:
        self._color = color
        self._matrix = "bt709" if color.matrix in ("rgb", "xyz") else color.matrix
        self._full = color.range == "full"
        self._hdr = color.transfer in ("pq", "hlg")
        self._wide = color.primaries in WIDE_GAMUTS
        self._needs_linear = self._hdr or self._wide or color.transfer == "linear"
        self._peak = color.hdr_peak_nits or USUAL_PEAK
        self._reformatter = VideoReformatter()

    def to_srgb(self, frame: VideoFrame, size: tuple[int, int]) -> ByteArray:
        """The frame at `size` (width, height): (height, width, 3) uint8 sRGB."""
        pixel_format = frame.sw_format or frame.format
        width, height = size
        if self._converts_in_swscale(pixel_format):
            scaled = self._scale(frame, size, "rgb24", full=self._full)
            return scaled.to_ndarray().astype(np.uint8, copy=False)
        coded_rgb = self._coded_rgb(frame, pixel_format, size)
        srgb = self._srgb(coded_rgb, is_xyz=_is_xyz(pixel_format))
        return np.ascontiguousarray(srgb.T).reshape(height, width, 3)

    def luma(self, frame: VideoFrame, size: tuple[int, int]) -> ByteArray:
        """The frame's luma Y' at `size` (width, height): (height, width) uint8, full range."""
        gray = self._scale(frame, size, "gray", full=self._full)
        return gray.to_ndarray().astype(np.uint8, copy=False)

    def _converts_in_swscale(self, pixel_format: VideoFormat) -> bool:
        """Whether swscale's 8-bit RGB is accurate, and needs no conversion of light."""
        known = is_rgb(pixel_format) or self._matrix in _SWSCALE_MATRIX
        inaccurate = (
            pixel_format.components[0].bits > 8 or _is_gray(pixel_format) or _is_xyz(pixel_format)
        )
        return known and not inaccurate and not self._needs_linear

    def _coded_rgb(
        self, frame: VideoFrame, pixel_format: VideoFormat, size: tuple[int, int]
    ) -> SingleArray:
        """R'G'B' (X'Y'Z' for XYZ formats), before any change of transfer: (3, n) float32, 0..1."""
        bits = min(max(pixel_format.components[0].bits, 8), 16)
        if is_rgb(pixel_format) or _is_xyz(pixel_format):
            planes = _planes(self._scale(frame, size, "gbrp16le", full=True))
            matrix, offset = np.array(_G_B_R) / ((2**bits - 1) * 2 ** (16 - bits)), np.zeros(3)
        else:
            # Naming the same range for source and target keeps swscale from converting it. Here
            # that is limited, whatever the film's range, except for yuvj formats, which are full by
            # name.
            named_full = pixel_format.name.startswith("yuvj")
            planes = _planes(self._scale(frame, size, "yuv444p16le", full=named_full))
            matrix, offset = _rgb_from_coded(
                self._matrix, full=self._full, bits=bits, is_gray=_is_gray(pixel_format)
            )
        coded: SingleArray = matrix.astype(np.float32) @ planes
        coded += offset.astype(np.float32)[:, None]
        np.clip(coded, 0, 1, out=coded)
        return coded

    def _srgb(self, coded: SingleArray, *, is_xyz: bool) -> ByteArray:
        """sRGB as (3, n) uint8 from the film's R'G'B', (3, n) float32 0..1."""
        if not self._needs_linear and not is_xyz:
            return bytes_from_srgb(coded * np.float32(255))
        if self._hdr:
            linear = tone_map(coded, self._color.transfer, self._peak)
        else:
            linear = _linear_table("xyz" if is_xyz else self._color.transfer)[_table_index(coded)]
        if self._wide and not is_xyz:
            linear = map_to_gamut(bt709_from(self._color.primaries).astype(np.float32) @ linear)
        return _srgb_table()[_table_index(np.clip(linear, 0, 1))]

    def _scale(
        self, frame: VideoFrame, size: tuple[int, int], pixel_format: str, *, full: bool
    ) -> VideoFrame:
        """Scale with swscale. 8-bit results get full range, others keep their range.

        The matrix is always given, because swscale refuses frames with reserved tags.
        """
        source_range = ColorRange.JPEG if full else ColorRange.MPEG
        matrix, target_range = 1, source_range
        if pixel_format in ("rgb24", "gray"):
            matrix, target_range = _SWSCALE_MATRIX.get(self._matrix, 1), ColorRange.JPEG
        return self._reformatter.reformat(
            frame,
            *size,
            pixel_format,
            src_colorspace=matrix,
            dst_colorspace=matrix,
            src_color_range=source_range,
            dst_color_range=target_range,
            interpolation=SCALING,
            threads=1,
        )


def is_rgb(pixel_format: VideoFormat) -> bool:
    """Whether a pixel format holds RGB, as palettes and 1-bit black and white do too."""
    return pixel_format.is_rgb or pixel_format.has_palette or pixel_format.name.startswith("mono")


def _is_gray(pixel_format: VideoFormat) -> bool:
    return pixel_format.name.startswith(("gray", "ya"))


def _is_xyz(pixel_format: VideoFormat) -> bool:
    return pixel_format.name.startswith("xyz")


def _planes(frame: VideoFrame) -> SingleArray:
    """The three 16-bit planes of a frame as (3, n) float32."""
    values = np.empty((3, frame.height, frame.width), np.float32)
    for plane, target in zip(frame.planes, values, strict=True):
        rows = np.frombuffer(memoryview(plane), "<u2").reshape(-1, plane.line_size // 2)
        target[:] = rows[: frame.height, : frame.width]
    return values.reshape(3, -1)


@lru_cache
def _rgb_from_coded(
    matrix: str, *, full: bool, bits: int, is_gray: bool
) -> tuple[FloatArray, FloatArray]:
    """A matrix (3, 3) and an offset (3,): R'G'B' 0..1 = matrix @ Y'CbCr + offset.

    The Y'CbCr is coded in `bits` bits and was scaled to 16 by swscale, which shifts values up, but
    converts gray from full to limited range. Ranges as in ITU-T H.273, section 8.3.
    """
    least, unit = 2.0 ** (bits - 8), 2.0 ** (16 - bits)
    luma, chroma, black = 219 * least, 224 * least, 16 * least
    if full:
        luma, chroma, black = 2.0**bits - 1, 2.0**bits - 1, 0
    luma_unit, zero = (unit * 219 / 255, 4096.0) if is_gray else (unit, 0.0)
    to_rgb = rgb_from_ycc(matrix) / [luma * luma_unit, chroma * unit, chroma * unit]
    return to_rgb, -to_rgb @ [zero + black * luma_unit, 32768, 32768]


@lru_cache
def _linear_table(transfer: str) -> SingleArray:
    """Linear light of R'G'B' values in 16-bit steps: (STEPS + 1,) float32.

    SDR is read with the sRGB curve, whatever its own, as players show it. swscale returns XYZ as
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
def _srgb_table() -> ByteArray:
    """8-bit sRGB of linear light in 16-bit steps, each 0.05 levels or less: (STEPS + 1,) uint8."""
    return bytes_from_srgb(srgb_from_linear(np.arange(STEPS + 1) / STEPS))


def _table_index(values: SingleArray) -> NDArray[np.uint16]:
    """Indexes into these tables for values 0..1."""
    index: NDArray[np.uint16] = np.rint(values * np.float32(STEPS)).astype(np.uint16)
    return index
