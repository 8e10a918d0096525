"""How stored values are read: what the tags say, and what is assumed without them."""

from pathlib import Path

import av
import numpy as np
import pytest

import filmprint

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
