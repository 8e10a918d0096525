"""The gallery: one page for many films, from their fingerprint files."""

import gc
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import msgspec

from filmprint.errors import FingerprintFileError
from filmprint.fingerprint.file import load_file
from filmprint.library.gallery_cache import FileState, GalleryCache, decoded, encoded
from filmprint.library.outcomes import Failure, Outcome, Success, outcome_of
from filmprint.library.reports import report_from_file
from filmprint.library.result_names import Job, with_distinct_bases
from filmprint.library.up_to_date import refuse_foreign
from filmprint.processes.parallel import FEW, map_in_processes
from filmprint.report.gallery import gallery_page
from filmprint.report.gallery_data import GalleryFilm, gallery_film
from filmprint.report.page import write_page

PAGE = "index"
"""What the page is called, without its suffix."""


@dataclass(frozen=True, kw_only=True)
class GallerySources:
    """The fingerprint files of a gallery; `searched` are those that were not named themselves."""

    jobs: tuple[Job, ...]
    searched: frozenset[Path]


@dataclass(frozen=True, kw_only=True)
class GallerySuccess(Success):
    """A film is ready for the gallery; `read_from` is the file's state, where it was read."""

    film: GalleryFilm
    read_from: FileState | None = field(default=None, compare=False)


def find_fingerprints(paths: Iterable[Path], output: Path) -> GallerySources:
    """Files as they are named, folders with every .json file below them that is not hidden.

    Raises `OptionError` where two films' reports would have the same name.
    """
    jobs: dict[str, Job] = {}
    searched = set()
    for path in paths:
        if path.is_dir():
            for file in _json_files_below(path):
                if file.real not in jobs:
                    jobs[file.real] = Job(file.path, output / file.base)
                    searched.add(file.path)
        else:
            job = Job(path, output / path.stem)
            searched.discard(jobs.pop(os.path.realpath(path), job).source)
            jobs[os.path.realpath(path)] = job
    own = Job(Path(PAGE), output / PAGE)  # no report may have its name
    distinct = with_distinct_bases([own, *jobs.values()])[1:]
    return GallerySources(jobs=tuple(distinct), searched=frozenset(searched))


def read_gallery_films(
    sources: GallerySources, output: Path, *, reports: bool, overwrite: bool, workers: int
) -> Iterator[Outcome | None]:
    """Read each of the files, and write its report too if `reports`; in the order of the jobs.

    None for a file of a folder that is not a fingerprint. Of many, what was read for an earlier
    gallery in `output` is not read again, unless there are reports to write.
    """
    read = partial(_read, reports=reports, overwrite=overwrite)
    few = reports or len(sources.jobs) <= FEW
    with _no_garbage_collection(), closing(GalleryCache(None if few else output)) as cache:
        kept = _kept_films(cache, sources.jobs)
        tasks = [
            (job, job.source not in sources.searched)
            for job, film in zip(sources.jobs, kept, strict=True) if film is None
        ]  # fmt: skip
        outcomes = map_in_processes(read, tasks, workers)
        fresh = []
        for job, film in zip(sources.jobs, kept, strict=True):
            if film is not None:
                yield GallerySuccess(source=job.source, status="drawn", results=(), film=film)
                continue
            outcome = next(outcomes)
            if isinstance(outcome, GallerySuccess) and outcome.read_from is not None:
                fresh.append((str(job.source), outcome.read_from, encoded(outcome.film)))
            yield outcome
        cache.keep(fresh)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Do not look for cycles of objects: films are in none, and with 50,000 of them in memory to
    look again and again took half the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _kept_films(cache: GalleryCache, jobs: Iterable[Job]) -> list[GalleryFilm | None]:
    """What is known of each job's film, None where its file has to be read."""
    known = cache.films()
    return [_kept_film(job.source, known.get(str(job.source))) for job in jobs]


def _kept_film(source: Path, known: tuple[FileState, bytes] | None) -> GalleryFilm | None:
    if known is not None:
        state, film = known
        with suppress(OSError, ValueError, msgspec.MsgspecError):
            if FileState.of(source).is_that_of(state):
                return decoded(film)
    return None


def write_gallery(
    films: Sequence[tuple[Job, GalleryFilm]], output: Path, *, reports: bool, overwrite: bool
) -> Outcome:
    """Write `index.html` of these films into the folder `output`."""
    page = Job(Path(PAGE), output / PAGE).report_file

    def work() -> Success:
        if not films:
            raise FingerprintFileError("no fingerprint file to make a gallery of.")
        refuse_foreign([page], "", overwrite=overwrite)
        named = [(job.base.relative_to(output).as_posix(), film) for job, film in films]
        written = write_page(gallery_page(named, reports=reports), page, overwrite=overwrite)
        return Success(
            source=page, status="drawn" if written else "unchanged", results=(page,)
        )  # fmt: skip

    return outcome_of(page, work, replaced=[page] if overwrite else ())


def _read(task: tuple[Job, bool], *, reports: bool, overwrite: bool) -> Outcome | None:
    job, is_named = task
    report = report_from_file(job, overwrite=overwrite) if reports else None

    def work() -> Success:
        state = FileState.of(job.source)
        file = load_file(job.source)
        palette = file.palette
        if palette is None:
            palette = file.fingerprint.document().palette or ()
        film = gallery_film(file.fingerprint, palette)
        results = (job.report_file,) if reports else ()
        return GallerySuccess(
            source=job.source, status="drawn", results=results, film=film, read_from=state
        )

    outcome = report if isinstance(report, Failure) else outcome_of(job.source, work)
    is_other = isinstance(outcome, Failure) and not is_named and not _says_fingerprint(job.source)
    return None if is_other else outcome


def _says_fingerprint(path: Path) -> bool:
    """Whether a file that cannot be read as a fingerprint is meant to be one."""
    try:
        return b'"filmprint"' in path.read_bytes()
    except OSError:
        return True


@dataclass(frozen=True)
class _JsonFile:
    """A file of a folder; `base` is its path from there on without its suffix, `real` its path
    without links."""

    path: Path
    base: Path
    real: str


def _json_files_below(folder: Path) -> Iterator[_JsonFile]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        real, path = os.path.realpath(parent), Path(parent)  # once for all: there may be thousands
        below = path.relative_to(folder)
        for name in sorted(names):
            if name.lower().endswith(".json") and not name.startswith("."):
                file = path / name
                target = os.path.realpath(file) if file.is_symlink() else f"{real}{os.sep}{name}"
                yield _JsonFile(file, below / name[: -len(".json")], target)
