"""Supervised worker processes: one that dies or hangs costs its film, not the run.

Each worker has two pipes of its own and works on one task at a time, so whatever becomes of it
concerns nobody else. (Pebble's pool was here before: it gave up every film that followed when a
worker was killed while it had nothing to do, and its workers share a pipe and a lock that a
killed one can take along.) Workers are spawned, so they share nothing with a caller's threads, and
they do not import the caller's script: `analyze()` works in a script without a main guard.
"""

import os
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from threading import Thread, current_thread, main_thread
from types import FrameType, ModuleType, TracebackType
from typing import Any, Self, TypeVar

from filmprint.errors import FilmprintError, LimitError, WorkerError
from filmprint.options import Execution, Limits
from filmprint.processes import heartbeat

Result = TypeVar("Result")

TRIES = 2
"""How often a task is handed out when its worker dies: the system may have killed it for others."""

LOOK_EVERY = 1.0
"""Seconds between two looks at the limits."""

GRACE = 2.0
"""Seconds in which a worker that is told to end may remove what it has half written."""

_MEGABYTE = 1024 * 1024


class Workers:
    """Worker processes, to be used in a `with` block. They start when the first task is there.

    Leaving the block ends the workers, at once when it is left by an exception.
    """

    def __init__(self, execution: Execution, limits: Limits) -> None:
        self.execution = execution
        self.limits = limits
        self._idle: list[_Worker] = []
        self._clock = _Clock()
        self._film_ends = float("inf")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _end(self._idle)

    def begin_film(self) -> None:
        """A film's time, `limits.max_time`, begins now."""
        self._film_ends = self._clock.seconds() + self.limits.time_seconds

    def run(
        self, function: Callable[..., Result], tasks: Iterable[tuple[Any, ...]]
    ) -> Iterator[Result]:
        """function(*task) for each task, results as they come.

        A `FilmprintError` that a task raises is raised here. Another error, or the death of
        `TRIES` workers over one task, becomes a `WorkerError`; a limit that is passed, a
        `LimitError`. Tasks that have not run by then are dropped.
        """
        waiting = deque((function, task, TRIES) for task in tasks)
        busy: dict[Connection, _Worker] = {}
        try:
            while waiting or busy:
                self._fill_up(len(busy))
                while waiting and self._idle:
                    worker = self._idle.pop()
                    worker.begin(waiting.popleft(), self._clock.seconds())
                    busy[worker.answers] = worker
                for connection in wait(busy, LOOK_EVERY):
                    assert isinstance(connection, Connection)
                    worker = busy[connection]
                    try:
                        answer = worker.hear(self._clock.seconds())
                    except (EOFError, OSError):
                        del busy[connection]
                        waiting.append(worker.task_after_death())
                        continue
                    if answer is not None:
                        self._idle.append(busy.pop(connection))
                        yield answer()
                self._check_limits(busy.values())
        finally:
            _end(busy.values())

    def _fill_up(self, busy: int) -> None:
        """Start as many workers as are missing."""
        self._idle = [worker for worker in self._idle if worker.process.is_alive()]
        while len(self._idle) + busy < self.execution.worker_count:
            self._idle.append(_Worker(self.limits))

    def _check_limits(self, busy: Iterable["_Worker"]) -> None:
        """Raise `LimitError` when the film has taken too long, or a worker has been silent so."""
        now = self._clock.seconds()
        if now > self._film_ends:
            raise LimitError(
                f"not done after {self.limits.time_seconds:g} s; given up (--max-time)."
            )
        if any(now - worker.heard > self.limits.stall_seconds for worker in busy):
            raise LimitError(
                f"no progress for {self.limits.stall_seconds:g} s; given up (--max-stall)."
            )


class _Clock:
    """Seconds in which this process was awake: it and its workers may be stopped for a night."""

    def __init__(self) -> None:
        self._seconds, self._looked = 0.0, time.monotonic()

    def seconds(self) -> float:
        now = time.monotonic()
        self._seconds += min(now - self._looked, 5 * LOOK_EVERY)
        self._looked = now
        return self._seconds


Task = tuple[Callable[..., Any], tuple[Any, ...], int]
"""A function, its arguments, and how often it may still be tried."""


class _Worker:
    """One worker process as its parent sees it; `heard` is the time of its last sign of life."""

    def __init__(self, limits: Limits) -> None:
        # Pipes and not duplex ones, which are sockets.
        context = get_context("spawn")
        their_tasks, self._tasks = context.Pipe(duplex=False)
        self.answers, their_answers = context.Pipe(duplex=False)
        self.process = _Process(target=_work, args=(their_tasks, their_answers, limits))
        self.process.daemon = True
        with _uninterrupted():
            self.process.start()
        their_tasks.close()
        their_answers.close()

    def begin(self, task: Task, now: float) -> None:
        self._task = task
        self.heard = now
        with suppress(OSError):  # it has died; reading its answers will tell
            self._tasks.send(task[:2])

    def hear(self, now: float) -> Callable[[], Any] | None:
        """What gives or raises the task's result; None for a mere sign of life.

        Raises `EOFError` or `OSError` when the worker has died.
        """
        self.heard = now
        message = self.answers.recv()
        if message is None:
            return None
        result, error = message

        def answer() -> Any:
            if error is not None:
                raise error
            return result

        return answer

    def task_after_death(self) -> Task:
        """The task, to be tried again. Raises `WorkerError` when it has been often enough."""
        function, arguments, tries = self._task
        _end([self])
        if tries == 1:
            code = self.process.exitcode or 0
            how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
            raise WorkerError(f"reading it makes a worker process die ({how}); it may be damaged.")
        return function, arguments, tries - 1

    def close(self) -> None:
        self._tasks.close()
        self.answers.close()


def _end(workers: Iterable[_Worker]) -> None:
    """End the processes: told first, killed when they do not listen."""
    workers = list(workers)
    for worker in workers:
        worker.process.terminate()
    last = time.monotonic() + GRACE
    for worker in workers:
        worker.process.join(max(last - time.monotonic(), 0))
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.close()


def _work(tasks: Connection, answers: Connection, limits: Limits) -> None:
    """What a worker process does: one task after another, until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    Thread(target=_end_with_parent, daemon=True).start()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"  # one core for each worker
    _limit_memory(limits.max_memory)
    heartbeat.send = lambda: answers.send(None)
    while True:
        try:
            function, arguments = tasks.recv()
        except EOFError:
            return
        try:
            answers.send((function(*arguments), None))
        except FilmprintError as error:
            answers.send((None, error))
        except MemoryError:
            answers.send((None, LimitError(
                f"takes more than {limits.max_memory} MB of memory; given up (--max-memory)."
            )))  # fmt: skip
            return  # who knows what is left in here
        except Exception as error:
            wrapped = WorkerError(f"unexpected error ({type(error).__name__}: {error}).")
            wrapped.add_note(traceback.format_exc())
            answers.send((None, wrapped))


def _limit_memory(megabytes: int) -> None:
    """Let this process have so much memory, and leave no core file when it crashes.

    RLIMIT_DATA counts what a process may write to, and that includes what it has mapped on Linux
    since 4.7 (setrlimit(2)). Other systems have no limit that works.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    for what, wanted in ((resource.RLIMIT_DATA, megabytes * _MEGABYTE), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(what)[1]
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(what, (limit, hard))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Put off Ctrl-C and the like, and let a process that starts here not see them.

    A process that is interrupted while it starts, or whose parent is, complains with a traceback.
    """
    if current_thread() is not main_thread():  # signals come to the main thread
        yield
        return
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    names = ("SIGINT", "SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {n: signal.signal(n, note) for n in numbers if signal.getsignal(n) is not None}
    if sys.platform != "win32":
        resource_tracker.ensure_running()  # when it starts, it takes the mask off again
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if sys.platform != "win32":
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in came[:1]:
            signal.raise_signal(number)


class _Process(SpawnProcess):
    """A spawned process that does not import the caller's main module again."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 - the name multiprocessing calls
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            return SpawnProcess._Popen(process_obj)
        finally:
            sys.modules["__main__"] = main
