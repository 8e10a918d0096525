import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import filmprint
from browsing import ARGUMENTS, CHROMIUM, WatchedPages
from clips import flat_frames, write_clip
from filmprint.cli.demo_film import make_film
from filmprint.options import Execution, Limits
from filmprint.processes.workers import Workers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CLIPS = Path(__file__).parents[2] / "shared" / "clips"
REAL_CLIPS = ("big_buck_bunny_60s.mp4", "sintel_trailer_52s.mp4")

os.environ["FILMPRINT_NO_CONFIG"] = "1"  # a tester's own filmprint.toml changes no test

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def real_clips() -> list[Path]:
    """The two real film clips beside the project; a test is skipped where they are not."""
    paths = [CLIPS / name for name in REAL_CLIPS]
    if not all(path.is_file() for path in paths):
        assert not os.environ.get("CI"), f"no film clips in {CLIPS}"
        pytest.skip(f"no film clips in {CLIPS}")
    return paths


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium, for tests of pages."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    if not CHROMIUM.exists():
        assert not os.environ.get("CI"), f"no {CHROMIUM}: apt-get install chromium"
        pytest.skip(f"no {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def pages(browser: "Browser") -> Iterator[WatchedPages]:
    """Open pages; at the end, see that they said nothing and asked for nothing."""
    pages = WatchedPages(browser)
    yield pages
    pages.close()


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    """One worker process for all tests."""
    with Workers(Execution(jobs=1), Limits()) as workers:
        yield workers


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the program in a folder of the test's own, with two jobs at most."""

    def run(*arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "filmprint", *map(str, arguments)]
        result = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300
        )
        assert result.returncode == code, result.stdout + result.stderr
        assert "Traceback" not in result.stdout + result.stderr
        return result

    return run


COLORS = [(200, 40, 60), (30, 120, 200), (240, 220, 120), (20, 30, 40), (90, 160, 90)]


@pytest.fixture(scope="session")
def flat_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five seconds, a color each second, without loss."""
    path = tmp_path_factory.mktemp("clips") / "Five.Colors.1984.mkv"
    return write_clip(path, flat_frames(COLORS, 24), codec="ffv1", pixel_format="yuv444p",
                      colorspace=1)  # fmt: skip


@pytest.fixture(scope="session")
def demo_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_film(tmp_path_factory.mktemp("demo") / "demo.mp4")


@pytest.fixture(scope="session")
def demo_print(demo_film: Path) -> filmprint.Fingerprint:
    return filmprint.analyze(demo_film, frames=200)
