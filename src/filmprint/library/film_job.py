"""What is done with one film: analyze it unless that was done before, and draw its pictures."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from filmprint.errors import FilmError
from filmprint.fingerprint.atomic_file import check_writable
from filmprint.fingerprint.film_files import film_name
from filmprint.fingerprint.model import Fingerprint
from filmprint.library.drawings import (
    draw_outdated,
    drawing_warnings,
    film_drawings,
    load_drawing,
    picture_files,
)
from filmprint.library.outcomes import FingerprintSuccess, Outcome, Status, Success, outcome_of
from filmprint.library.remote_results import Work, do_with_results
from filmprint.library.result_names import FilmJob
from filmprint.library.up_to_date import (
    existing_fingerprint,
    kept_fingerprint,
    missing_extras,
    refuse_foreign,
)
from filmprint.options import Clustering, Extras, PictureRequest, Sampling
from filmprint.processes.workers import Workers
from filmprint.remote.path import FilmPath, kept_blocks

if TYPE_CHECKING:
    from filmprint.analysis.pipeline import Progress

# The analysis is imported where it is called: once a worker process has been started, which imports
# the same in that time.
FIRST_MODULE = "filmprint.analysis.worker_tasks"
"""What a worker imports for its first task."""


@dataclass(frozen=True, kw_only=True)
class FilmOptions:
    """What is wanted of each film; `pictures` may be None. `overwrite`: all is made anew."""

    sampling: Sampling = Sampling()
    clustering: Clustering = Clustering()
    extras: Extras = Extras()
    pictures: PictureRequest | None = PictureRequest()
    report: bool = False
    overwrite: bool = False


def analyze_only(
    job: FilmJob, options: FilmOptions, workers: Workers, progress: "Progress | None" = None
) -> Outcome:
    """Analyze a film; nothing is read of earlier runs, and nothing is written."""

    def work() -> Success:
        new = _new_fingerprint(job.source, options, options.extras, workers, progress)
        return FingerprintSuccess(
            source=job.source, status="analyzed", results=(), fingerprint=new, warnings=new.warnings
        )

    return outcome_of(job.source, work)


def analyze_and_draw(
    job: FilmJob, options: FilmOptions, workers: Workers, progress: "Progress | None" = None
) -> Outcome:
    """Analyze a film unless its fingerprint is up to date, and draw what is not.

    Of the extras, and of what styles and report need, only what the fingerprint lacks is gathered.
    """
    work = Work(
        files=partial(earlier_results, options=options),
        do=partial(_analyze_and_draw_here, options=options, workers=workers, progress=progress),
        check=partial(_refuse_another, options=options),
    )
    return do_with_results(job, work, workers.execution.cache)


def _analyze_and_draw_here(
    job: FilmJob, options: FilmOptions, workers: Workers, progress: "Progress | None"
) -> Outcome:
    files = _result_files(job, options)

    def work() -> Success:
        plan = plan_film(job, options)
        known, missing = plan.known, plan.missing
        if known is None:
            result = _analyzed(job, options, missing, workers, progress)
        elif missing != Extras():
            result = _completed(job, known, missing, workers)
        else:
            result = known
        drawings = film_drawings(result, job, options.pictures)
        drawn = draw_outdated(drawings, overwrite=options.overwrite)
        if options.report:
            from filmprint.report.page import write_report  # its fonts are slow to load

            drawn |= write_report(result, job.report_file, overwrite=options.overwrite)
        status: Status = "unchanged" if missing == Extras() else "completed"
        if known is None or drawn:
            status = "analyzed" if known is None else "drawn"
        warnings = result.warnings + drawing_warnings(result, options.pictures, drawn=drawn)
        return FingerprintSuccess(
            source=job.source, status=status, results=tuple(files), fingerprint=result,
            warnings=plan.warnings + warnings,
        )  # fmt: skip

    results = [job.fingerprint_file, *files]
    return outcome_of(job.source, work, replaced=results if options.overwrite else ())


@dataclass(frozen=True, kw_only=True)
class FilmPlan:
    """What there is to do for a film: `known` is a fingerprint that is up to date, `missing` the
    extras that it lacks."""

    known: Fingerprint | None
    missing: Extras
    warnings: tuple[str, ...]


def plan_film(job: FilmJob, options: FilmOptions) -> FilmPlan:
    """What there is to do. Raises `OutputError` where a result must not be replaced."""
    kept = None
    if not options.overwrite:
        kept = kept_fingerprint(
            job.fingerprint_file, job.source, options.sampling, options.clustering
        )
    known = kept.fingerprint if kept else None
    missing = missing_extras(known, options.extras, options.pictures, report=options.report)
    files = _result_files(job, options)
    files += [job.contact_sheet] if missing.stills else []
    files += [job.frame_columns] if missing.frame_columns else []
    refuse_foreign(files, film_name(job.source), overwrite=options.overwrite)
    return FilmPlan(known=known, missing=missing, warnings=kept.warnings if kept else ())


def earlier_results(job: FilmJob, options: FilmOptions) -> list[Path]:
    """The files that earlier runs may have left, and that this one reads."""
    kept = [job.fingerprint_file, job.contact_sheet, job.frame_columns]
    return [] if options.overwrite else [*kept, *_result_files(job, options)]


def _result_files(job: FilmJob, options: FilmOptions) -> list[Path]:
    """The pictures and the page."""
    files = [file for each in picture_files(job, options.pictures).values() for file in each]
    return [*files, job.report_file] if options.report else files


def _analyzed(
    job: FilmJob,
    options: FilmOptions,
    extras: Extras,
    workers: Workers,
    progress: "Progress | None",
) -> Fingerprint:
    """The film's new fingerprint, which is written too."""
    for files in ((job.fingerprint_file,), *picture_files(job, options.pictures).values()):
        for file in files:
            check_writable(file)
    new = _new_fingerprint(job.source, options, extras, workers, progress)
    _refuse_another(job, options)
    new.save(job.fingerprint_file)
    return new


def _refuse_another(job: FilmJob, options: FilmOptions) -> None:
    """Raise `OutputError` where another run has been faster, with another film."""
    if not options.overwrite:
        existing_fingerprint(job.fingerprint_file, job.source)


def _new_fingerprint(
    source: FilmPath,
    options: FilmOptions,
    extras: Extras,
    workers: Workers,
    progress: "Progress | None",
) -> Fingerprint:
    """The film's new fingerprint. Raises `FilmError` where no frame could be decoded."""
    workers.start(1, FIRST_MODULE)
    from filmprint.analysis.pipeline import fingerprint

    # Drawing takes half a second to load; do that while the workers work.
    Thread(target=load_drawing, args=(options.pictures,)).start()
    with kept_blocks(source, workers.execution.cache) as film:
        try:
            new = fingerprint(
                film, options.sampling, options.clustering, workers, progress, extras=extras
            )
        finally:
            workers.end_film()
    if new.coverage == 0:
        raise FilmError(f"{source}: none of its frames could be decoded.")
    return new


def _completed(job: FilmJob, known: Fingerprint, extras: Extras, workers: Workers) -> Fingerprint:
    """The fingerprint with these extras, which is written too."""
    from filmprint.analysis.pipeline import complete

    check_writable(job.fingerprint_file)
    with kept_blocks(job.source, workers.execution.cache) as film:
        try:
            completed = complete(film, known, extras, workers)
        finally:
            workers.end_film()
    completed.save(job.fingerprint_file)
    return completed
