"""Supervised worker processes: a worker that dies costs its film, not the run.

Pebble's pool loses one task when a worker is killed; `concurrent.futures` gives up all that
were waiting. Workers are spawned, so they share nothing with a caller's threads, and they do not
import the caller's script: `analyze()` works in a script without a main guard.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import as_completed
from multiprocessing import active_children, parent_process
from multiprocessing.context import SpawnContext, SpawnProcess
from threading import Lock, Thread
from types import ModuleType, TracebackType
from typing import Any, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from .errors import WorkerError
from .options import Execution

Result = TypeVar("Result")


_starting = Lock()
"""Held while a process starts: one that is stopped half-way complains with a traceback."""


class Workers:
    """A pool of worker processes, to be used in a `with` block.

    Leaving the block ends the workers, at once when it is left by an exception.
    """

    def __init__(self, execution: Execution) -> None:
        self.execution = execution
        self._pool = ProcessPool(
            max_workers=execution.worker_count, initializer=_set_up_worker, context=_Context()
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._pool.close()
        else:
            with _starting:
                for process in active_children():  # first of all: what they share goes next
                    process.terminate()
                self._pool.stop()
        self._pool.join()

    def run(
        self, function: Callable[..., Result], tasks: Iterable[tuple[Any, ...]]
    ) -> Iterator[Result]:
        """function(*task) for each task, results as they come.

        What a task raises is raised here; a worker's death becomes a `WorkerError`. Tasks that
        have not run by then are dropped.
        """
        futures = [self._pool.schedule(function, args=task) for task in tasks]
        try:
            for future in as_completed(futures):
                yield future.result()
        except ProcessExpired as error:
            raise WorkerError(f"a worker process died ({error}).") from error
        finally:
            for future in futures:
                future.cancel()


def _set_up_worker() -> None:
    """One core for each worker; Ctrl-C is the parent's business, but the parent's end is ours."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


class _Process(SpawnProcess):
    """A spawned process that does not import the caller's main module again."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 - the name multiprocessing calls
        with _starting:
            main = sys.modules["__main__"]
            sys.modules["__main__"] = ModuleType("__main__")
            try:
                return SpawnProcess._Popen(process_obj)
            finally:
                sys.modules["__main__"] = main


class _Context(SpawnContext):
    Process = _Process
