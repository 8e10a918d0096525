"""Frame columns: what is kept of each frame, against frames that are decoded in another way."""

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

import filmprint
from clips import moving_frames, write_clip
from conftest import Run
from filmprint.color.spaces import linear_from_srgb, srgb_from_linear
from filmprint.fingerprint.frame_columns import ROWS

FAST = ("--frames", "12", "--dpi", "20", "--jobs", "2")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve frames of 128 x 192 pixels, without loss."""
    path = tmp_path_factory.mktemp("columns") / "Moving.mkv"
    write_clip(path, moving_frames(12, height=2 * ROWS), codec="ffv1", pixel_format="yuv444p",
               colorspace=1)  # fmt: skip
    return path


@pytest.fixture(scope="module")
def frames(clip: Path) -> np.ndarray:
    """(12, 192, 128, 3): linear light, by a plain decode."""
    with av.open(str(clip)) as container:
        decoded = [
            frame.to_ndarray(format="rgb24", src_colorspace=1)
            for frame in container.decode(video=0)
        ]
    return linear_from_srgb(np.stack(decoded))


def test_columns_are_the_frames_squeezed(clip: Path, frames: np.ndarray) -> None:
    found = filmprint.analyze(clip, frames=12, frame_columns=True, crop="none", trim="none")
    assert found.frame_columns is not None
    pairs = frames.reshape(12, ROWS, 2, 128, 3)
    means = srgb_from_linear(pairs.mean(axis=(2, 3)))
    middles = srgb_from_linear(pairs[:, :, :, 64].mean(axis=2))
    assert np.abs(found.frame_columns.means - means).max() <= 1.5
    assert np.abs(found.frame_columns.middles - middles).max() <= 1.5
    assert np.ptp(means, axis=0).max() > 20  # they are not all the same
    alone = filmprint.analyze(clip, frames=12, frame_columns=True, crop="none", trim="none", jobs=1)
    assert alone == found


def test_columns_are_added_and_kept(run: Run, clip: Path, tmp_path: Path) -> None:
    run(clip, *FAST, "-o", "out")
    before = filmprint.load(tmp_path / "out/Moving.json")
    assert before.frame_columns is None
    run(clip, *FAST, "-o", "out", "--style", "barcode,slitscan")
    after = filmprint.load(tmp_path / "out/Moving.json")
    (tmp_path / "out/Moving.columns.png").unlink()
    again = run(clip, *FAST, "-o", "out", "--frame-columns")
    assert "added" in again.stdout and "up to date" not in again.stdout
    assert after.frame_columns is not None and np.array_equal(after.colors, before.colors)
    assert after == filmprint.analyze(clip, frames=12, frame_columns=True)
    with Image.open(tmp_path / "out/Moving.columns.png") as image:
        assert image.size == (12, 2 * ROWS)
    clip_free = run("render", "out/Moving.json", "--style", "barcode-ring", "--dpi", "20")
    assert "barcode-ring" in clip_free.stdout
    (tmp_path / "out/Moving.columns.png").unlink()
    failed = run("render", "out/Moving.json", "--style", "slitscan", "--dpi", "20", "--overwrite",
                 code=1)  # fmt: skip
    assert "--frame-columns" in failed.stderr


def test_foreign_files_are_not_replaced(run: Run, clip: Path, tmp_path: Path) -> None:
    mine = tmp_path / "out/Moving.columns.png"
    mine.parent.mkdir()
    Image.new("RGB", (3, 3)).save(mine)
    before = mine.read_bytes()
    refused = run(clip, *FAST, "-o", "out", "--frame-columns", code=1)
    assert "Moving.columns.png" in refused.stderr and mine.read_bytes() == before


def test_fast_mode_has_the_columns_of_what_stands_in(tmp_path: Path) -> None:
    film = write_clip(tmp_path / "film.mp4", moving_frames(24), options={"g": "24", "bf": "0"})
    exact = filmprint.analyze(film, frames=24, frame_columns=True)
    fast = filmprint.analyze(film, frames=24, frame_columns=True, fast=True)
    assert exact.frame_columns is not None and fast.frame_columns is not None
    assert fast.stand_in_seconds is not None
    stand_in = np.nan_to_num(fast.stand_in_seconds)
    shown = np.rint((fast.times_seconds + stand_in) * 24 - 0.5).astype(int)
    assert (stand_in != 0).sum() > 10
    apart = fast.frame_columns.means.astype(int) - exact.frame_columns.means[shown]
    assert np.abs(apart).max() <= 3  # fast mode leaves out the deblocking filter


def test_columns_of_another_number_of_samples_are_refused(clip: Path) -> None:
    found = filmprint.analyze(clip, frames=12, frame_columns=True)
    fewer = filmprint.analyze(clip, frames=11)
    with pytest.raises(ValueError, match="12 samples, not of 11"):
        replace(fewer, frame_columns=found.frame_columns)
