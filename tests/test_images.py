"""Single pictures in: every mode and depth, with and without alpha and profile.

Files are written by pypng and tifffile, which know nothing of Pillow; what is right is computed
from the values that were written.
"""

import struct
import zlib
from pathlib import Path

import numpy as np
import png
import pytest
import tifffile
from PIL import Image

from conftest import Run
from filmprint.library.images import MAX_PIXELS, read_image

WHITE = 1.0


def srgb_encoded(light: np.ndarray) -> np.ndarray:
    """IEC 61966-2-1."""
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def linear_gray_profile() -> bytes:
    """An ICC profile (version 2.1) of gray whose values are linear light."""
    text = b"gray\0"
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(text)) + text + bytes(78),
        b"cprt": b"text" + bytes(4) + text,
        b"wtpt": b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061),
        b"kTRC": b"curv" + bytes(8),
    }
    table, data, offset = b"", b"", 132 + 12 * len(tags)
    for name, content in tags.items():
        table += name + struct.pack(">II", offset + len(data), len(content))
        data += content + bytes(-len(content) % 4)
    size = offset + len(data)
    header = struct.pack(">I4sI4s4s4s", size, bytes(4), 0x02100000, b"mntr", b"GRAY", b"XYZ ")
    header += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + data


def add_profile(path: Path) -> None:
    """An iCCP chunk behind a PNG file's header."""
    content = b"gray\0\0" + zlib.compress(linear_gray_profile())
    chunk = struct.pack(">I", len(content)) + b"iCCP" + content
    chunk += struct.pack(">I", zlib.crc32(b"iCCP" + content))
    data = path.read_bytes()
    path.write_bytes(data[:33] + chunk + data[33:])


def write_png(path: Path, pixels: np.ndarray, profile: bool = False, **options: object) -> None:
    height, width = pixels.shape[:2]
    with path.open("wb") as file:
        png.Writer(width, height, **options).write(file, pixels.reshape(height, -1).tolist())
    if profile:
        add_profile(path)


def expected(light: np.ndarray, alpha: np.ndarray | None, profile: bool) -> np.ndarray:
    """(h, w, 3): values 0..1 of gray (h, w) or color (h, w, 3), over white."""
    colors = light if light.ndim == 3 else np.repeat(light[..., None], 3, axis=2)
    colors = srgb_encoded(colors) if profile else colors
    if alpha is not None:
        colors = colors * alpha[..., None] + WHITE * (1 - alpha[..., None])
    return 255 * colors


def assert_is(path: Path, right: np.ndarray, tolerance: float = 1.0) -> None:
    found = read_image(path)
    assert found.dtype == np.uint8 and found.shape == right.shape
    assert np.abs(found - right).max() <= tolerance, (found, right)


RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize("profile", [False, True])
@pytest.mark.parametrize("alpha", ["none", "channel", "value"])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("depth", [1, 2, 4, 8, 16])
def test_gray_png(tmp_path: Path, depth: int, dark: bool, alpha: str, profile: bool) -> None:
    top = 2**depth - 1
    if alpha == "channel" and depth < 8:
        return  # there is no such file
    gray = RANDOM.integers(0, top // 100 + 1 if dark else top + 1, (9, 11))
    cover = RANDOM.integers(0, top + 1, gray.shape)
    path, options = tmp_path / "a.png", {"bitdepth": depth, "greyscale": True}
    if alpha == "channel":
        write_png(path, np.stack([gray, cover], axis=-1), profile, alpha=True, **options)
        # Of 16 bits beside alpha, Pillow gives the upper 8; near black, the curve is steep.
        tolerance = {8: 1.0, 16: 13.0 if profile else 2.0}[depth]
        assert_is(path, expected(gray / top, cover / top, profile), tolerance)
    elif alpha == "value":
        write_png(path, gray, profile, transparent=int(gray[0, 0]), **options)
        assert_is(path, expected(gray / top, (gray != gray[0, 0]).astype(float), profile))
    else:
        write_png(path, gray, profile, **options)
        assert_is(path, expected(gray / top, None, profile))


@pytest.mark.parametrize("alpha", ["none", "channel", "value"])
@pytest.mark.parametrize("depth", [8, 16])
def test_color_png(tmp_path: Path, depth: int, alpha: str) -> None:
    top = 2**depth - 1
    colors, cover = RANDOM.integers(0, top + 1, (9, 11, 3)), RANDOM.integers(0, top + 1, (9, 11))
    path, options = tmp_path / "a.png", {"bitdepth": depth, "greyscale": False}
    if alpha == "channel":
        write_png(path, np.concatenate([colors, cover[..., None]], axis=-1), alpha=True, **options)
        assert_is(path, expected(colors / top, cover / top, False), 2 if depth == 16 else 1)
    elif alpha == "value":
        one = tuple(int(value) for value in colors[0, 0])
        write_png(path, colors, transparent=one, **options)
        assert_is(path, expected(colors / top, (colors != one).any(axis=-1).astype(float), False))
    else:
        write_png(path, colors, **options)
        assert_is(path, expected(colors / top, None, False))


@pytest.mark.parametrize("profile", [False, True])
@pytest.mark.parametrize("alpha", [False, True])
@pytest.mark.parametrize("depth", [1, 2, 4, 8])
def test_palette_png(tmp_path: Path, depth: int, alpha: bool, profile: bool) -> None:
    """With a profile of grays, the palette has grays alone."""
    count = 2**depth
    palette = RANDOM.integers(0, 256, (count, 3))
    if profile:
        palette[:] = palette[:, :1]
    cover = RANDOM.integers(0, 256, count)
    entries = np.column_stack([palette, cover]) if alpha else palette
    indexes = RANDOM.integers(0, count, (9, 11))
    write_png(tmp_path / "a.png", indexes, profile, bitdepth=depth,
              palette=[tuple(map(int, entry)) for entry in entries])  # fmt: skip
    right = expected(palette[indexes] / 255, cover[indexes] / 255 if alpha else None, profile)
    assert_is(tmp_path / "a.png", right)


@pytest.mark.parametrize("profile", [False, True])
@pytest.mark.parametrize("white_is_zero", [False, True])
@pytest.mark.parametrize(
    "dtype", ["uint8", "uint16", "int16", "uint32", "int32", "float32", "float64"]
)
def test_gray_tiff(tmp_path: Path, dtype: str, white_is_zero: bool, profile: bool) -> None:
    whole = np.issubdtype(dtype, np.integer)
    white = np.iinfo(dtype).max if whole else 1.0
    gray = np.linspace(0, 0.3, 99).reshape(9, 11)  # never near white
    values = (gray * white).astype(dtype)
    photometric = "miniswhite" if white_is_zero else "minisblack"
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, values, photometric=photometric,
                     iccprofile=linear_gray_profile() if profile else None)  # fmt: skip
    try:
        light = values.astype(float) / white
        light = 1 - light if white_is_zero else light
        assert_is(path, expected(light, None, profile))
    except Exception as error:  # a kind that Pillow does not read is refused, never misread
        assert type(error).__name__ == "ImageError"
        assert (white_is_zero and dtype not in ("uint8", "uint16", "float32")) or dtype == "float64"


def test_color_tiff(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    colors = RANDOM.integers(0, 65536, (9, 11, 3)).astype(np.uint16)
    tifffile.imwrite(path, colors, photometric="rgb")
    assert_is(path, expected(colors / 65535, None, False))
    small, cover = (colors >> 8).astype(np.uint8), RANDOM.integers(0, 256, (9, 11)).astype(np.uint8)
    rgba = np.concatenate([small, cover[..., None]], axis=-1)
    tifffile.imwrite(path, rgba, photometric="rgb", extrasamples=["unassalpha"])
    assert_is(path, expected(small / 255, cover / 255, False))
    inks = RANDOM.integers(0, 256, (9, 11, 4)).astype(np.uint8)
    tifffile.imwrite(path, inks, photometric="separated")
    light = (1 - inks[..., :3] / 255) * (1 - inks[..., 3:] / 255)
    assert_is(path, expected(light, None, False), 2)
    lab = np.zeros((9, 11, 3), np.uint8)
    lab[..., 0] = np.linspace(0, 255, 99).reshape(9, 11)
    tifffile.imwrite(path, lab, photometric="cielab")
    lightness = lab[..., 0] / 255 * 100
    light = np.where(lightness > 8, ((lightness + 16) / 116) ** 3, lightness / 903.3)  # CIE 15
    assert_is(path, expected(light, None, True), 2)


@pytest.mark.parametrize("top", [255, 1023, 65535])
def test_portable_maps(tmp_path: Path, top: int) -> None:
    gray = RANDOM.integers(0, top // 50, (9, 11))
    data = gray.astype(">u2" if top > 255 else "u1").tobytes()
    (tmp_path / "a.pgm").write_bytes(b"P5 11 9 %d\n" % top + data)
    assert_is(tmp_path / "a.pgm", expected(gray / top, None, False))
    light = RANDOM.random((9, 11)).astype("<f4") * 2 - 0.5
    (tmp_path / "a.pfm").write_bytes(b"Pf\n11 9\n-1.0\n" + light[::-1].tobytes())
    assert_is(tmp_path / "a.pfm", expected(light.clip(0, 1), None, False))


def test_a_large_picture_is_read_without_a_warning(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the limits of Pillow, which warns with a line of its source, and our own; both are
    a ten thousandth of what they are."""
    pillows_limit = 1024**3 // 4 // 3  # whatever another test has made of it
    assert pillows_limit < 95_000_000 < MAX_PIXELS < 2 * pillows_limit
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", pillows_limit // 10_000)
    monkeypatch.setattr("filmprint.library.images.MAX_PIXELS", MAX_PIXELS // 10_000)
    Image.new("1", (100, 95)).save(tmp_path / "a.png")
    with pytest.warns(Image.DecompressionBombWarning):
        Image.open(tmp_path / "a.png").close()
    assert run("palette", "a.png", "--dpi", "20").stderr == ""
    Image.new("1", (101, 100)).save(tmp_path / "b.png")
    lines = run("palette", "b.png", "--dpi", "20", code=1).stderr.splitlines()
    assert len(lines) == 1 and "too many" in lines[0]
