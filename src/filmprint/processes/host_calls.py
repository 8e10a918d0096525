"""Functions that are called in a process of their own, and the processes that are kept for that.

A whole film is such a call where films run side by side: drawing is not safe in threads, and a film
must not take the host with it, which may be a thread of Dask's worker.
"""

import atexit
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from filmprint.errors import CancelError, WorkerError
from filmprint.processes.messages import Alive, Failure, Result, Task
from filmprint.processes.worker_process import WorkerProcess

ResultT = TypeVar("ResultT")

TRIES = 2
"""How often a call is made when its process dies: the system may have killed it for others."""

CHECK_SECONDS = 0.5
"""Time between two checks whether the result is still wanted."""

_idle: deque[WorkerProcess] = deque()
"""Processes that have made a call and can make another; threads may take and return them."""


def call_in_process(
    function: Callable[..., ResultT], *arguments: object, is_cancelled: Callable[[], bool]
) -> ResultT:
    """function(*arguments) in another process, whose memory is not limited.

    Raises what the function raises, `WorkerError` where `TRIES` processes died of it, and
    `CancelError`, after the process has been ended, once `is_cancelled()`.
    """
    for _ in range(TRIES):
        process = _idle_process()
        try:
            process.begin(Task(function, arguments), now=0)
            reply = _reply(process, is_cancelled)
        except (EOFError, OSError):
            WorkerProcess.end([process])
            how = process.how_it_died()
            continue
        except BaseException:
            WorkerProcess.end([process])
            raise
        _idle.append(process)
        if isinstance(reply, Failure):
            raise reply.error
        result: ResultT = reply.value
        return result
    raise WorkerError(f"its process died ({how}).")


@atexit.register
def end_idle_processes() -> None:
    """End the processes that are kept for further calls."""
    ended = []
    while _idle:
        ended.append(_idle.pop())
    WorkerProcess.end(ended)


def _reply(process: WorkerProcess, is_cancelled: Callable[[], bool]) -> Result | Failure:
    while True:
        if process.replies.poll(CHECK_SECONDS):
            reply = process.receive(now=0)
            if not isinstance(reply, Alive):
                return reply
        elif is_cancelled():
            raise CancelError


def _idle_process() -> WorkerProcess:
    while _idle:
        process = _idle.pop()
        if process.is_alive:
            return process
        WorkerProcess.end([process])
    return WorkerProcess(max_memory=None)
