"""Results elsewhere: made in a folder of this machine, and then sent."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from shutil import move
from tempfile import TemporaryDirectory, mkdtemp

from filmprint.errors import FilmprintError, OutputError
from filmprint.library.outcomes import Failure, Outcome, Success, failure, file_states
from filmprint.library.result_names import FilmJob
from filmprint.remote.connections import matches, receive, remove, send
from filmprint.remote.path import FilmPath, RemotePath

Files = Callable[[FilmJob], Iterable[Path]]
"""Result files of a job."""


def do_with_results(
    job: FilmJob, files: Files, do: Callable[[FilmJob], Outcome], scratch: Path | None
) -> Outcome:
    """What `do` makes of a job. Results elsewhere are brought here for it, and what it changes is
    sent; where that fails they are kept here.

    `files` are those that earlier runs may have left.
    """
    if job.remote_folder is None:
        return do(job)
    try:
        _check_writable(job.remote_folder)
        if scratch is not None:
            scratch.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix="filmprint-", dir=scratch) as name:
            folder = Path(name)
            local = _received(job, job.remote_folder, files, folder)
            before = file_states(folder.rglob("*"))
            outcome = do(local)
            after = file_states(folder.rglob("*"))
            changed = [path for path, state in after.items() if before.get(path) != state]
            _send(changed, folder, job.remote_folder)
    except Exception as error:
        return failure(job.source, error)
    return _as_sent(outcome, local, job)


@contextmanager
def results_here(job: FilmJob, files: Files) -> Iterator[FilmJob]:
    """The job with its results here, to be read: itself, or one with copies of those that are
    elsewhere, until the block ends. Raises `FilmError`."""
    if job.remote_folder is None:
        yield job
        return
    with TemporaryDirectory(prefix="filmprint-") as folder:
        local = _received(job, job.remote_folder, files, Path(folder))
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
    with TemporaryDirectory(prefix="filmprint-") as name:
        folder = Path(name)
        for file in matches((output / pattern).url, str(output)):
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
    with TemporaryDirectory(prefix="filmprint-") as name:
        trial = Path(name, ".filmprint-write-test")
        trial.touch()
        send(trial, (folder / trial.name).url, str(folder))
    remove((folder / trial.name).url)


def _send(files: Iterable[Path], folder: Path, target: RemotePath) -> None:
    """Send files in the order in which they were written, so none refers to one that is missing."""
    for file in sorted((path for path in files if path.is_file()), key=_written):
        result = target / file.relative_to(folder).as_posix()
        try:
            send(file, result.url, str(result))
        except OutputError as error:
            kept = mkdtemp(prefix="filmprint-unsent-", dir=folder.parent)
            for path in list(folder.iterdir()):
                move(path, kept)
            raise OutputError(f"{error} The results are kept in {kept}.") from error


def _written(file: Path) -> int:
    return file.stat().st_mtime_ns


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
