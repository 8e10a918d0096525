"""What a run would do, and about how long it would take: `--dry-run`."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from filmprint.errors import FilmError, FilmprintError
from filmprint.fingerprint.film_files import state_of
from filmprint.fingerprint.model import Fingerprint
from filmprint.fingerprint.provenance import carries_tag
from filmprint.library.drawings import film_drawings
from filmprint.library.film_job import FilmOptions, earlier_results, plan_film
from filmprint.library.many_films import SMALL_BYTES
from filmprint.library.remote_results import results_here
from filmprint.library.result_names import FilmJob
from filmprint.library.summary import of_film, read_seconds
from filmprint.options import Extras
from filmprint.remote.path import FilmPath


@dataclass(frozen=True, kw_only=True)
class PlannedFilm:
    """A film, what would be done with it, and the bytes that would be decoded."""

    job: FilmJob
    action: str
    bytes: int = 0


def planned_films(jobs: Sequence[FilmJob], options: FilmOptions) -> Iterator[PlannedFilm]:
    """What would be done with each film; nothing is opened but results of earlier runs."""
    for job in jobs:
        try:
            with results_here(job, partial(earlier_results, options=options)) as local:
                yield replace(_planned(local, options), job=job)
        except FilmprintError as error:
            yield PlannedFilm(job=job, action=f"fail: {error}")
        except OSError as error:
            yield PlannedFilm(job=job, action=f"fail: {job.source}: {error.strerror or error}.")


def _planned(job: FilmJob, options: FilmOptions) -> PlannedFilm:
    plan = plan_film(job, options)
    if plan.known is None:
        return PlannedFilm(job=job, action="analyze", bytes=state_of(job.source).size_bytes)
    if plan.missing != Extras():
        return PlannedFilm(job=job, action="add what is missing")
    actions = _drawing_actions(plan.known, job, options)
    return PlannedFilm(job=job, action=" and ".join(actions) or "nothing")


def _drawing_actions(known: Fingerprint, job: FilmJob, options: FilmOptions) -> Iterator[str]:
    """What of a film that needs no decoding is not up to date."""
    drawings = film_drawings(known, job, options.pictures)
    if not all(carries_tag(file, each.tag) for each in drawings for file in each.files):
        yield "draw"
    if options.report:
        from filmprint.report.page import is_up_to_date  # its fonts are slow to load

        if not is_up_to_date(known, job.report_file):
            yield "write the report"


def estimated_seconds(films: Sequence[PlannedFilm], output: FilmPath, cores: int) -> float | None:
    """About how long the films to analyze would take; None where no earlier run tells.

    By their size, at the speed of the films in the summary of the last run in `output`.
    """
    known = read_seconds(output)
    past_seconds = past_bytes = 0.0
    for film in films:
        seconds = of_film(known, film.job.source)
        if seconds is None:
            continue
        with suppress(FilmError):  # it is gone
            size = state_of(film.job.source).size_bytes
            past_bytes += size
            past_seconds += seconds / _at_a_time(size, cores)
    if not past_bytes:
        return None
    return sum(film.bytes for film in films) * past_seconds / past_bytes


def _at_a_time(size: int, cores: int) -> int:
    """How many films of that size are done side by side."""
    return cores if size <= SMALL_BYTES else 1
