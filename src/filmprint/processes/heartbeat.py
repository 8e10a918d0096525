"""Signs of life from a worker process, by which its parent tells long work from a hang."""

import time
from collections.abc import Callable

EVERY_SECONDS = 1.0

send: Callable[[], None] | None = None
"""What tells the parent; None where nobody listens."""

_next = 0.0


def beat() -> None:
    """Say that there was progress: a packet, a frame. Costs nothing when called too often."""
    global _next  # noqa: PLW0603 - one process, one heart
    if send is not None and time.monotonic() >= _next:
        _next = time.monotonic() + EVERY_SECONDS
        send()
