"""Hosts that filmprint must run in, Dask and Celery, and tasks for them.

As a module of its own it is what `celery -A host_tasks worker` runs: its broker is a folder.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

import filmprint
from filmprint.options import Execution, Limits
from filmprint.processes.workers import Workers

TESTS = str(Path(__file__).parent)


def analyze(film: str, target: str) -> None:
    """Write the film's fingerprint."""
    filmprint.analyze(film, frames=6, jobs=2).save(target)


def hold(target: str) -> None:
    """Write the ids of this process and of two workers that then work for ten minutes."""
    with Workers(Execution(jobs=2), Limits()) as workers:
        pids = [os.getpid(), *workers.run(os.getpid, [(), ()])]
        unfinished = Path(f"{target}.part")
        unfinished.write_text(" ".join(map(str, pids)))
        unfinished.rename(target)
        list(workers.run(time.sleep, [(600,), (600,)]))


@contextmanager
def program(*arguments: str, log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python program that runs for as long as the block does, and finds the tests' modules."""
    path = os.pathsep.join([TESTS, *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments], stdout=output, stderr=output,
            env={**os.environ, "PYTHONPATH": path, **environment},
        )  # fmt: skip
    try:
        yield process
    finally:
        for each in psutil.Process(process.pid).children(recursive=True):  # they take their time
            with suppress(psutil.NoSuchProcess):
                each.kill()
        process.kill()
        process.wait()


@contextmanager
def dask_scheduler(folder: Path) -> Iterator[Path]:
    """A scheduler on a free port of this machine; the file that says which. Its process is in
    `scheduler.pid` beside it."""
    file = folder / "scheduler.json"
    with program("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
                 "--no-dashboard", "--scheduler-file", str(file),
                 log=folder / "scheduler.log") as process:  # fmt: skip
        file.with_suffix(".pid").write_text(str(process.pid))
        yield file


@contextmanager
def dask_worker(file: Path, name: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker of one thread under its nanny, as `dask worker` starts it by default."""
    with program("distributed.cli.dask_worker", "--scheduler-file", str(file), "--nthreads", "1",
                 "--name", name, "--no-dashboard", "--local-directory", str(file.parent),
                 log=file.with_name(f"{name}.log"), **environment) as process:  # fmt: skip
        yield process


@contextmanager
def celery_worker(folder: Path) -> Iterator[None]:
    """A worker of one forked process."""
    for name in ("queue", "control"):
        (folder / name).mkdir()
    with program("celery", "-A", "host_tasks", "worker", "--pool", "prefork", "--concurrency", "1",
                 log=folder / "celery.log", CELERY_FOLDER=str(folder)):  # fmt: skip
        yield


def celery_app(folder: Path):  # type: ignore[no-untyped-def]
    from celery import Celery

    app = Celery("host_tasks", broker="filesystem://")
    queue = str(folder / "queue")
    app.conf.broker_transport_options = {
        "data_folder_in": queue, "data_folder_out": queue, "control_folder": str(folder / "control")
    }  # fmt: skip
    app.task(analyze, name="analyze")
    app.task(hold, name="hold")
    return app


if "CELERY_FOLDER" in os.environ:
    app = celery_app(Path(os.environ["CELERY_FOLDER"]))
