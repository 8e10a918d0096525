"""Workers that die, hang or eat memory cost their own film and nothing else."""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

import filmprint
from conftest import Run
from filmprint.analysis.pipeline import fingerprint
from filmprint.options import Clustering, Execution, Limits, Sampling
from filmprint.processes.worker_process import TRIM_THRESHOLD
from filmprint.processes.workers import Workers

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
def test_a_bad_film_costs_only_itself(start: Run, flat_clip: Path, tmp_path: Path) -> None:
    films = tmp_path / "films"
    films.mkdir()
    for name in (*WAYS, "crash-once", "good"):
        shutil.copy2(flat_clip, films / f"a.{name}.mkv")
    result = start("films", *FAST, "--max-memory", "700", "-o", "out", code=1)
    lines = result.stderr.splitlines()
    assert len(lines) == len(WAYS)
    for way, message in WAYS.items():
        assert any(f"a.{way}.mkv: " in line and message in line for line in lines), way
    good = ("a.crash-once", "a.good")
    written = {path.name for path in (tmp_path / "out").glob("a.*")}
    assert written == {f"{name}.{suffix}" for name in good for suffix in ("png", "json")}
    start("films/a.good.mkv", *FAST, "-o", "alone")
    alone = (tmp_path / "alone" / "a.good.json").read_bytes()
    assert (tmp_path / "out" / "a.good.json").read_bytes() == alone


@pytest.mark.usefixtures("sabotage")
def test_a_bad_film_costs_only_its_list_of_shots(
    start: Run, flat_clip: Path, tmp_path: Path
) -> None:
    pytest.importorskip("scenedetect")
    for name in ("crash", "kill-head", "good"):
        shutil.copy2(flat_clip, tmp_path / f"a.{name}.mkv")
    result = start("shots", "a.crash.mkv", "a.kill-head.mkv", "a.good.mkv", code=1)
    assert [line.split(": ", 1)[1] for line in result.stderr.splitlines()] == [
        f"a.{way}.mkv: reading it makes a worker process die ({name}); it may be damaged."
        for way, name in (("crash", "SIGSEGV"), ("kill-head", "SIGKILL"))
    ]
    assert {path.name for path in tmp_path.glob("*.csv")} == {"a.good.shots.csv"}


@pytest.mark.usefixtures("sabotage")
@pytest.mark.parametrize(("way", "limit"), [
    ("deaf", ("--max-stall", "5")), ("spin-head", ("--max-time", "3")),
])  # fmt: skip
def test_a_hang_is_given_up(start: Run, flat_clip: Path, tmp_path: Path, way: str,
                            limit: tuple[str, str]) -> None:  # fmt: skip
    shutil.copy2(flat_clip, tmp_path / f"a.{way}.mkv")
    result = start(f"a.{way}.mkv", *FAST, *limit, code=1)
    assert len(result.stderr.splitlines()) == 1
    assert f"given up ({limit[0]})" in result.stderr
    assert not list(tmp_path.glob("*.json"))


def test_workers_start_as_tasks_need_them() -> None:
    others = my_workers()  # of other tests in this process
    with Workers(Execution(jobs=8), Limits()) as workers:
        assert list(workers.run(os.getpid, [])) == []
        assert my_workers() == others
        first = set(workers.run(os.getpid, [()]))
        assert first == my_workers() - others
        both = set(workers.run(os.getpid, [(), ()]))
        now = my_workers() - others
        assert first < now and len(now) == 2 and both <= now
    assert my_workers() == others


def test_workers_between_films(flat_clip: Path) -> None:
    others = my_workers()  # of other tests in this process
    with Workers(Execution(jobs=2), Limits()) as workers:
        found = fingerprint(flat_clip, Sampling(frames=48), Clustering(), workers)
        assert found.coverage == 1
        workers.end_film()
        wait_until(lambda: not any(open_in(pid, flat_clip) for pid in my_workers()))
        assert len(my_workers() - others) == 1  # a second is not worth it for so small a film
        workers.start(2, "json")
        assert len(my_workers() - others) == 2
        workers.more_films = False
        workers.end_film()
        assert my_workers() == others


@pytest.mark.usefixtures("new_workers")
def test_a_daemonic_host_and_threads(flat_clip: Path) -> None:
    """multiprocessing's own daemonic processes may have no children by its rules."""
    alone = filmprint.analyze(flat_clip, frames=6, jobs=1)
    main = sys.modules["__main__"]
    with ThreadPoolExecutor(3) as threads:
        found = list(
            threads.map(lambda _: filmprint.analyze(flat_clip, frames=6, jobs=2), range(3))
        )
    assert sys.modules["__main__"] is main
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found.append(pool.apply(filmprint.analyze, (flat_clip,), {"frames": 6, "jobs": 2}))
    assert found == [alone] * 4


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_their_host(tmp_path: Path, stop: signal.Signals) -> None:
    """However it ends, and though a process that it forked holds its pipes open."""
    script = tmp_path / "host.py"
    script.write_text(
        "import os, time\n"
        "from filmprint.options import Execution, Limits\n"
        "from filmprint.processes.workers import Workers\n"
        "with Workers(Execution(jobs=2), Limits()) as workers:\n"
        "    print(*workers.run(os.getpid, [(), ()]))\n"
        "    print(child := os.fork(), flush=True)\n"
        "    if child == 0:\n"
        "        time.sleep(600)\n"
        "    list(workers.run(time.sleep, [(600,), (600,)]))\n"
    )
    host = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    assert host.stdout is not None
    workers = [int(pid) for pid in host.stdout.readline().split()]
    forked = int(host.stdout.readline().split()[0]) or int(host.stdout.readline())
    try:
        host.send_signal(stop)
        host.wait()
        wait_until(lambda: not any(psutil.pid_exists(pid) for pid in workers))
    finally:
        os.kill(forked, signal.SIGKILL)
        host.stdout.close()


def my_workers() -> set[int]:
    return {
        child.pid for child in psutil.Process().children()
        if any("filmprint.processes" in part for part in child.cmdline())
    }  # fmt: skip


def open_in(pid: int, path: Path) -> bool:
    return any(Path(file.path) == path for file in psutil.Process(pid).open_files())


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("waited a minute in vain")


def test_workers_keep_memory_from_frame_to_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TRIM_THRESHOLD, "65536")  # as in Dask's workers
    with Workers(Execution(jobs=1), Limits()) as workers:
        assert list(workers.run(os.getenv, [(TRIM_THRESHOLD,)])) == [None]
