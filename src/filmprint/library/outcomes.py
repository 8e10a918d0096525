"""What becomes of each source, as its line and the summary tell it."""

import os
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from filmprint.color.palette import PaletteColor
from filmprint.errors import FilmprintError, LimitError, WorkerError
from filmprint.fingerprint.model import Fingerprint
from filmprint.measures.shots import Shots

Status = Literal["analyzed", "redrawn", "unchanged", "exported", "written", "failed"]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a film, fingerprint file, image or panel; `seconds` is the time taken."""

    source: Path
    status: Status
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Success(Outcome):
    """It is done: all `results` are as they should be, those that were there already too."""

    results: tuple[Path, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FilmSuccess(Success):
    """The same of a film or its fingerprint file."""

    fingerprint: Fingerprint


@dataclass(frozen=True, kw_only=True)
class ImageSuccess(Success):
    """The same of an image."""

    palette: tuple[PaletteColor, ...]


@dataclass(frozen=True, kw_only=True)
class ShotsSuccess(Success):
    """The same of a film whose shots were listed."""

    shots: Shots


@dataclass(frozen=True, kw_only=True)
class PrintedSuccess(Success):
    """It is done, and its result goes to standard output: `data`, UTF-8 where it is text."""

    data: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Failure(Outcome):
    """It failed: why, in one line, and for developers at length."""

    status: Status = "failed"
    error: str
    details: str = field(default="", repr=False)


def outcome_of(
    source: Path, work: Callable[[], Success], *, replaced: Iterable[Path] = ()
) -> Outcome:
    """The outcome of `work`, timed; any error becomes a `Failure`.

    `replaced` are the files that `work` is to write over: those that it leaves as they are when it
    fails are named in the line.
    """
    began = time.monotonic()
    before = file_states(replaced)
    outcome: Outcome
    try:
        outcome = work()
    except (LimitError, WorkerError) as error:
        details = "\n".join(getattr(error, "__notes__", ()))
        outcome = Failure(source=source, error=f"{source}: {error}", details=details)
    except FilmprintError as error:
        outcome = Failure(source=source, error=str(error))
    except OSError as error:
        outcome = Failure(source=source, error=f"{source}: {error.strerror or error}.")
    except Exception as error:
        text = f"{source}: unexpected error ({type(error).__name__}: {error})."
        outcome = Failure(source=source, error=text, details=traceback.format_exc())
    if isinstance(outcome, Failure):
        kept = [
            path.name for path, state in before.items() if file_states([path]).get(path) == state
        ]
        if kept:
            text = f"{outcome.error} Still there from an earlier run: {', '.join(kept)}."
            outcome = replace(outcome, error=text)
    return replace(outcome, seconds=time.monotonic() - began)


def file_states(paths: Iterable[Path]) -> dict[Path, frozenset[tuple[object, ...]]]:
    """What tells existing files, or a folder's, from those that are written in their stead."""
    states: dict[Path, frozenset[tuple[object, ...]]] = {}
    for path in paths:
        with suppress(OSError):  # missing, or a name too long
            parts = os.scandir(path) if path.is_dir() else [path]
            states[path] = frozenset((part.name, *_state(part.stat())) for part in parts)
    return states


def _state(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns
