"""Clips of known patches, and what their colors are by the standards: an oracle of its own.

Nothing here uses filmprint. Curves, primaries and the sRGB encoding come from colour-science, in
float64; the tone curve and the matrices are written from ITU-R BT.2390 and ITU-T H.273.
"""

from __future__ import annotations

import logging
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np

from clips import scheduling_kept

with warnings.catch_warnings():  # about what else could be installed
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    import colour
    from colour.models import (
        eotf_BT2100_HLG,
        eotf_inverse_BT2100_HLG,
        eotf_inverse_ST2084,
        eotf_ST2084,
    )

    logging.disable(logging.NOTSET)

COLUMNS, ROWS = 8, 4
WHITE = 203.0

LUMA = {"bt709": (0.2126, 0.0722), "fcc": (0.30, 0.11), "smpte170m": (0.299, 0.114),
        "smpte240m": (0.212, 0.087), "bt2020nc": (0.2627, 0.0593)}  # fmt: skip

_random = np.random.default_rng(7)
SDR_PATCHES = np.vstack([
    np.repeat([[0], [2], [20], [70], [128], [200], [254], [255]], 3, axis=1),
    [[191, 0, 0], [0, 191, 0], [0, 0, 191], [191, 191, 0], [0, 191, 191], [191, 0, 191]],
    [[115, 82, 68], [194, 150, 130], [98, 122, 157], [87, 108, 67], [255, 250, 240], [12, 5, 22]],
    _random.integers(0, 256, (12, 3)),
]) / 255  # fmt: skip
"""32 colors as R'G'B' 0..1: grays, bars at 75 %, some of the ColorChecker, chance ones."""

HIGHLIGHTS = (203.0, 400.0, 1000.0)
HDR_PATCHES = np.vstack([
    np.repeat([[0], [0.05], [1], [10], [50], [100], *[[n] for n in HIGHLIGHTS]], 3, axis=1),
    203 * np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]]) * 0.5,
    [[80, 50, 40], [140, 100, 80], [30, 50, 90], [700, 500, 100], [60, 200, 600], [900, 200, 40]],
    200 * _random.random((11, 3)) ** 2,
])  # fmt: skip
"""32 colors in nits with BT.2020 primaries."""


@dataclass(frozen=True)
class Case:
    """A clip of patches: how it is stored, how tagged, and how it is to be read."""

    name: str
    codec: str
    pixel_format: str
    suffix: str = "mkv"
    size: tuple[int, int] = (384, 192)
    matrix: str = "bt709"
    full: bool = False
    tags: dict[str, int] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    transfer: str = "sdr"
    primaries: str = "bt709"
    peak: float = 1000.0

    @property
    def file_name(self) -> str:
        return f"{self.name.replace(' ', '_').replace(',', '')}.{self.suffix}"


def write(case: Case, folder: Path) -> Path:
    """Encode three frames of the case's patches; whatever the codec loses is lost."""
    path = folder / case.file_name
    with scheduling_kept(), av.open(str(path), "w") as container:
        stream = container.add_stream(case.codec, rate=24, options=case.options)
        stream.width, stream.height = case.size
        stream.pix_fmt = case.pixel_format
        for name, value in case.tags.items():
            setattr(stream.codec_context, name, value)
        frame = frame_of(case)
        for n in range(3):
            frame.pts = n
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def coded(case: Case) -> np.ndarray:
    """(n, 3) R'G'B' 0..1 of the case's patches."""
    if case.transfer in ("sdr", "linear"):
        return SDR_PATCHES
    if case.transfer == "pq":
        return eotf_inverse_ST2084(HDR_PATCHES, 10000)
    with np.errstate(all="ignore"):  # black gives 0 / 0
        values = eotf_inverse_BT2100_HLG(np.minimum(HDR_PATCHES, 1000), 0, 1000, 1.2)
    return np.clip(np.nan_to_num(values), 0, 1)


def frame_of(case: Case) -> av.VideoFrame:
    """The patches on the frame's planes, rounded to the stored depth."""
    width, height = case.size
    frame = av.VideoFrame(width, height, case.pixel_format)
    kind = frame.format
    bits = kind.components[0].bits
    rgb = coded(case)
    if kind.name == "pal8":
        _fill(frame.planes[0], _spread(np.arange(len(rgb)), width, height), np.uint8)
        palette = np.zeros((256, 4), np.uint8)
        palette[: len(rgb)] = np.c_[np.rint(rgb * 255)[:, ::-1], np.full(len(rgb), 255)]
        frame.planes[1].update(palette.tobytes())
    elif kind.name in ("rgb24", "bgr0"):
        order = [0, 1, 2] if kind.name == "rgb24" else [2, 1, 0]
        values = [_spread(np.rint(rgb * 255)[:, c], width, height) for c in order]
        if kind.name == "bgr0":
            values.append(np.zeros((height, width)))
        rows = np.stack(values, axis=-1).reshape(height, -1)
        _fill(frame.planes[0], rows, np.uint8)
    else:
        if kind.name.startswith("gbr"):
            stored = np.rint(rgb[:, [1, 2, 0]] * (2**bits - 1))
        else:
            stored = _stored_ycc(rgb, case.matrix, case.full, bits)
        dtype = np.uint8 if bits == 8 else np.uint16
        for index, plane in enumerate(frame.planes):
            column = stored[:, index] if index < 3 else np.full(len(stored), 2**bits - 1)
            _fill(plane, _spread(column, plane.width, plane.height), dtype)
    for name, value in case.tags.items():
        setattr(frame, name, value)
    return frame


def _spread(values: np.ndarray, width: int, height: int) -> np.ndarray:
    grid = values.reshape(ROWS, COLUMNS)
    return grid[np.arange(height) * ROWS // height][:, np.arange(width) * COLUMNS // width]


def _fill(plane: av.video.plane.VideoPlane, rows: np.ndarray, dtype: type) -> None:
    target = np.zeros((plane.height, plane.line_size // np.dtype(dtype).itemsize), dtype)
    target[:, : rows.shape[1]] = rows
    plane.update(target.tobytes())


def _ranges(full: bool, bits: int) -> tuple[float, float, float, float]:
    """Black, the size of Y', the middle and the size of Cb and Cr (ITU-T H.273, 8.3)."""
    if full:
        return 0, 2**bits - 1, 2 ** (bits - 1), 2**bits - 1
    return 16 * 2 ** (bits - 8), 219 * 2 ** (bits - 8), 2 ** (bits - 1), 224 * 2 ** (bits - 8)


def _stored_ycc(rgb: np.ndarray, matrix: str, full: bool, bits: int) -> np.ndarray:
    r, g, b = rgb.T
    if matrix == "ycgco":
        y, first, second = (r + 2 * g + b) / 4, (2 * g - r - b) / 4, (r - b) / 2
    else:
        red, blue = LUMA[matrix]
        y = red * r + (1 - red - blue) * g + blue * b
        first, second = (b - y) / (2 - 2 * blue), (r - y) / (2 - 2 * red)
    black, luma, middle, chroma = _ranges(full, bits)
    stored = np.stack([black + luma * y, middle + chroma * first, middle + chroma * second], axis=1)
    return np.clip(np.rint(stored), 0, 2**bits - 1)


def stored(case: Case, path: Path) -> np.ndarray:
    """(n, 3) R'G'B' 0..1, the exact inversion of what a plain decoder reads from the planes."""
    with av.open(str(path)) as container:
        return stored_in(next(container.decode(video=0)), case)


def stored_in(frame: av.VideoFrame, case: Case) -> np.ndarray:
    """The same of a frame."""
    kind = frame.format
    bits = kind.components[0].bits
    if kind.is_rgb or kind.has_palette:
        if not kind.name.startswith("gbr"):
            return centers(frame.to_ndarray(format="rgb24")) / 255
        order = [2, 0, 1]
        return np.hstack([_plane(frame.planes[i], bits) for i in order]) / (2**bits - 1)
    luma = _plane(frame.planes[0], bits)
    black, luma_size, middle, chroma_size = _ranges(case.full, bits)
    y = ((luma - black) / luma_size)[:, 0]
    if kind.name.startswith("gray"):
        return np.clip(np.stack([y, y, y], axis=1), 0, 1)
    first, second = (((_plane(frame.planes[i], bits) - middle) / chroma_size)[:, 0] for i in (1, 2))
    if case.matrix == "ycgco":
        rgb = [y - first + second, y + first, y - first - second]
    else:
        red, blue = LUMA[case.matrix]
        r, b = y + (2 - 2 * red) * second, y + (2 - 2 * blue) * first
        rgb = [r, (y - red * r - blue * b) / (1 - red - blue), b]
    return np.clip(np.stack(rgb, axis=1), 0, 1)


def _plane(plane: av.video.plane.VideoPlane, bits: int) -> np.ndarray:
    dtype = np.dtype("u1" if bits == 8 else "<u2")
    values = np.frombuffer(memoryview(plane), dtype).reshape(-1, plane.line_size // dtype.itemsize)
    return centers(values[: plane.height, : plane.width, None])


def centers(picture: np.ndarray) -> np.ndarray:
    """(n, channels): the mean over the middle of each patch."""
    height, width = picture.shape[:2]
    means = []
    for row in range(ROWS):
        for column in range(COLUMNS):
            y, x = (2 * row + 1) * height // (2 * ROWS), (2 * column + 1) * width // (2 * COLUMNS)
            dy, dx = max(height // ROWS // 8, 1), max(width // COLUMNS // 8, 1)
            part = picture[y - dy : y + dy, x - dx : x + dx].astype(np.float64)
            means.append(part.reshape(-1, picture.shape[2]).mean(axis=0))
    return np.array(means)


def expected(case: Case, path: Path) -> np.ndarray:
    """(n, 3) sRGB 0..255, not rounded: how the stored values are to be shown."""
    return 255 * shown(stored(case, path), case.transfer, case.primaries, case.peak)


def shown(rgb: np.ndarray, transfer: str, primaries: str, peak: float) -> np.ndarray:
    """(n, 3) sRGB 0..1 from R'G'B' 0..1."""
    if transfer == "sdr":
        if primaries == "bt709":
            return rgb
        light = colour.cctf_decoding(rgb, "sRGB")
    elif transfer == "linear":
        light = rgb
    else:
        with np.errstate(all="ignore"):  # black gives 0 / 0
            nits = (
                eotf_ST2084(rgb, 10000)
                if transfer == "pq"
                else np.nan_to_num(eotf_BT2100_HLG(rgb, 0, 1000, 1.2))
            )
        light = np.array([_toned(color, peak) for color in nits]) / WHITE
    space = {"bt2020": "ITU-R BT.2020", "p3": "P3-D65", "bt709": "sRGB"}[primaries]
    matrix = colour.matrix_RGB_to_RGB(space, "sRGB", chromatic_adaptation_transform=None)
    light = np.array([_desaturated(color) for color in light @ matrix.T])
    return np.clip(colour.cctf_encoding(light, "sRGB"), 0, 1)


def _toned(nits: np.ndarray, peak: float) -> np.ndarray:
    """BT.2390 with black at 0, as a factor on all channels from the brightest one."""
    top = nits.max()
    if top <= 0:
        return nits
    e1 = eotf_inverse_ST2084(min(top, peak), 10000) / eotf_inverse_ST2084(peak, 10000)
    max_lum = min(eotf_inverse_ST2084(WHITE, 10000) / eotf_inverse_ST2084(peak, 10000), 1)
    ks = 1.5 * max_lum - 0.5
    e2 = e1
    if e1 >= ks and ks < 1:
        t = (e1 - ks) / (1 - ks)
        e2 = ((2 * t**3 - 3 * t**2 + 1) * ks + (t**3 - 2 * t**2 + t) * (1 - ks)
              + (-2 * t**3 + 3 * t**2) * max_lum)  # fmt: skip
    target = eotf_ST2084(e2 * eotf_inverse_ST2084(peak, 10000), 10000)
    return nits * (target / top)


def _desaturated(color: np.ndarray) -> np.ndarray:
    """Mixed with the gray of its luminance, as little as puts it into 0..1; found by halving."""
    gray = np.full(3, color @ [0.2126390, 0.7151687, 0.0721923])
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        mixed = gray + (color - gray) * (1 - middle)
        low, high = (low, middle) if mixed.min() >= 0 and mixed.max() <= 1 else (middle, high)
    inside = color.min() >= 0 and color.max() <= 1
    return color if inside else gray + (color - gray) * (1 - high)


def delta_e(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """CIE deltaE 2000 between sRGB colors 0..255, for D65."""
    lab = [
        colour.XYZ_to_Lab(colour.sRGB_to_XYZ(np.clip(colors, 0, 255) / 255),
                          colour.CCS_ILLUMINANTS["CIE 1931 2 Degree Standard Observer"]["D65"])
        for colors in (first, second)
    ]  # fmt: skip
    return np.asarray(colour.delta_E(*lab, method="CIE 2000"))
