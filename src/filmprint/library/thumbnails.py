"""The thumbnails of a film: FILM.thumbnails.vtt and its sheets."""

import re
from hashlib import sha256
from itertools import count
from pathlib import Path
from urllib.parse import unquote

from filmprint.analysis.coverage import coverage_warnings
from filmprint.analysis.pipeline import Progress
from filmprint.analysis.thumbnails import ThumbnailPlan, decode_thumbnails, plan_thumbnails
from filmprint.errors import FilmError
from filmprint.export.thumbnails import Sheet, grid_for, make_sheet, thumbnails_vtt
from filmprint.fingerprint.atomic_file import check_writable, write_whole
from filmprint.fingerprint.film_files import film_name, state_of
from filmprint.fingerprint.provenance import carries_tag, film_tag
from filmprint.library.outcomes import Outcome, Success, outcome_of
from filmprint.library.result_names import Job
from filmprint.library.up_to_date import refuse_foreign
from filmprint.options import Thumbnails
from filmprint.processes.workers import Workers


def export_thumbnails(
    job: Job,
    options: Thumbnails,
    workers: Workers,
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Write a film's thumbnails, unless those that are there are up to date."""
    name, track = film_name(job.source), job.thumbnail_track

    def work() -> Success:
        tag = f"{film_tag(name)}-{_digest(job.source, options)}"
        if not overwrite and (kept := _kept(track, tag)):
            return Success(source=job.source, status="unchanged", results=kept)
        refuse_foreign([track, job.thumbnail_sheet(1)], name, overwrite=overwrite)
        check_writable(track)
        try:
            plan = plan_thumbnails(job.source, options, workers)
            sheets = _sheets(plan, options, tag, workers, progress)
        finally:
            workers.end_film()
        if not sheets:
            raise FilmError(f"{job.source}: none of its frames could be decoded.")
        files = [job.thumbnail_sheet(number) for number in range(1, len(sheets) + 1)]
        refuse_foreign(files, name, overwrite=overwrite)
        contents = {file: sheet.jpeg for file, sheet in zip(files, sheets, strict=True)}
        contents[track] = thumbnails_vtt(sheets, [file.name for file in files], plan.seconds, tag)
        for file, data in contents.items():  # the sheets first: what the track names is there
            with write_whole(file) as temporary:
                temporary.write_bytes(data)
        _remove_sheets_from(len(sheets) + 1, job, film_tag(name))
        decoded = sum(len(sheet.boxes) for sheet in sheets)
        warnings = plan.job.warnings + coverage_warnings(decoded, plan.count)
        return Success(
            source=job.source, status="written", results=(track, *files), warnings=warnings
        )

    return outcome_of(job.source, work, replaced=[track] if overwrite else ())


def _sheets(
    plan: ThumbnailPlan, options: Thumbnails, tag: str, workers: Workers, progress: Progress | None
) -> list[Sheet]:
    """All sheets that have at least one thumbnail."""
    grid, sheets = grid_for(options.box), []
    parts = decode_thumbnails(plan, grid.tiles, workers, progress)
    for first, pictures in zip(count(step=grid.tiles), parts, strict=False):
        if pictures:
            numbers = range(first, min(first + grid.tiles, plan.count))
            sheets.append(make_sheet(pictures, numbers, grid.columns, tag))
    return sheets


def _digest(film: Path, options: Thumbnails) -> str:
    """12 hex digits that are different for a film that has changed, or for other options."""
    return sha256(repr((state_of(film), options)).encode()).hexdigest()[:12]


def _kept(track: Path, tag: str) -> tuple[Path, ...]:
    """The track with that tag and its sheets; nothing where one of them is missing, or another's.

    A run that was interrupted leaves its sheets beside the track of an earlier one.
    """
    if not carries_tag(track, tag):
        return ()
    names = re.findall(r"^(.+)#xywh=", track.read_text("utf-8"), re.MULTILINE)
    files = [track.with_name(unquote(name)) for name in dict.fromkeys(names)]
    return (track, *files) if all(carries_tag(file, tag) for file in files) else ()


def _remove_sheets_from(number: int, job: Job, tag: str) -> None:
    """Remove the sheets of an earlier run that had more of them."""
    while carries_tag(sheet := job.thumbnail_sheet(number), tag):
        sheet.unlink()
        number += 1
