"""What is done with one film: analyze it unless that was done before, and draw its pictures."""

from dataclasses import dataclass
from importlib import import_module
from threading import Thread

from filmprint.analysis.pipeline import Progress, complete, fingerprint
from filmprint.errors import FilmError
from filmprint.fingerprint.atomic_file import check_writable
from filmprint.fingerprint.film_files import film_name
from filmprint.fingerprint.model import Fingerprint
from filmprint.library.drawings import (
    draw_outdated,
    drawing_warnings,
    film_drawings,
    picture_files,
)
from filmprint.library.outcomes import FilmSuccess, Outcome, Status, Success, outcome_of
from filmprint.library.result_names import Job
from filmprint.library.up_to_date import (
    existing_fingerprint,
    kept_fingerprint,
    missing_extras,
    refuse_foreign,
)
from filmprint.options import Clustering, Extras, PictureRequest, Sampling
from filmprint.processes.workers import Workers


@dataclass(frozen=True, kw_only=True)
class FilmOptions:
    """What is wanted of each film. With `overwrite`, all of it is made anew."""

    sampling: Sampling = Sampling()
    clustering: Clustering = Clustering()
    extras: Extras = Extras()
    pictures: PictureRequest = PictureRequest()
    report: bool = False
    overwrite: bool = False


def analyze_and_draw(
    job: Job, options: FilmOptions, workers: Workers, progress: Progress | None = None
) -> Outcome:
    """Analyze a film unless its fingerprint is up to date, and draw what is not.

    Of the extras, and of what styles and report need, only what the fingerprint lacks is gathered.
    """
    files = [file for each in picture_files(job, options.pictures).values() for file in each]
    files += [job.report_file] if options.report else []

    def work() -> Success:
        kept = None
        if not options.overwrite:
            kept = kept_fingerprint(
                job.fingerprint_file, job.source, options.sampling, options.clustering
            )
        known = kept.fingerprint if kept else None
        missing = missing_extras(known, options.extras, options.pictures, report=options.report)
        sheet = [job.contact_sheet] if missing.stills else []
        refuse_foreign(files + sheet, film_name(job.source), overwrite=options.overwrite)
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
        status: Status = "analyzed" if known is None else "redrawn" if drawn else "unchanged"
        warnings = result.warnings + drawing_warnings(result, options.pictures, drawn=drawn)
        return FilmSuccess(
            source=job.source, status=status, results=tuple(files), fingerprint=result,
            warnings=(kept.warnings if kept else ()) + warnings,
        )  # fmt: skip

    results = [job.fingerprint_file, *files]
    return outcome_of(job.source, work, replaced=results if options.overwrite else ())


def _analyzed(
    job: Job, options: FilmOptions, extras: Extras, workers: Workers, progress: Progress | None
) -> Fingerprint:
    """The film's new fingerprint, which is written too."""
    for files in ((job.fingerprint_file,), *picture_files(job, options.pictures).values()):
        for file in files:
            check_writable(file)
    # Drawing takes half a second to load; do that while the workers work.
    Thread(target=import_module, args=("filmprint.render.drawing",)).start()
    try:
        new = fingerprint(
            job.source, options.sampling, options.clustering, workers, progress, extras=extras
        )
    finally:
        workers.end_film()
    if new.coverage == 0:
        raise FilmError(f"{job.source}: none of its frames could be decoded.")
    if not options.overwrite:
        existing_fingerprint(job.fingerprint_file, job.source)  # another run may have been faster
    new.save(job.fingerprint_file)
    return new


def _completed(job: Job, known: Fingerprint, extras: Extras, workers: Workers) -> Fingerprint:
    """The fingerprint with these extras, which is written too."""
    check_writable(job.fingerprint_file)
    try:
        completed = complete(job.source, known, extras, workers)
    finally:
        workers.end_film()
    completed.save(job.fingerprint_file)
    return completed
