"""Many films, one after another: what is there already is kept, a bad film costs only itself."""

import re
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Literal

import numpy as np

from filmprint.analysis.frame_export import write_frames
from filmprint.analysis.pipeline import Progress, complete, fingerprint
from filmprint.color.palette import PaletteColor, image_palette
from filmprint.errors import (
    FilmError,
    FilmprintError,
    FingerprintFileError,
    LimitError,
    OutputError,
    WorkerError,
)
from filmprint.fingerprint.file import load
from filmprint.fingerprint.film import digest_of_path
from filmprint.fingerprint.model import Fingerprint, contact_sheet_path
from filmprint.fingerprint.provenance import TAG_PREFIX, carries_tag, film_tag
from filmprint.fingerprint.titles import text_of
from filmprint.library.images import read_image
from filmprint.library.jobs import Job
from filmprint.options import STYLES, Clustering, Extras, Panel, Picture, PictureRequest, Sampling
from filmprint.processes.workers import Workers
from filmprint.render.provenance import image_palette_tag, panel_tag, picture_tags

REPORT_STILLS = 24
"""Stills to keep for a report of a film that has none yet."""

Status = Literal["analyzed", "redrawn", "unchanged", "exported", "failed"]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one film; `seconds` is the time taken."""

    source: Path
    status: Status
    pictures: tuple[Path, ...] = ()
    fingerprint: Fingerprint | None = None
    palette: tuple[PaletteColor, ...] = ()
    seconds: float = 0.0
    warnings: tuple[str, ...] = ()
    error: str = ""
    details: str = field(default="", repr=False)


def do_film(
    job: Job,
    sampling: Sampling,
    clustering: Clustering,
    picture: PictureRequest,
    workers: Workers,
    *,
    extras: Extras = Extras(),
    report: bool = False,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Analyze a film unless its fingerprint is there already, and draw what is not drawn yet.

    Of the extras, and of what the styles need, only what the fingerprint lacks is gathered. With
    `report`, the film's page is written too.
    """

    def work() -> Outcome:
        target = job.file("json")
        there = None if overwrite else _there(target, job.source)
        found = there if there and _fits(there, job.source, sampling, clustering) else None
        fresh = found is None
        pictures = _pictures(job, picture)
        pages = (job.file("html"),) if report else ()
        _refuse_foreign([*pictures, *pages], text_of(job.source.name), overwrite)
        missing = _missing(found, extras, picture, REPORT_STILLS if report else 0)
        if missing.stills:
            _refuse_foreign([contact_sheet_path(target)], text_of(job.source.name), overwrite)
        if found is None:
            # Drawing takes half a second to load; do that while the workers work.
            Thread(target=import_module, args=("filmprint.render.drawing",)).start()
            found = fingerprint(job.source, sampling, clustering, workers, progress, extras=missing)
            if found.coverage == 0:
                raise FilmError(f"{job.source}: none of its frames could be decoded.")
            if not overwrite:
                _there(target, job.source)  # another run may have put another film's there
            found.save(target)
        elif missing != Extras():
            found = complete(job.source, found, missing, workers)
            found.save(target)
        drawn = _draw_missing(found, pictures, overwrite)
        for page in pages:
            drawn |= _write_report(found, page, overwrite)
        status: Status = "analyzed" if fresh else "redrawn" if drawn else "unchanged"
        return Outcome(
            source=job.source, status=status, pictures=(*pictures, *pages), fingerprint=found,
            warnings=found.warnings + _style_warnings(found, picture),
        )  # fmt: skip

    return _guarded(job.source, work)


def redraw(job: Job, picture: PictureRequest, *, overwrite: bool) -> Outcome:
    """Draw pictures from a fingerprint file."""

    def work() -> Outcome:
        found = load(job.source)
        pictures = _pictures(job, picture)
        _refuse_foreign(pictures, found.film.name, overwrite)
        drawn = _draw_missing(found, pictures, overwrite)
        return Outcome(
            source=job.source, status="redrawn" if drawn else "unchanged",
            pictures=tuple(pictures), fingerprint=found, warnings=_style_warnings(found, picture),
        )  # fmt: skip

    return _guarded(job.source, work)


def report(job: Job, *, overwrite: bool) -> Outcome:
    """Write a film's page, FILE.html, from a fingerprint file."""

    def work() -> Outcome:
        fingerprint = load(job.source)
        page = job.file("html")
        _refuse_foreign([page], fingerprint.film.name, overwrite)
        written = _write_report(fingerprint, page, overwrite)
        return Outcome(
            source=job.source, status="redrawn" if written else "unchanged", pictures=(page,),
            fingerprint=fingerprint,
        )  # fmt: skip

    return _guarded(job.source, work)


def draw_image_palette(job: Job, picture: PictureRequest, *, overwrite: bool) -> Outcome:
    """Draw the palette of an image, as IMAGE.palette.png."""

    def work() -> Outcome:
        image = read_image(job.source)
        colors = image_palette(image, picture.colors)
        name = text_of(job.source.name)
        pictures = tuple(job.file(f"palette.{suffix}") for suffix in picture.formats)
        _refuse_foreign(pictures, name, overwrite)
        mark = image_palette_tag(name, image, picture.only_picture)
        missing = [path for path in pictures if overwrite or not carries_tag(path, mark)]
        if missing:
            from filmprint.render import image_palette as style  # noqa: PLC0415 - matplotlib is slow to load
            from filmprint.render.save import save  # noqa: PLC0415

            figure = style.image_palette(image, colors, picture.only_picture)
            for path in missing:
                save(figure, path, mark)
        return Outcome(
            source=job.source, status="redrawn" if missing else "unchanged", pictures=pictures,
            palette=colors,
        )  # fmt: skip

    return _guarded(job.source, work)


def draw_panel(
    files: Sequence[Path], panel: Panel, request: PictureRequest, output: Path, *, overwrite: bool
) -> Outcome:
    """Draw one sheet of many fingerprint files."""
    base = output / panel.name
    picture = request.only_picture

    def work() -> Outcome:
        found = [load(file) for file in dict.fromkeys(files)]
        pictures = tuple(Job(base, base).file(suffix) for suffix in request.formats)
        _refuse_foreign(pictures, "", overwrite)
        mark = panel_tag(found, panel, picture)
        missing = [path for path in pictures if overwrite or not carries_tag(path, mark)]
        if missing:
            from filmprint.render.panel import panel as draw  # noqa: PLC0415 - matplotlib: half a second
            from filmprint.render.save import save  # noqa: PLC0415

            figure = draw(found, panel, picture)
            for path in missing:
                save(figure, path, mark)
        texts = (picture, replace(picture, title=None))  # the sheet's, and the films' own
        letters = [word for film in found for one in texts for word in _letters_warning(film, one)]
        return Outcome(
            source=base, status="redrawn" if missing else "unchanged", pictures=pictures,
            fingerprint=found[0], warnings=tuple(dict.fromkeys(letters)),
        )  # fmt: skip

    return _guarded(base, work)


def export_frames(
    job: Job,
    suffix: str,
    sampling: Sampling,
    workers: Workers,
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Write a film's sampled frames into the folder FILM_frames, which must be new or empty."""

    def work() -> Outcome:
        folder = job.base.with_name(f"{job.base.name}_frames")
        there = list(folder.iterdir()) if folder.is_dir() else []
        if there and not overwrite:
            raise OutputError(
                f"{folder}: is there already; move it away, choose another --output, or say "
                "--overwrite."
            )
        for old in there:
            if re.fullmatch(rf"{re.escape(job.source.stem)}_\d+\.(png|jpg)", old.name):
                old.unlink()
        export = write_frames(
            job.source, folder, suffix, sampling=sampling, workers=workers, progress=progress
        )
        if not export.count:
            raise FilmError(f"{job.source}: none of its frames could be decoded.")
        return Outcome(
            source=job.source, status="exported", pictures=(folder,), warnings=export.warnings
        )

    return _guarded(job.source, work)


def _guarded(source: Path, work: Callable[[], Outcome]) -> Outcome:
    """The outcome of `work`, timed; an error becomes an outcome too."""
    began = time.monotonic()
    try:
        outcome = work()
    except (LimitError, WorkerError) as error:
        details = "\n".join(getattr(error, "__notes__", ()))
        outcome = Outcome(
            source=source, status="failed", error=f"{source}: {error}", details=details
        )
    except FilmprintError as error:
        outcome = Outcome(source=source, status="failed", error=str(error))
    except OSError as error:
        reason = error.strerror or str(error)
        outcome = Outcome(source=source, status="failed", error=f"{source}: {reason}.")
    except Exception as error:
        outcome = Outcome(
            source=source,
            status="failed",
            error=f"{source}: unexpected error ({type(error).__name__}: {error}).",
            details=traceback.format_exc(),
        )
    return replace(outcome, seconds=time.monotonic() - began)


def _there(target: Path, film: Path) -> Fingerprint | None:
    """The fingerprint that is there already. Raises `OutputError` for one of another film.

    A film of that name which lay elsewhere is the same one only if it has not changed.
    """
    if not target.exists():
        return None
    try:
        found = load(target)
    except FingerprintFileError as error:
        raise OutputError(
            f"{target}: is there already and is not a fingerprint of this version; move it away, "
            "or say --overwrite."
        ) from error
    elsewhere = found.film.path_digest not in ("", digest_of_path(film))
    if found.film.name != text_of(film.name) or (elsewhere and not _is_unchanged(found, film)):
        raise OutputError(
            f"{target}: is there already, for another film ({found.film.name}); choose another "
            "--output, or say --overwrite."
        )
    return found


def _fits(found: Fingerprint, film: Path, sampling: Sampling, clustering: Clustering) -> bool:
    wanted = (sampling, clustering)
    return (found.sampling, found.clustering) == wanted and _is_unchanged(found, film)


def _is_unchanged(found: Fingerprint, film: Path) -> bool:
    """Whether a film's file is still as it was when the fingerprint was made."""
    try:
        state = film.stat()
    except OSError as error:
        raise FilmError(f"{film}: {error.strerror or error}.") from error
    return (found.film.size_bytes, found.film.modified_ns) == (state.st_size, state.st_mtime_ns)


def _missing(
    found: Fingerprint | None, extras: Extras, picture: PictureRequest, report_stills: int
) -> Extras:
    """What is asked for or needed for the styles and the report, less what is there."""
    styles = [STYLES[name] for name in picture.styles]
    loudness = extras.loudness or any(style.loudness for style in styles)
    kept = found.stills.wanted if found and found.stills else 0
    needed = max(report_stills, *(style.stills for style in styles))
    stills = extras.stills or kept or needed
    return Extras(
        loudness=loudness and (found is None or found.loudness_lufs is None),
        stills=stills if stills != kept else 0,
    )


def _pictures(job: Job, picture: PictureRequest) -> dict[Path, Picture]:
    """The files to draw, each with its picture of one style: FILM.png, FILM.ring.png."""
    return {
        job.file(suffix if one.style == Picture.style else f"{one.style}.{suffix}"): one
        for one in picture.pictures
        for suffix in picture.formats
    }


def _refuse_foreign(pictures: Iterable[Path], film_name: str, overwrite: bool) -> None:
    """Raise `OutputError` for a picture that is not ours or of another film: it would be lost."""
    for path in pictures:
        if overwrite or not path.exists():
            continue
        if not carries_tag(path, TAG_PREFIX):
            whose = "not from filmprint"
        elif not carries_tag(path, film_tag(film_name)):
            whose = "of another film"
        else:
            continue
        raise OutputError(
            f"{path}: is there already and is {whose}; move it away, choose another --output, or "
            "say --overwrite."
        )


def _draw_missing(found: Fingerprint, pictures: dict[Path, Picture], overwrite: bool) -> bool:
    """Draw the pictures that are not there as they should be; whether there were any."""
    marks = picture_tags(found, set(pictures.values()))
    missing: dict[Picture, list[Path]] = {}
    for path, picture in pictures.items():
        if overwrite or not carries_tag(path, marks[picture]):
            missing.setdefault(picture, []).append(path)
    for picture, paths in missing.items():
        from filmprint.render.drawing import draw_picture  # noqa: PLC0415 - matplotlib: half a second
        from filmprint.render.save import save  # noqa: PLC0415

        figure = draw_picture(found, picture)
        for path in paths:
            save(figure, path, marks[picture])
    return bool(missing)


def _write_report(found: Fingerprint, page: Path, overwrite: bool) -> bool:
    from filmprint.report.page import write_report  # noqa: PLC0415 - fonts are slow to load

    return write_report(found, page, overwrite=overwrite)


def _style_warnings(found: Fingerprint, picture: PictureRequest) -> tuple[str, ...]:
    """What the pictures had to do without."""
    styles = {name: STYLES[name] for name in picture.styles}
    heard = ", ".join(name for name, style in styles.items() if style.loudness)
    seen = ", ".join(name for name, style in styles.items() if style.stills)
    warnings = _letters_warning(found, picture.pictures[0])
    if heard and found.loudness_lufs is None:
        warnings += (f"{heard}: drawn without loudness, which is not in the fingerprint; draw it "
                     "from the film, or analyze that with --loudness.",)  # fmt: skip
    elif heard and found.loudness_lufs is not None and np.isnan(found.loudness_lufs).all():
        warnings += (f"{heard}: the film is silent, so all bars are alike.",)
    if seen and found.stills is None:
        warnings += (f"{seen}: drawn without stills, which are not beside the fingerprint; draw it "
                     "from the film, or analyze that with --stills 12.",)  # fmt: skip
    return warnings


def _letters_warning(found: Fingerprint, picture: Picture) -> tuple[str, ...]:
    from filmprint.render.checks import missing_characters  # noqa: PLC0415

    missing = missing_characters(found, picture)
    if not missing:
        return ()
    return (f"no installed font has {missing!r}; left out of the text (see --font).",)
