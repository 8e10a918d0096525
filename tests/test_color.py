"""Colors against the arithmetic of the standards, from stored values to fingerprint."""

from pathlib import Path

import av
import numpy as np
import pytest

import filmprint
from filmprint.color import bt709_from_bt2020, oklab_from_srgb, srgb_from_oklab

WEIGHTS = {"bt709": (0.2126, 0.0722), "smpte170m": (0.299, 0.114), "bt2020nc": (0.2627, 0.0593)}
STORED = [(81, 110, 170), (145, 100, 110), (60, 150, 120), (200, 120, 135), (16, 128, 128),
          (235, 128, 128), (120, 100, 160)]  # fmt: skip


def exact_rgb(stored: tuple[int, int, int], matrix: str, full: bool) -> np.ndarray:
    """RGB 0..255 of an 8-bit Y'CbCr triple (ITU-T H.273, equations 29 to 60)."""
    red, blue = WEIGHTS[matrix]
    y, cb, cr = np.array(stored, float) - (0 if full else 16, 128, 128)
    y, cb, cr = (y / 255, cb / 255, cr / 255) if full else (y / 219, cb / 224, cr / 224)
    r, b = y + 2 * (1 - red) * cr, y + 2 * (1 - blue) * cb
    g = (y - red * r - blue * b) / (1 - red - blue)
    return np.clip(np.array([r, g, b]) * 255, 0, 255)


def write_stored(path: Path, size: tuple[int, int], tags: dict[str, int]) -> Path:
    """A lossless clip: a second of each of `STORED`, exactly these bytes in the planes."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=5)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for name, value in tags.items():
            setattr(stream.codec_context, name, value)
        for n, stored in enumerate(STORED):
            for i in range(5):
                frame = av.VideoFrame(*size, "yuv420p")
                for plane, value in zip(frame.planes, stored, strict=True):
                    plane.update(bytes([value]) * plane.buffer_size)
                for name, value in tags.items():
                    setattr(frame, name, value)
                frame.pts = n * 5 + i
                container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


@pytest.mark.parametrize(("size", "tags", "matrix", "full", "assumed"), [
    ((720, 576), {"colorspace": 1}, "bt709", False, False),
    ((1280, 720), {"colorspace": 5}, "smpte170m", False, False),
    ((1280, 720), {"colorspace": 6}, "smpte170m", False, False),
    ((720, 576), {}, "smpte170m", False, True),
    ((1280, 544), {}, "bt709", False, True),
    ((960, 720), {}, "bt709", False, True),
    ((640, 360), {"color_range": 2}, "smpte170m", True, True),
    ((1920, 800), {"colorspace": 1, "color_range": 2}, "bt709", True, False),
    ((1920, 800), {"colorspace": 3}, "bt709", False, True),
])  # fmt: skip
def test_stored_values_come_out_right(tmp_path: Path, size: tuple[int, int],
                                      tags: dict[str, int], matrix: str, full: bool,
                                      assumed: bool) -> None:  # fmt: skip
    path = write_stored(tmp_path / "a.mkv", size, tags)
    for method in ("kmeans", "average"):
        found = filmprint.analyze(path, frames=len(STORED), method=method, jobs=1)
        expected = [exact_rgb(stored, matrix, full) for stored in STORED]
        assert np.abs(found.dominant(1)[:, 0] - np.array(expected)).max() <= 0.75
    assert ("matrix" in found.film.color.assumed) == assumed
    assert found.film.color.range == ("full" if full else "limited")


def test_bt2020_primaries_are_converted(tmp_path: Path) -> None:
    tags = {"colorspace": 9, "color_primaries": 9, "color_trc": 14}
    path = write_stored(tmp_path / "a.mkv", (640, 360), tags)
    found = filmprint.analyze(path, frames=len(STORED), jobs=1).dominant(1)[:, 0]
    wide = np.array([np.rint(exact_rgb(s, "bt2020nc", False)) for s in STORED]).astype(np.uint8)
    assert np.abs(found.astype(int) - bt709_from_bt2020(wide)).max() <= 2
    assert (found != wide).any()
    gray = np.repeat(np.arange(256, dtype=np.uint8), 3).reshape(-1, 3)
    assert np.array_equal(bt709_from_bt2020(gray), gray)


def test_oklab() -> None:
    """The published values for white, red and blue, and the way back."""
    published = {(255, 255, 255): (1, 0, 0), (255, 0, 0): (0.62796, 0.22486, 0.12585),
                 (0, 0, 255): (0.45201, -0.03246, -0.31153)}  # fmt: skip
    for rgb, lab in published.items():
        assert oklab_from_srgb(rgb) == pytest.approx(lab, abs=2e-5)
    grid = np.stack(np.meshgrid(*[np.arange(0, 256, 15)] * 3), axis=-1).reshape(-1, 3)
    assert np.abs(srgb_from_oklab(oklab_from_srgb(grid)) - grid).max() < 1e-3
