"""What a worker process does: one task after another, until the program has no more or has ended.

It imports little, so that it starts quickly; what a task needs comes with the task.
"""

import os
import pickle
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread

from filmprint.errors import FilmprintError, LimitError, WorkerError
from filmprint.processes import heartbeat
from filmprint.processes.messages import Alive, EndOfFilm, Failure, Load, Reply, Result

CHECK_SECONDS = 1.0
"""Time between two checks whether the program still runs."""

GRACE_SECONDS = 2.0
"""Time in which a worker that is told to end may remove what it has half written."""

_MEGABYTE = 1024 * 1024

_at_end_of_film: list[Callable[[], None]] = []


def at_end_of_film(close: Callable[[], None]) -> None:
    """Have `close` called when the film is done, to close what a task has left open."""
    _at_end_of_film.append(close)


def main(tasks: Connection, replies: Connection, max_memory: int | None) -> None:
    """Run the tasks that come through one pipe, reply through the other.

    `max_memory` is in megabytes; None: no limit.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # it may have been ignored by what started us
    if max_memory is not None:
        _limit_memory(max_memory)
    heartbeat.send = lambda done: replies.send(Alive(done))
    messages: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_receive, args=(tasks, messages), daemon=True).start()
    with suppress(BrokenPipeError):  # the program has ended
        try:
            while True:
                reply = _reply(messages.get())
                if reply is not None:
                    _send(replies, reply)
        except MemoryError:  # nothing in this process can be relied on any more
            text = f"takes more than {max_memory} MB of memory; given up (--max-memory)."
            replies.send(Failure(LimitError(text)))


def _reply(data: bytes) -> Reply | None:
    """Do what a message says."""
    try:
        message = pickle.loads(data)
        if isinstance(message, Load):
            with suppress(Exception):  # the task will meet it again
                import_module(message.module)
            return None
        if isinstance(message, EndOfFilm):
            for close in _at_end_of_film:
                close()
            return None
        return Result(message.function(*message.arguments))
    except FilmprintError as error:
        return Failure(error)
    except MemoryError:
        raise
    except Exception as error:
        return Failure(_unexpected(error))


def _send(replies: Connection, reply: Reply) -> None:
    try:
        replies.send(reply)
    except (pickle.PicklingError, TypeError, AttributeError) as error:  # of no use to the program
        replies.send(Failure(_unexpected(error)))


def _unexpected(error: Exception) -> WorkerError:
    wrapped = WorkerError(f"unexpected error ({type(error).__name__}: {error}).")
    wrapped.add_note(traceback.format_exc())
    return wrapped


def _receive(tasks: Connection, messages: "SimpleQueue[bytes]") -> None:
    """Pass messages on; end this process, whatever it is doing, when the program has ended.

    Then the pipe is closed, unless a process that the program forked has inherited it. So the
    parent is watched too: an orphan gets another one.
    """
    parent = os.getppid()
    with suppress(EOFError, OSError):
        while os.getppid() == parent:
            if tasks.poll(CHECK_SECONDS):
                messages.put(tasks.recv_bytes())
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def _limit_memory(megabytes: int) -> None:
    """Let this process have so much memory, and leave no core file when it crashes.

    RLIMIT_DATA counts what a process may write to, and that includes what it has mapped on Linux
    since 4.7 (setrlimit(2)). Other systems have no limit that works.
    """
    if sys.platform == "win32":
        return
    import resource  # not on Windows

    for limit, wanted in ((resource.RLIMIT_DATA, megabytes * _MEGABYTE), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(limit)[1]
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(limit, (soft, hard))
