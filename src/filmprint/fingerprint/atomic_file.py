"""Files that are there whole or not at all."""

import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from filmprint.errors import OutputError

LEFT_OVER_SECONDS = 3600
"""A temporary file that has not been written to for so long is a killed run's."""


@contextmanager
def write_whole(path: Path) -> Iterator[Path]:
    """Hand out a temporary name beside `path`; on success, flush it and rename it to `path`.

    A reader never sees half a file, and nothing is left behind on failure. The temporary name
    keeps the suffix. Raises `OutputError`.
    """
    # Named before it is made: whatever interrupts, there is nothing that is not removed.
    temporary = path.with_name(f".filmprint-{token_hex(8)}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.touch(exist_ok=False)
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{path}: cannot be written ({reason}).") from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def clear_leftovers(folders: Iterable[Path]) -> None:
    """Remove the temporary files that runs which were killed have left in these folders."""
    latest = time.time() - LEFT_OVER_SECONDS
    for folder in folders:
        for path in folder.glob(".filmprint-*"):
            with suppress(OSError):
                if re.match(r"\.filmprint-[0-9a-f]{16}\.", path.name) and (
                    path.stat().st_mtime < latest
                ):
                    path.unlink()
