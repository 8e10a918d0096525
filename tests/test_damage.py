"""Damaged films: as much as can be had, none of it made up."""

from pathlib import Path

import numpy as np
import pytest

import filmprint
from clips import even_times, moving_frames, write_clip

FRAMES = 360
KINDS = {
    "mp4": ("libx264", {"g": "12", "bf": "2"}),
    "mkv": ("libx264", {"g": "12", "bf": "2"}),
    "ts": ("libx264", {"g": "12", "bf": "2"}),
    "avi": ("mpeg4", {"g": "12", "b": "2M"}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_stretch(tmp_path: Path, kind: str) -> None:
    codec, options = KINDS[kind]
    path = write_clip(tmp_path / f"a.{kind}", moving_frames(FRAMES), even_times(FRAMES),
                      codec=codec, options=options,
                      container_options={"movflags": "+faststart"} if kind == "mp4" else {})  # fmt: skip
    true = filmprint.analyze(path, frames=90, method="average", jobs=1)
    data = bytearray(path.read_bytes())
    start, size = len(data) // 3, len(data) // 20
    data[start : start + size] = np.random.default_rng(3).bytes(size)
    start = len(data) * 2 // 3
    data[start : start + size] = bytes(size)
    path.write_bytes(data)
    found = [filmprint.analyze(path, frames=90, method="average", jobs=jobs) for jobs in (1, 2)]
    assert found[0] == found[1]
    assert 0.8 < found[0].coverage < 1  # a tenth is damaged, and what refers to that
    assert any("could not be answered" in line for line in found[0].warnings)
    there = found[0].answered
    error = np.abs(found[0].colors.astype(int) - true.colors)[there].max(axis=(1, 2))
    assert (error <= 2).mean() > 0.97
    assert (found[0].dominant(1)[~there] == 0).all()
