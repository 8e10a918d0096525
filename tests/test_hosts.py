"""analyze() works in the workers of Dask and Celery, whose rules forbid children, and ends with them."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

import filmprint
from host_tasks import analyze, celery_app, celery_worker, dask_scheduler, dask_worker, hold
from test_workers import wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")

Submit = Callable[[Callable[..., None], str], None]


@contextmanager
def dask(folder: Path) -> Iterator[Submit]:
    distributed = pytest.importorskip("distributed")
    with (
        dask_scheduler(folder) as file,
        dask_worker(file, "one"),
        distributed.Client(scheduler_file=str(file), set_as_default=False) as client,
    ):
        yield lambda task, *arguments: distributed.fire_and_forget(
            client.submit(task, *arguments, pure=False)
        )


@contextmanager
def celery(folder: Path) -> Iterator[Submit]:
    pytest.importorskip("celery")
    with celery_worker(folder):
        app = celery_app(folder)
        yield lambda task, *arguments: app.tasks[task.__name__].delay(*arguments)


@pytest.mark.parametrize("host", [dask, celery])
def test_a_worker_of_another_system(host: Callable[..., Iterator[Submit]], flat_clip: Path,
                                    tmp_path: Path) -> None:  # fmt: skip
    target, pids = tmp_path / "film.json", tmp_path / "pids"
    with host(tmp_path) as submit:
        submit(analyze, str(flat_clip), str(target))
        wait_until(target.exists)
        assert filmprint.load(target) == filmprint.analyze(flat_clip, frames=6, jobs=1)
        submit(hold, str(pids))
        wait_until(pids.exists)
        killed, *workers = map(int, pids.read_text().split())
        assert len(workers) == 2
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: not any(psutil.pid_exists(pid) for pid in workers))
