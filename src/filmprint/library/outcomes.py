"""What becomes of each source, as its line and the summary tell it."""

import os
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np

from filmprint.color.palette import PaletteColor
from filmprint.errors import FilmprintError, LimitError, WorkerError
from filmprint.fingerprint.film import Film
from filmprint.fingerprint.model import Fingerprint
from filmprint.measures.shots import Shots
from filmprint.remote.path import FilmPath

Status = Literal["analyzed", "completed", "drawn", "unchanged", "exported", "written", "failed"]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a film, fingerprint file, image or panel; `seconds` is the time taken."""

    source: FilmPath
    status: Status
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Success(Outcome):
    """It is done: all `results` are as they should be, those that existed before too."""

    results: tuple[FilmPath, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FilmSummary:
    """What is told of a fingerprint: `samples`, how many of them were `decoded`, and the length of
    the film that they stand for."""

    film: Film
    samples: int
    decoded: int
    sampled_seconds: float

    @classmethod
    def of(cls, fingerprint: Fingerprint) -> "FilmSummary":
        """The summary of a fingerprint."""
        times = fingerprint.film.picture_span.without_gaps(fingerprint.times_seconds)
        count, span = len(fingerprint), float(np.ptp(times))
        return cls(
            film=fingerprint.film,
            samples=count,
            decoded=int(fingerprint.decoded.sum()),
            sampled_seconds=span * count / max(count - 1, 1) or fingerprint.film.duration_seconds,
        )

    @property
    def coverage(self) -> float:
        """The part of the samples that could be decoded, 0..1."""
        return self.decoded / self.samples


@dataclass(frozen=True, kw_only=True)
class FilmSuccess(Success):
    """The same of a film."""

    summary: FilmSummary


@dataclass(frozen=True, kw_only=True)
class FingerprintSuccess(FilmSuccess):
    """The same of a film or its fingerprint file, with the fingerprint itself."""

    fingerprint: Fingerprint
    summary: FilmSummary = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "summary", FilmSummary.of(self.fingerprint))

    def without_fingerprint(self) -> FilmSuccess:
        """Its small part, to be sent from another process."""
        return FilmSuccess(
            source=self.source, status=self.status, seconds=self.seconds, results=self.results,
            warnings=self.warnings, summary=self.summary,
        )  # fmt: skip


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
    source: FilmPath, work: Callable[[], Success], *, replaced: Iterable[Path] = ()
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
    except Exception as error:
        outcome = failure(source, error)
    if isinstance(outcome, Failure):
        kept = [
            path.name for path, state in before.items() if file_states([path]).get(path) == state
        ]
        if kept:
            text = f"{outcome.error} Still there from an earlier run: {', '.join(kept)}."
            outcome = replace(outcome, error=text)
    return replace(outcome, seconds=time.monotonic() - began)


def failure(source: FilmPath, error: Exception) -> Failure:
    """The outcome of a source for which `error` was raised."""
    if isinstance(error, LimitError | WorkerError):
        details = "\n".join(getattr(error, "__notes__", ()))
        return Failure(source=source, error=f"{source}: {error}", details=details)
    if isinstance(error, FilmprintError):
        return Failure(source=source, error=str(error))
    if isinstance(error, OSError):
        return Failure(source=source, error=f"{source}: {error.strerror or error}.")
    text = f"{source}: unexpected error ({type(error).__name__}: {error})."
    return Failure(source=source, error=text, details="".join(traceback.format_exception(error)))


FileStates = dict[Path, frozenset[tuple[object, ...]]]
"""What tells a file, or a folder's, from those that are written in their stead."""


def file_states(paths: Iterable[Path]) -> FileStates:
    """The states of those that exist."""
    states: FileStates = {}
    for path in paths:
        with suppress(OSError):  # missing, or a name too long
            parts = os.scandir(path) if path.is_dir() else [path]
            states[path] = frozenset((part.name, *_state(part.stat())) for part in parts)
    return states


def _state(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns
