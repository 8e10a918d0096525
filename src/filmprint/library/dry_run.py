"""What a run would do, and about how long it would take: `--dry-run`."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filmprint.errors import FilmError, FilmprintError
from filmprint.export.table import spreadsheet_safe
from filmprint.fingerprint.provenance import carries_tag
from filmprint.library.drawings import film_drawings
from filmprint.library.film_job import FilmOptions, plan_film
from filmprint.library.many_films import SMALL_BYTES
from filmprint.library.result_names import FilmJob
from filmprint.library.summary import read_seconds
from filmprint.options import Extras


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
            plan = plan_film(job, options)
            if plan.known is None:
                yield PlannedFilm(job=job, action="analyze", bytes=job.source.stat().st_size)
            elif plan.missing != Extras():
                yield PlannedFilm(job=job, action="add what is missing")
            elif all(
                carries_tag(file, drawing.tag)
                for drawing in film_drawings(plan.known, job, options.pictures)
                for file in drawing.files
            ):
                yield PlannedFilm(job=job, action="nothing")
            else:
                yield PlannedFilm(job=job, action="draw")
        except FilmprintError as error:
            yield PlannedFilm(job=job, action=f"fail: {error}")
        except OSError as error:
            yield PlannedFilm(job=job, action=f"fail: {job.source}: {error.strerror or error}.")


def estimated_seconds(films: Sequence[PlannedFilm], output: Path, cores: int) -> float | None:
    """About how long the films to analyze would take; None where no earlier run tells.

    By their size, at the speed of the films in the summary of the last run in `output`.
    """
    known = read_seconds(output)
    past_seconds = past_bytes = 0.0
    for film in films:
        seconds = known.get(spreadsheet_safe(str(film.job.source)))
        with suppress(OSError, FilmError):  # it is gone
            size = film.job.source.stat().st_size if seconds is not None else 0
            past_bytes += size
            past_seconds += (seconds or 0) / _at_a_time(size, cores)
    if not past_bytes:
        return None
    return sum(film.bytes for film in films) * past_seconds / past_bytes


def _at_a_time(size: int, cores: int) -> int:
    """How many films of that size are done side by side."""
    return cores if size <= SMALL_BYTES else 1
