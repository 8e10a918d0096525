"""Supervised worker processes: one that dies or hangs costs its film, not the run.

Each worker has two pipes of its own and works on one task at a time, so whatever becomes of it
concerns no other. Measured against the pools at hand: pebble's (5.2) gives up every later task
when a worker is killed while it is idle, one death in loky's (3.7) lost 21 of 41 tasks,
and `concurrent.futures` lost 38 of 40.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any, Self, TypeVar

from filmprint.errors import LimitError, WorkerError
from filmprint.options import Execution, Limits
from filmprint.processes.messages import Alive, Failure, Task
from filmprint.processes.worker_process import WorkerProcess

ResultT = TypeVar("ResultT")

TRIES = 2
"""How often a task is handed out when its worker dies: the system may have killed it for others."""

CHECK_SECONDS = 1.0
"""Time between two checks of the limits."""


class Workers:
    """Worker processes, to be used in a `with` block. They start when there is work for them.

    Leaving the block ends them.
    """

    def __init__(self, execution: Execution, limits: Limits) -> None:
        self.execution = execution
        self.limits = limits
        self._idle: list[WorkerProcess] = []
        self._clock = _AwakeClock()
        self._film_deadline = float("inf")
        self._max_processes = execution.worker_count
        self.more_films = True
        """Set to False, what the workers take of memory is free while the film is drawn."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def end(self) -> None:
        """End the processes; they start again where there is more work."""
        WorkerProcess.end(self._idle)
        self._idle = []

    def begin_film(self) -> None:
        """A film's time, `limits.max_time`, begins now."""
        self._film_deadline = self._clock.seconds() + self.limits.time_seconds
        self._max_processes = self.execution.worker_count

    def start(self, count: int, module: str) -> None:
        """Start processes until there are `count`, all that this film needs; at most one a job.

        They import `module` while there is no task yet.
        """
        self._max_processes = min(count, self.execution.worker_count)
        while len(self._idle) < self._max_processes:
            worker = WorkerProcess(self.limits.max_memory)
            worker.load(module)
            self._idle.insert(0, worker)  # tasks go to those first that are ready

    def end_film(self) -> None:
        """No more tasks of this film: the workers close it, and end where none follows."""
        self._film_deadline = float("inf")
        for worker in self._idle:
            worker.end_film()
        if not self.more_films:
            self.end()

    def run(
        self,
        function: Callable[..., ResultT],
        tasks: Iterable[tuple[Any, ...]],
        *,
        report: Callable[[float], None] | None = None,
    ) -> Iterator[ResultT]:
        """function(*task) for each task, results as they come.

        `report` is called with what a task says of how far it is (`heartbeat.report`), 0..1.

        A `FilmprintError` that a task raises is raised here. Another error, or the death of
        `TRIES` workers over one task, becomes a `WorkerError`; a limit that is passed, a
        `LimitError`. Tasks that have not run by then are dropped.
        """
        waiting = deque(_Attempt(Task(function, task)) for task in tasks)
        running: dict[object, _Running] = {}  # by the worker's `replies`
        try:
            while waiting or running:
                while waiting and (worker := self._free_worker(len(running))):
                    running[worker.replies] = _Running(worker, waiting.popleft())
                    worker.begin(running[worker.replies].attempt.task, self._clock.seconds())
                connections = [each.worker.replies for each in running.values()]
                for connection in wait(connections, CHECK_SECONDS):
                    worker, attempt = (each := running[connection]).worker, each.attempt
                    try:
                        reply = worker.receive(self._clock.seconds())
                    except (EOFError, OSError):
                        del running[connection]
                        waiting.append(attempt.after_death_of(worker))
                        continue
                    if isinstance(reply, Alive):
                        if report is not None and reply.done is not None:
                            report(reply.done)
                        continue
                    del running[connection]
                    self._idle.append(worker)
                    if isinstance(reply, Failure):
                        raise reply.error
                    yield reply.value
                self._check_limits(each.worker for each in running.values())
        finally:
            WorkerProcess.end(each.worker for each in running.values())

    def _free_worker(self, running: int) -> WorkerProcess | None:
        """An idle worker, or a new one where there may be more of them."""
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive:
                return worker
            WorkerProcess.end([worker])
        if running < self._max_processes:
            return WorkerProcess(self.limits.max_memory)
        return None

    def _check_limits(self, running: Iterable[WorkerProcess]) -> None:
        """Raise `LimitError` when the film has taken too long, or a worker has been silent so."""
        now = self._clock.seconds()
        if now > self._film_deadline:
            raise LimitError(
                f"not done after {self.limits.time_seconds:g} s; given up (--max-time)."
            )
        if any(now - worker.last_reply > self.limits.stall_seconds for worker in running):
            raise LimitError(
                f"no progress for {self.limits.stall_seconds:g} s; given up (--max-stall)."
            )


@dataclass(frozen=True)
class _Attempt:
    """A task, and how often it may be handed out."""

    task: Task
    tries: int = TRIES

    def after_death_of(self, worker: WorkerProcess) -> "_Attempt":
        """The next attempt. Raises `WorkerError` when there have been enough."""
        WorkerProcess.end([worker])
        if self.tries == 1:
            raise WorkerError(
                f"reading it makes a worker process die ({worker.how_it_died()}); it may be "
                "damaged."
            )
        return _Attempt(self.task, self.tries - 1)


@dataclass(frozen=True)
class _Running:
    worker: WorkerProcess
    attempt: _Attempt


class _AwakeClock:
    """Seconds in which this process was awake: it and its workers may be stopped for a night."""

    def __init__(self) -> None:
        self._seconds, self._last_read = 0.0, time.monotonic()

    def seconds(self) -> float:
        now = time.monotonic()
        self._seconds += min(now - self._last_read, 5 * CHECK_SECONDS)
        self._last_read = now
        return self._seconds
