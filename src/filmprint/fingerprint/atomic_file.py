"""Files that are there whole or not at all."""

import errno
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from filmprint.errors import OutputError

LEFTOVER_SECONDS = 3600
"""A temporary file that has not been written to for so long is a killed run's."""


@contextmanager
def write_whole(path: Path) -> Iterator[Path]:
    """Hand out a temporary name; on success, flush the file and rename it to `path`.

    A reader never sees half a file, and nothing is left behind on failure. The temporary file is
    in the same folder and keeps the suffix. A symbolic link stays one: what it points to is
    written. Raises `OutputError`.
    """
    try:
        target = _target(path)
        # Named before it is made: whatever interrupts, there is nothing that is not removed.
        temporary = _temporary(target)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary.touch(exist_ok=False)
            yield temporary
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            temporary.replace(target)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    except OSError as error:
        raise _cannot_be_written(path, error) from error


def check_writable(path: Path) -> None:
    """Raise `OutputError` now where `write_whole(path)` would after hours of work."""
    try:
        target = _target(path)
        folder = target.parent
        while not os.path.lexists(folder) and folder != folder.parent:
            folder = folder.parent
        trial = _temporary(folder / target.name)
        if folder == target.parent:
            trial.touch(exist_ok=False)
            trial.unlink()
        else:
            trial.mkdir()
            trial.rmdir()
    except OSError as error:
        raise _cannot_be_written(path, error) from error


def clear_leftovers(folders: Iterable[Path]) -> None:
    """Remove the temporary files that runs which were killed have left in these folders."""
    latest = time.time() - LEFTOVER_SECONDS
    for folder in folders:
        for path in folder.glob(".filmprint-*"):
            with suppress(OSError):
                if re.match(r"\.filmprint-[0-9a-f]{16}\.", path.name) and (
                    path.stat().st_mtime < latest
                ):
                    path.unlink()


def _target(path: Path) -> Path:
    """Where to write: what a symbolic link points to. Raises `OSError` for no regular file."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:  # nothing yet, or nothing yet where the link points to
        return Path(os.path.realpath(path)) if path.is_symlink() else path
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):  # to rename a file to /dev/null would be a pity
        raise OSError(errno.EINVAL, "not a regular file")
    return path.resolve() if path.is_symlink() else path


def _temporary(path: Path) -> Path:
    return path.with_name(f".filmprint-{token_hex(8)}{path.suffix}")


def _cannot_be_written(path: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(f"{path}: cannot be written ({reason}).")
