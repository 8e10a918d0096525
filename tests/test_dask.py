"""Films on a Dask cluster over TCP: a scheduler and workers on this machine, killed and hanging."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

import filmprint
from conftest import Run
from host_tasks import dask_scheduler, dask_worker
from test_archive import results
from test_workers import SABOTEUR, wait_until

pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")

FAST = ("--frames", "4", "--dpi", "20")


@pytest.fixture
def films(flat_clip: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    for name in ("a.mkv", "b.crash.mkv", "c.mkv", "d.hang.mkv", "e.mkv", "f.mkv"):
        shutil.copy2(flat_clip, folder / name)
    return folder


@pytest.mark.exhaustive  # a film that hangs costs the seconds that a busy machine may need
def test_a_lost_machine_costs_no_film_and_a_bad_film_no_machine(
    films: Path, tmp_path: Path, run: Run
) -> None:
    saboteur = {"PYTHONPATH": os.pathsep.join([SABOTEUR, os.environ.get("PYTHONPATH", "")])}
    (tmp_path / "cluster").mkdir()
    with (
        dask_scheduler(tmp_path / "cluster") as file,
        dask_worker(file, "one", **saboteur) as first,
        dask_worker(file, "two", **saboteur) as second,
    ):
        address = scheduler_address(file)
        command = [sys.executable, "-m", "filmprint", films, *FAST, "-o", tmp_path / "cluster-out",
                   "--scheduler", address, "--max-stall", "30"]  # fmt: skip
        program = subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, cwd=tmp_path)  # fmt: skip
        wait_until(lambda: film_processes(first) and film_processes(second))
        kill_all(first)
        printed, complaints = program.communicate(timeout=240)
        assert program.returncode == 1, printed + complaints
        assert second.poll() is None
        assert len(complaints.splitlines()) == 2
        assert f"{films}/b.crash.mkv: reading it makes a worker process die" in complaints
        assert f"{films}/d.hang.mkv: no progress for 30 s; given up" in complaints
    run(*(films / f"{name}.mkv" for name in "acef"), *FAST, "-o", "local")
    assert results(tmp_path / "cluster-out") == results(tmp_path / "local")


@pytest.mark.exhaustive
def test_stopping_ends_the_work_on_the_cluster(flat_clip: Path, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    shutil.copy2(flat_clip, tmp_path / "a.hang.mkv")
    saboteur = {"PYTHONPATH": os.pathsep.join([SABOTEUR, os.environ.get("PYTHONPATH", "")])}
    with dask_scheduler(tmp_path) as file, dask_worker(file, "one", **saboteur) as worker:
        command = [sys.executable, "-m", "filmprint", tmp_path / "a.hang.mkv", *FAST,
                   "--scheduler", scheduler_address(file)]  # fmt: skip
        inherited = signal.signal(signal.SIGINT, signal.default_int_handler)  # it may be ignored
        program = subprocess.Popen(
            [*map(str, command)], cwd=tmp_path, stderr=subprocess.PIPE, text=True
        )
        signal.signal(signal.SIGINT, inherited)
        wait_until(lambda: film_processes(worker))
        program.send_signal(signal.SIGINT)
        _, complaints = program.communicate(timeout=60)
        assert (program.returncode, complaints.strip().count("\n")) == (130, 0)
        wait_until(lambda: not film_processes(worker))
        with distributed.Client(scheduler_file=str(file), set_as_default=False) as client:
            (result,) = filmprint.analyze_many([flat_clip], executor=client, frames=4)
    assert result.fingerprint == filmprint.analyze(flat_clip, frames=4, jobs=1)


def test_a_cluster_of_this_process(
    run: Run, flat_clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It leaves what a run without a cluster does, and uses each core once."""
    distributed = pytest.importorskip("distributed")
    start, threads = distributed.LocalCluster, []

    def start_cluster(*, threads_per_worker: int, **options: Any) -> Any:
        threads.append(threads_per_worker)
        return start(threads_per_worker=threads_per_worker, **options)

    monkeypatch.setattr(distributed, "LocalCluster", start_cluster)
    monkeypatch.setattr("filmprint.library.dask_films.available_cores", lambda: 7)
    run(flat_clip, *FAST, "--scheduler", "local", "--jobs", "2", "-o", "cluster")
    run(flat_clip, *FAST, "-o", "alone")
    assert results(tmp_path / "cluster") == results(tmp_path / "alone")
    assert len(results(tmp_path / "alone")) == 2
    assert threads == [3]


def test_no_scheduler_there(run: Run, flat_clip: Path) -> None:
    complaints = run(flat_clip, "--scheduler", "tcp://127.0.0.1:9", code=2).stderr.splitlines()
    assert len(complaints) == 1
    assert "no Dask scheduler can be reached there" in complaints[0]


@pytest.mark.exhaustive
def test_a_lost_scheduler_costs_what_was_in_work(flat_clip: Path, tmp_path: Path, run: Run) -> None:
    films, clusters = tmp_path / "films", [tmp_path / "first", tmp_path / "second"]
    for folder in (films, *clusters):
        folder.mkdir()
    for name in ("a.mkv", "b.hang.mkv", "c.mkv"):
        shutil.copy2(flat_clip, films / name)
    saboteur = {"PYTHONPATH": os.pathsep.join([SABOTEUR, os.environ.get("PYTHONPATH", "")])}
    out = tmp_path / "out"
    with dask_scheduler(clusters[0]) as file, dask_worker(file, "one", **saboteur) as worker:
        command = [sys.executable, "-m", "filmprint", films, *FAST, "--scheduler",
                   scheduler_address(file), "-o", out]  # fmt: skip
        program = subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, cwd=tmp_path)  # fmt: skip
        wait_until(lambda: (out / "a.png").exists() and film_processes(worker))
        os.kill(int(file.with_suffix(".pid").read_text()), signal.SIGKILL)
        _, complaints = program.communicate(timeout=120)
        assert program.returncode == 1
        assert complaints.splitlines() == [
            "filmprint: the scheduler or executor was lost; films that were done are kept, do the "
            "same again."
        ]
        wait_until(lambda: not film_processes(worker))
    before = results(out)
    assert {"a.json", "a.png"} <= before.keys()
    assert not any(name.startswith("b") for name in before)
    with dask_scheduler(clusters[1]) as file, dask_worker(file, "two"):
        again = run(films, *FAST, "--scheduler", scheduler_address(file), "-o", out)
    assert again.stdout.count("there already, nothing to do") == len(before) // 2
    run(films, *FAST, "-o", "local")
    assert results(out) == results(tmp_path / "local")


def scheduler_address(file: Path) -> str:
    wait_until(file.exists)
    return str(json.loads(file.read_text())["address"])


def film_processes(worker: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """Processes of films below a Dask worker."""
    below = psutil.Process(worker.pid).children(recursive=True)
    return [each for each in below if "filmprint.processes" in " ".join(_command(each))]


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def kill_all(program: subprocess.Popen[bytes]) -> None:
    for each in (
        psutil.Process(program.pid),
        *psutil.Process(program.pid).children(recursive=True),
    ):
        each.send_signal(signal.SIGKILL)
