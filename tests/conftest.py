import os
import pickle
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

import filmprint
from browsing import ARGUMENTS, CHROMIUM, WatchedPages
from clips import add_sound, flat_frames, moving_frames, tone, write_clip
from filmprint.cli.app import main
from filmprint.cli.demo_film import make_film
from filmprint.options import Execution, Limits
from filmprint.processes.worker_process import ONE_THREAD
from filmprint.processes.workers import Workers
from running import KeptWorkers, end_kept_workers, run_in_process

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CLIPS = Path(__file__).parents[2] / "shared" / "clips"
REAL_CLIPS = ("big_buck_bunny_60s.mp4", "sintel_trailer_52s.mp4")

os.environ["FILMPRINT_NO_CONFIG"] = "1"  # a tester's own filmprint.toml changes no test
os.environ |= ONE_THREAD  # there is a test process for each core

settings.register_profile("any load", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any load")

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
    from playwright.sync_api import sync_playwright

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


@pytest.fixture(scope="session", autouse=True)
def kept_workers() -> Iterator[None]:
    """`analyze()` and the program, run in this process, end no worker before all tests are done."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("analysis.pipeline", "processes.workers"):
            patch.setattr(f"filmprint.{module}.Workers", KeptWorkers)
        yield
    end_kept_workers()


@pytest.fixture
def new_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """`analyze()` starts workers of its own and ends them, as without `kept_workers`."""
    monkeypatch.setattr("filmprint.analysis.pipeline.Workers", Workers)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the program in this process, in a folder of the test's own."""

    def run(*arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
        return checked(run_in_process([str(argument) for argument in arguments], tmp_path), code)

    return run


@pytest.fixture
def start(tmp_path: Path) -> Run:
    """Start the program as a user does, for tests of what a process of its own makes differ."""

    def start(*arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "filmprint", *map(str, arguments)]
        result = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300
        )
        return checked(result, code)

    return start


def checked(
    result: subprocess.CompletedProcess[str], code: int
) -> subprocess.CompletedProcess[str]:
    """The result of a run that ended with this exit code, and without a traceback."""
    assert result.returncode == code, result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr
    return result


def refuse(*arguments: object) -> None:
    """Run the program in this process, which is quicker, and expect that it refuses its usage."""
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    assert stopped.value.code == 2


COLORS = [(200, 40, 60), (30, 120, 200), (240, 220, 120), (20, 30, 40), (90, 160, 90)]


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that `make` has filled, once for all worker processes of the run."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with FileLock(f"{folder}.lock"):
        done = folder.with_name(f"{name}.done")
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of a process that failed
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def flat_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five seconds, a color each second, without loss."""

    def make(folder: Path) -> None:
        write_clip(folder / "Five.Colors.1984.mkv", flat_frames(COLORS, 24), codec="ffv1",
                   pixel_format="yuv444p", colorspace=1)  # fmt: skip

    return made_once(tmp_path_factory, "clips", make) / "Five.Colors.1984.mkv"


@pytest.fixture(scope="session")
def loud_clip(flat_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clip of five colors; its sound is -23 LUFS for 1.5 seconds, silence, -33 LUFS."""

    def make(folder: Path) -> None:
        wave = np.concatenate([tone(1.5, -23), np.zeros((2, 96_000)), tone(1.5, -33)], axis=1)
        add_sound(flat_clip, folder / "Loud.2001.mkv", wave)

    return made_once(tmp_path_factory, "sound", make) / "Loud.2001.mkv"


@pytest.fixture(scope="session")
def moving_print(tmp_path_factory: pytest.TempPathFactory) -> filmprint.Fingerprint:
    """A small film of many colors, as `analyze` gives it: no file of ours was in between."""

    def make(folder: Path) -> None:
        film = write_clip(folder / "a.mp4", moving_frames(48))
        (folder / "fingerprint").write_bytes(pickle.dumps(filmprint.analyze(film, frames=40)))

    return unpickled(made_once(tmp_path_factory, "moving-print", make) / "fingerprint")


def unpickled(path: Path) -> filmprint.Fingerprint:
    fingerprint: filmprint.Fingerprint = pickle.loads(path.read_bytes())
    return fingerprint


@pytest.fixture(scope="session")
def demo_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = made_once(tmp_path_factory, "demo", lambda folder: make_film(folder / "demo.mp4"))
    return folder / "demo.mp4"


@pytest.fixture(scope="session")
def demo_print(demo_film: Path, tmp_path_factory: pytest.TempPathFactory) -> filmprint.Fingerprint:
    """The demo film's fingerprint."""

    def make(folder: Path) -> None:
        fingerprint = filmprint.analyze(demo_film, frames=200)
        (folder / "fingerprint").write_bytes(pickle.dumps(fingerprint))

    return unpickled(made_once(tmp_path_factory, "demo-print", make) / "fingerprint")


EXHAUSTIVE = {
    "test_every_style_draws_any_film": 7,
    "test_any_film_can_be_drawn": 4,
    "test_bars_are_found": 3,
    "test_constant_rate": 5,
    "test_sdr": 4,
    "test_hdr": 3,
    "test_films_that_are_none": 3,
    "test_bars_of_a_pixel_and_a_half": 3,
    "test_any_title_is_inside_the_margin": 3,
    "test_credits": 3,
}
"""Grids of which `pytest` runs every nth case, and `./check` and CI all."""
SLOW_MODULES = ("test_picture", "test_faults", "test_damage", "test_exact", "test_true_colors",
                "test_workers", "test_report_page", "test_gallery_page", "test_films",
                "test_tutorial", "test_color", "test_hosts", "test_many_films",
                "test_archive", "test_dask", "test_remote", "test_thumbnails", "test_mpv",
                "test_image_sequences", "test_refusals", "test_chapters",
                "test_frame_columns")  # fmt: skip
SLOW_TESTS = (
    "test_stopping", "test_film_to_poster", "test_encodes_of_one_clip_are_nearest",
    "test_stills_are_tied_to_their_moments", "test_a_run_under_nohup_lives_on",
    "test_an_unchanged_film_does_not_load_what_draws", "test_many_files_are_read_in_processes",
    "test_every_style_draws_any_film", "test_a_large_file_of_others_is_not_read_whole",
    "test_a_wrong_file_is_named", "test_a_value_of_another_type_is_refused",
)  # fmt: skip
SLOW_FIXTURES = {"real_clips", "demo_film", "demo_print"}
"""What `./check --quick` leaves out: what starts processes and browsers, what analyzes large films."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes long, before `-m` chooses, and put it first."""
    counts: Counter[str] = Counter()
    for item in items:
        name = getattr(item, "originalname", item.name)
        if name in EXHAUSTIVE:
            if counts[name] % EXHAUSTIVE[name]:
                item.add_marker("exhaustive")
            counts[name] += 1
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.path.stem in SLOW_MODULES or name in SLOW_TESTS or fixtures & SLOW_FIXTURES:
            item.add_marker("slow")
    # Slow ones first, so that no core has nothing to do while the last of them runs.
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
