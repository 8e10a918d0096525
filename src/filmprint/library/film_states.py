"""What has been done of which films: `filmprint list`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from filmprint.errors import FilmError, FingerprintFileError
from filmprint.fingerprint.file import load_film
from filmprint.fingerprint.film_files import film_name
from filmprint.library.remote_results import final_names, results_here
from filmprint.library.result_names import FilmJob
from filmprint.library.summary import of_film, read_failures
from filmprint.library.up_to_date import is_unchanged
from filmprint.remote.path import FilmPath

State = Literal["done", "stale", "failed", "missing"]


@dataclass(frozen=True, kw_only=True)
class FilmState:
    """A film and its fingerprint file: `done`; `stale`, made of another file; `failed` in the last
    run; or `missing`. The reason is "" where it is done."""

    film: FilmPath
    fingerprint: FilmPath
    state: State
    reason: str = ""


def film_states(jobs: Iterable[FilmJob], output: FilmPath) -> Iterator[FilmState]:
    """The state of each film, by its fingerprint file and the summaries in `output`."""
    failures = read_failures(output)
    for job in jobs:
        with results_here(job, lambda each: [each.fingerprint_file]) as local:
            state = _state(local, failures)
        reason = final_names(state.reason, local, job)
        yield replace(state, fingerprint=job.path_of(job.fingerprint_file), reason=reason)


def _state(job: FilmJob, failures: Mapping[str, str]) -> FilmState:
    state = _state_by_file(job)
    failure = of_film(failures, job.source)
    if state.state != "done" and failure is not None:
        return replace(state, state="failed", reason=failure)
    return state


def _state_by_file(job: FilmJob) -> FilmState:
    """The state as far as the fingerprint file tells it."""
    file = job.fingerprint_file
    of_this = partial(FilmState, film=job.source, fingerprint=file)
    if not file.exists():
        return of_this(state="missing", reason="not analyzed yet.")
    try:
        film = load_film(file)
        if film.name != film_name(job.source):
            return of_this(state="stale", reason=f"{file}: of another film ({film.name}).")
        if not is_unchanged(film, job.source):
            return of_this(state="stale", reason="the film has changed since.")
    except FingerprintFileError as error:
        return of_this(state="stale", reason=str(error))
    except FilmError as error:
        return of_this(state="failed", reason=str(error))
    return of_this(state="done")
