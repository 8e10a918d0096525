"""analyze_many: many films from Python."""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields, replace
from typing import Any, TypedDict, Unpack

from filmprint.analysis.pipeline import Progress
from filmprint.fingerprint.model import Fingerprint
from filmprint.library.dask_films import do_films_on_client
from filmprint.library.film_job import FilmOptions
from filmprint.library.jobs import find_films
from filmprint.library.many_films import ManyFilms, do_films, do_films_on
from filmprint.library.outcomes import (
    Failure,
    FilmSuccess,
    FingerprintSuccess,
    Outcome,
    Status,
)
from filmprint.options import (
    Clustering,
    Clusters,
    Execution,
    Extras,
    Hardware,
    Limits,
    Method,
    Sampling,
    Space,
    Trim,
)
from filmprint.options.checks import Times
from filmprint.remote.path import FilmPath, output_folder


class AnalyzeOptions(TypedDict, total=False):
    """The options of `analyze` as keyword arguments."""

    frames: int
    start: Times | None
    end: Times | None
    scale: str
    crop: str
    trim: Trim
    chapter: str | Sequence[str] | None
    rate: float
    clusters: Clusters
    method: Method
    space: Space
    seed: int
    fast: bool
    jobs: int | None
    hwaccel: Hardware
    hdr_peak: float | None
    loudness: bool
    frame_columns: bool
    stills: int
    max_pixels: int
    max_memory: int
    max_stall: float | str
    max_time: float | str


@dataclass(frozen=True, kw_only=True)
class FilmResult:
    """What became of a film.

    status
        "analyzed", "unchanged" where `output` has it already, or "failed".
    fingerprint
        The fingerprint, where no `output` was given.
    file
        The fingerprint's file in `output`.
    coverage
        The part of the samples that could be decoded, 0..1.
    error
        Why it failed, one line; else None.
    """

    film: FilmPath
    status: Status
    seconds: float
    fingerprint: Fingerprint | None = None
    file: FilmPath | None = None
    coverage: float = 0.0
    warnings: tuple[str, ...] = ()
    error: str | None = None


def analyze_many(
    films: Iterable[str | os.PathLike[str]],
    *,
    output: str | os.PathLike[str] | None = None,
    executor: Executor | Any | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
    **options: Unpack[AnalyzeOptions],
) -> Iterator[FilmResult]:
    """The fingerprints of many films, each as it is done. A film that fails is a result too.

    films
        Film files, and folders with films at any depth.
    output
        Folder for the fingerprint files, named after the films, or the URL of one. What is up to
        date there is kept, so the same call goes on where it was stopped. Without it, nothing is
        written.
    executor
        Where the films are done: any `concurrent.futures.Executor`, or a Dask `Client`. Then each
        film is a task of one worker process, or of `jobs`. Without it: on this machine's cores,
        results in the order of the films.
    overwrite
        Do films again that are up to date.
    progress
        Called with the part of the films that is done, 0..1.

    The other options are those of `analyze`. Raises `OptionError` for a bad one, before the first
    film.
    """
    unknown = options.keys() - AnalyzeOptions.__annotations__.keys()
    if unknown:
        raise TypeError(f"analyze_many() has no option {', '.join(sorted(unknown))}")
    jobs = find_films(films, None if output is None else output_folder(output))
    if executor is not None:
        jobs = [job.absolute() for job in jobs]
    many = ManyFilms(
        jobs=jobs,
        options=FilmOptions(
            sampling=Sampling(**_of(Sampling, options)),
            clustering=Clustering(**_of(Clustering, options)),
            extras=Extras(**_of(Extras, options)),
            pictures=None,
            overwrite=overwrite,
        ),
        execution=Execution(**_of(Execution, options)),
        limits=Limits(**_of(Limits, options)),
        writes_files=output is not None,
    )
    return _results(many, executor, progress)


def _results(
    films: ManyFilms, executor: Executor | Any | None, progress: Progress | None
) -> Iterator[FilmResult]:
    files = {
        job.source: job.path_of(job.fingerprint_file) for job in films.jobs if films.writes_files
    }
    if executor is None:
        outcomes = do_films(films)
    elif isinstance(executor, Executor):
        outcomes = do_films_on(executor, films)
    else:
        outcomes = do_films_on_client(executor, films)
    for number, outcome in enumerate(outcomes, start=1):
        if progress is not None:
            progress(number / len(films.jobs))
        yield _result(outcome, files.get(outcome.source))


def _result(outcome: Outcome, file: FilmPath | None) -> FilmResult:
    result = FilmResult(film=outcome.source, status=outcome.status, seconds=outcome.seconds)
    if isinstance(outcome, Failure):
        return replace(result, error=outcome.error)
    if isinstance(outcome, FilmSuccess):
        result = replace(
            result, file=file, coverage=outcome.summary.coverage, warnings=outcome.warnings
        )
    if isinstance(outcome, FingerprintSuccess) and file is None:
        result = replace(result, fingerprint=outcome.fingerprint)
    return result


def _of(group: type, options: AnalyzeOptions) -> dict[str, Any]:
    """Those of the options that a group has."""
    names = {field.name for field in fields(group)}
    return {name: value for name, value in options.items() if name in names}
