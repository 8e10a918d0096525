"""The script for mpv, in mpv itself on a screen of its own."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageGrab

from clips import flat_frames, write_clip
from conftest import Run
from filmprint.export.seekbar import seekbar_colors
from fingerprints import of_chance

WIDTH, HEIGHT = 640, 360
STRIP = 6  # 12 parts of 720


@pytest.fixture
def display() -> Iterator[str]:
    """The name of a screen that nobody sees."""
    if not (shutil.which("mpv") and shutil.which("Xvfb")):
        pytest.skip("no mpv or Xvfb: apt-get install mpv xvfb")
    read_end, write_end = os.pipe()
    screen = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{WIDTH}x{HEIGHT}x24"]
    with subprocess.Popen(screen, pass_fds=[write_end], stderr=subprocess.DEVNULL) as server:
        os.close(write_end)
        with os.fdopen(read_end) as number:
            yield f":{number.readline().strip()}"
        server.terminate()


def test_mpv_shows_the_strip_of_the_film(run: Run, tmp_path: Path, display: str) -> None:
    """Its last lines are the seek bar that `export` writes, but for the mark at half the film."""
    write_clip(tmp_path / "a film.mp4", flat_frames([(90, 90, 90)] * 10, 24, 64, 36))
    film = of_chance(90, seconds=10)
    film.save(tmp_path / "a film.json")
    run("mpv-script", "-o", "scripts/filmprint.lua")
    player = ["mpv", "--no-config", "--no-audio", "--vo=x11", "--osc=no", "--no-border", "--pause",
              "--start=5", f"--geometry={WIDTH}x{HEIGHT}+0+0", "--script=scripts/filmprint.lua",
              "--script-opts=filmprint-always=yes", "a film.mp4"]  # fmt: skip
    expected = seekbar_colors(film, WIDTH)[:, :3].astype(int)
    mark = slice(WIDTH // 2 - 8, WIDTH // 2 + 8)
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(
        player, cwd=tmp_path, env=os.environ | {"DISPLAY": display}, stdout=log, stderr=log
    ) as mpv:  # fmt: skip
        try:
            end = time.monotonic() + 60
            while True:
                screen = np.asarray(ImageGrab.grab(xdisplay=display).convert("RGB")).astype(int)
                strip = screen[-STRIP:].copy()
                wrong = abs(strip - expected)
                wrong[:, mark] = 0
                if wrong.max() <= 2 or time.monotonic() > end or mpv.poll() is not None:
                    break
                time.sleep(0.1)
        finally:
            mpv.terminate()
    Image.fromarray(screen.astype(np.uint8)).save(tmp_path / "screen.png")
    assert wrong.max() <= 2, (tmp_path / "log").read_text("utf-8", "replace")
    assert (strip[:, mark] == 255).all(axis=-1).any()
    assert abs(screen[-STRIP - 1] - 90).max() <= 3  # the film, above the strip
