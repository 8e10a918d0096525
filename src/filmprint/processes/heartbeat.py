"""Signs of life from a worker process, by which the program tells long work from a hang."""

import time
from collections.abc import Callable

INTERVAL_SECONDS = 1.0
"""A worker says that it is alive, and how far it is, at most this often each."""

send: Callable[[float | None], None] | None = None
"""What tells the program, and what part of the task is done where that is known; None outside of
workers."""

_next_beat = 0.0
_next_report = 0.0


def beat() -> None:
    """Say that there was progress: a packet, a frame. Costs nothing when called too often."""
    global _next_beat  # noqa: PLW0603 - a process has one heart
    if send is not None and time.monotonic() >= _next_beat:
        _next_beat = time.monotonic() + INTERVAL_SECONDS
        send(None)


def report(done: float) -> None:
    """Say what part of the task is done, 0..1; for a task that takes as long as a film."""
    global _next_report  # noqa: PLW0603
    if send is not None and time.monotonic() >= _next_report:
        _next_report = time.monotonic() + INTERVAL_SECONDS
        send(done)
