"""Signs of life from a worker process, by which the program tells long work from a hang."""

import time
from collections.abc import Callable

INTERVAL_SECONDS = 1.0
"""A worker says that it is alive at most this often."""

send: Callable[[], None] | None = None
"""What tells the program; None outside of workers."""

_next_time = 0.0


def beat() -> None:
    """Say that there was progress: a packet, a frame. Costs nothing when called too often."""
    global _next_time  # noqa: PLW0603 - a process has one heart
    if send is not None and time.monotonic() >= _next_time:
        _next_time = time.monotonic() + INTERVAL_SECONDS
        send()
