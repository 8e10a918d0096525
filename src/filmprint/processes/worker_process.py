"""One worker process as the program sees it: start it, give it tasks, receive replies, end it.

It is started with `subprocess` and not with `multiprocessing`, whose daemonic processes (those of
its own `Pool`, Dask's workers, Celery's) may have no children, and which runs the caller's script
once more in each: `analyze()` works in any of these hosts, in any thread, and in a script without
a main guard.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from filmprint.processes.messages import EndOfFilm, Load, Reply, Task
from filmprint.processes.worker_main import GRACE_SECONDS

_BOOTSTRAP = """
import sys
from multiprocessing.connection import {connection} as Connection
tasks = Connection(int(sys.argv[1]), writable=False)
replies = Connection(int(sys.argv[2]), readable=False)
try:
    sys.path[:], max_memory = tasks.recv()
except (EOFError, OSError):
    sys.exit()
from filmprint.processes.worker_main import main
main(tasks, replies, max_memory)
"""
"""A worker's program. It waits for where its modules are: they may not be installed."""

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""There is a worker for each core."""

TRIM_THRESHOLD = "MALLOC_TRIM_THRESHOLD_"
"""Dask sets it low for its workers: then each frame's memory is given back to the system and asked
for again, and decoding takes one and a half times as long."""


class WorkerProcess:
    """A worker process; `last_reply` is the time of its last sign of life."""

    def __init__(self, max_memory: int | None) -> None:
        # Pipes for one direction each: a duplex one is a socket.
        their_tasks, self._tasks = Pipe(duplex=False)
        self.replies, their_replies = Pipe(duplex=False)
        with their_tasks, their_replies, _no_interrupt():
            self._process = _start(their_tasks, their_replies)
        self.last_reply = 0.0
        self._send((sys.path, max_memory))

    def load(self, module: str) -> None:
        """Have the worker import a module while there is no task yet."""
        self._send(Load(module))

    def begin(self, task: Task, now: float) -> None:
        """Hand out a task; `now` counts as a sign of life."""
        self.last_reply = now
        self._send(task)

    def end_film(self) -> None:
        """Have the worker close what it has open of the last film."""
        self._send(EndOfFilm())

    def receive(self, now: float) -> Reply:
        """The next reply. Raises `EOFError` or `OSError` when the worker has died."""
        reply: Reply = self.replies.recv()
        self.last_reply = now
        return reply

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def how_it_died(self) -> str:
        """Of an ended process: its signal's name or its exit code."""
        code = self._process.returncode
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"

    def _send(self, message: Any) -> None:
        with suppress(OSError):  # it has died; reading its replies will tell
            self._tasks.send(message)

    @staticmethod
    def end(workers: Iterable["WorkerProcess"]) -> None:
        """End these processes: told first, killed when they do not listen."""
        workers = list(workers)
        for worker in workers:
            worker._process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for worker in workers:
            try:
                worker._process.wait(max(deadline - time.monotonic(), 0))
            except subprocess.TimeoutExpired:
                worker._process.kill()
                worker._process.wait()
            worker._tasks.close()
            worker.replies.close()


def _start(tasks: Connection, replies: Connection) -> subprocess.Popen[bytes]:
    """Start a process that inherits these two pipes and nothing else that is open."""
    bootstrap = _BOOTSTRAP.format(connection=Connection.__name__)
    command = [sys.executable, *_interpreter_flags(), "-c", bootstrap]
    handles = [tasks.fileno(), replies.fileno()]
    inheritance: dict[str, Any]
    if sys.platform == "win32":
        for handle in handles:
            os.set_handle_inheritable(handle, True)
        startup = subprocess.STARTUPINFO(lpAttributeList={"handle_list": handles})
        new_group = subprocess.CREATE_NEW_PROCESS_GROUP  # Ctrl-C is for the program
        inheritance = {"startupinfo": startup, "creationflags": new_group}
    else:
        inheritance = {"pass_fds": handles}
    environment = os.environ | ONE_THREAD
    environment.pop(TRIM_THRESHOLD, None)
    return subprocess.Popen(
        [*command, *map(str, handles)],
        stdin=subprocess.DEVNULL, env=environment, **inheritance,
    )  # fmt: skip


def _interpreter_flags() -> Iterator[str]:
    """No modules from the current folder, nor from where this interpreter takes none."""
    yield "-P"
    if sys.flags.ignore_environment:
        yield "-E"
    if sys.flags.no_user_site:
        yield "-s"


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Put off Ctrl-C, also for a process that starts here: it ends this until it ignores it."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
