"""Workers that die, hang or eat memory cost their own film and nothing else."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from conftest import Run

FAST = ("--frames", "12", "--dpi", "20", "--jobs", "2")
SABOTEUR = str(Path(__file__).parent / "saboteur")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")

WAYS = {
    "crash": "makes a worker process die (SIGSEGV)",
    "kill-head": "makes a worker process die (SIGKILL)",
    "exit": "makes a worker process die (exit code 3)",
    "eat": "takes more than 700 MB of memory; given up (--max-memory)",
    "raise": "unexpected error (ZeroDivisionError: division by zero)",
}


@pytest.fixture
def sabotage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", SABOTEUR, prepend=os.pathsep)


@pytest.mark.usefixtures("sabotage")
def test_a_bad_film_costs_only_itself(run: Run, flat_clip: Path, tmp_path: Path) -> None:
    films = tmp_path / "films"
    films.mkdir()
    for name in (*WAYS, "crash-once", "good"):
        shutil.copy2(flat_clip, films / f"a.{name}.mkv")
    result = run("films", *FAST, "--max-memory", "700", "-o", "out", code=1)
    lines = result.stderr.splitlines()
    assert len(lines) == len(WAYS)
    for way, message in WAYS.items():
        assert any(f"a.{way}.mkv: " in line and message in line for line in lines), way
    good = ("a.crash-once", "a.good")
    written = {path.name for path in (tmp_path / "out").glob("a.*")}
    assert written == {f"{name}.{suffix}" for name in good for suffix in ("png", "json")}
    run("films/a.good.mkv", *FAST, "-o", "alone")
    alone = (tmp_path / "alone" / "a.good.json").read_bytes()
    assert (tmp_path / "out" / "a.good.json").read_bytes() == alone


@pytest.mark.usefixtures("sabotage")
@pytest.mark.parametrize(("way", "limit"), [
    ("deaf", ("--max-stall", "5")), ("spin-head", ("--max-time", "3")),
])  # fmt: skip
def test_a_hang_is_given_up(run: Run, flat_clip: Path, tmp_path: Path, way: str,
                            limit: tuple[str, str]) -> None:  # fmt: skip
    shutil.copy2(flat_clip, tmp_path / f"a.{way}.mkv")
    result = run(f"a.{way}.mkv", *FAST, *limit, code=1)
    assert len(result.stderr.splitlines()) == 1
    assert f"given up ({limit[0]})" in result.stderr
    assert not list(tmp_path.glob("*.json"))
