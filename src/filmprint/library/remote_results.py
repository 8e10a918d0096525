"""Results elsewhere: made in a folder of this machine, and then sent."""

import fnmatch
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from shutil import move
from tempfile import mkdtemp

from filmprint.errors import FilmprintError, OutputError
from filmprint.library.outcomes import (
    Failure,
    FileStates,
    Outcome,
    Success,
    failure,
    file_states,
)
from filmprint.library.result_names import FilmJob
from filmprint.remote.connections import names_in, receive, remove, send
from filmprint.remote.path import FilmPath, RemotePath, temporary_folder

Files = Callable[[FilmJob], Iterable[Path]]
"""Result files of a job."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """What is done with a job whose results are on this machine.

    files
        Result files that earlier runs may have left.
    do
        Reads them and writes new ones.
    check
        Raises `FilmprintError` where the fingerprint that is in the output folder by now, which
        another run may have written, must not be replaced.
    """

    files: Files
    do: Callable[[FilmJob], Outcome]
    check: Callable[[FilmJob], None]


def do_with_results(job: FilmJob, work: Work, scratch: Path | None) -> Outcome:
    """The outcome of the work. Results elsewhere are brought here for it, and what it changes is
    sent; where that fails it is kept here."""
    if job.remote_folder is None:
        return work.do(job)
    try:
        _check_writable(job.remote_folder)
        with temporary_folder(scratch) as folder:
            local = _received(job, job.remote_folder, work.files, folder)
            before = file_states(folder.rglob("*"))
            try:
                outcome = work.do(local)
            except BaseException:  # stopped: what is whole need not be done again
                with suppress(FilmprintError):
                    _send_changed(job, work, folder, before)
                raise
            try:
                _send_changed(job, work, folder, before)
            except FilmprintError as error:
                raise OutputError(f"{error} The results are kept in {_kept(folder)}.") from error
    except Exception as error:
        return failure(job.source, error)
    return _as_sent(outcome, local, job)


@contextmanager
def results_here(job: FilmJob, files: Files) -> Iterator[FilmJob]:
    """The job with its results here, to be read: itself, or one with copies of those that are
    elsewhere, until the block ends. Raises `FilmError`.

    Errors raised in the block name the results where they are.
    """
    if job.remote_folder is None:
        yield job
        return
    with temporary_folder() as folder:
        local = _received(job, job.remote_folder, files, folder)
        try:
            yield local
        except FilmprintError as error:
            raise type(error)(final_names(str(error), local, job)) from error


@contextmanager
def folder_here(output: FilmPath, pattern: str) -> Iterator[Path]:
    """A folder with the files of the output folder that match a pattern: itself, or a copy.

    Raises `FilmError`.
    """
    if isinstance(output, Path):
        yield output
        return
    with temporary_folder() as folder:
        for file in fnmatch.filter(names_in(output.url, str(output)), pattern):
            receive((output / file).url, folder / file, str(output / file))
        yield folder


def _received(job: FilmJob, remote_folder: RemotePath, files: Files, folder: Path) -> FilmJob:
    """The job with its results in a folder, which has copies of those that are there."""
    local = replace(job, base=folder / job.base, remote_folder=None)
    local.base.parent.mkdir(parents=True, exist_ok=True)
    for file in files(local):
        result = remote_folder / file.relative_to(folder).as_posix()
        receive(result.url, file, str(result))
    return local


def send_file(file: Path, folder: RemotePath) -> None:
    """Send a file to a folder elsewhere. Raises `OutputError`."""
    send(file, (folder / file.name).url, str(folder / file.name))


@cache
def _check_writable(folder: RemotePath) -> None:
    """Raise `OutputError` now where sending results would after hours of work."""
    target = folder / ".filmprint-write-test"
    with temporary_folder() as folder_of_trial:
        trial = folder_of_trial / target.name
        trial.touch()
        send(trial, target.url, str(folder))
    remove(target.url)


def _send_changed(job: FilmJob, work: Work, folder: Path, before: FileStates) -> None:
    """Send the results in a folder that are not as before. Raises `FilmprintError`."""
    after = file_states(path for path in folder.rglob("*") if path.is_file())
    changed = [path for path, state in after.items() if before.get(path) != state]
    if folder / job.fingerprint_file in changed:
        with results_here(job, lambda each: [each.fingerprint_file]) as current:
            work.check(current)
    # In the order in which they were written, so none refers to one that is missing.
    for file in sorted(changed, key=_written):
        result = job.path_of(file.relative_to(folder))
        if isinstance(result, RemotePath):
            send(file, result.url, str(result))


def _kept(folder: Path) -> Path:
    """Another folder, with what is in this one."""
    kept = Path(mkdtemp(prefix="filmprint-unsent-", dir=folder.parent))
    for path in list(folder.iterdir()):
        move(path, kept)
    return kept


def _written(file: Path) -> tuple[int, bool]:
    """When a file was written; at the same tick of the clock, a fingerprint after its stills."""
    return file.stat().st_mtime_ns, file.suffix == ".json"


def final_names(text: str, local: FilmJob, job: FilmJob) -> str:
    """A line about a job done here, with the names that its results have in the end."""
    if job.remote_folder is None:
        return text
    return text.replace(f"{_folder(local, job)}/", f"{job.remote_folder}/")


def _folder(local: FilmJob, job: FilmJob) -> Path:
    """The folder here that stands for the remote one."""
    return local.base.parents[len(job.base.parts) - 1]


def _as_sent(outcome: Outcome, local: FilmJob, job: FilmJob) -> Outcome:
    """The outcome with the names of results where they are in the end."""
    if isinstance(outcome, Failure):
        return replace(outcome, error=final_names(outcome.error, local, job))
    if isinstance(outcome, Success):
        results = tuple(
            job.path_of(path.relative_to(_folder(local, job))) if isinstance(path, Path) else path
            for path in outcome.results
        )
        warnings = tuple(final_names(text, local, job) for text in outcome.warnings)
        return replace(outcome, results=results, warnings=warnings)
    return outcome
