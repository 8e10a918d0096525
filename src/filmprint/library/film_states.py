"""What has been done of which films: `filmprint list`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from filmprint.errors import FilmError, FingerprintFileError
from filmprint.export.table import spreadsheet_safe
from filmprint.fingerprint.file import load_film
from filmprint.fingerprint.film_files import film_name
from filmprint.library.result_names import FilmJob
from filmprint.library.summary import read_failures
from filmprint.library.up_to_date import is_unchanged
from filmprint.remote.path import FilmPath

State = Literal["done", "stale", "failed", "missing"]


@dataclass(frozen=True, kw_only=True)
class FilmState:
    """A film and its fingerprint file: `done`; `stale`, made of another file; `failed` in the last
    run; or `missing`. The reason is "" where it is done."""

    film: FilmPath
    fingerprint: Path
    state: State
    reason: str = ""


def film_states(jobs: Iterable[FilmJob], output: Path) -> Iterator[FilmState]:
    """The state of each film, by its fingerprint file and the summaries in `output`."""
    failures = read_failures(output)
    for job in jobs:
        yield _state(job, failures)


def _state(job: FilmJob, failures: Mapping[str, str]) -> FilmState:
    file = job.fingerprint_file
    state, reason = _of_file(job.source, file)
    names = [spreadsheet_safe(str(path)) for path in (job.source, job.source.absolute())]
    failure = next((failures[name] for name in names if name in failures), None)
    if state != "done" and failure is not None:
        state, reason = "failed", failure
    return FilmState(film=job.source, fingerprint=file, state=state, reason=reason)


def _of_file(source: FilmPath, file: Path) -> tuple[State, str]:
    if not file.exists():
        return "missing", "not analyzed yet."
    try:
        film = load_film(file)
        if film.name != film_name(source):
            return "stale", f"{file}: of another film ({film.name})."
        if not is_unchanged(film, source):
            return "stale", "the film has changed since."
    except FingerprintFileError as error:
        return "stale", str(error)
    except FilmError as error:
        return "failed", str(error)
    return "done", ""
