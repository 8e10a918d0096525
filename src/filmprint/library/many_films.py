"""Many films: one after another, side by side, or on an executor of the caller's."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from threading import Event
from typing import TYPE_CHECKING

from filmprint.errors import FilmError, WorkerError
from filmprint.fingerprint.atomic_file import clear_leftovers
from filmprint.fingerprint.film_files import state_of
from filmprint.library.film_job import FilmOptions, analyze_and_draw, analyze_only
from filmprint.library.film_task import FilmTask, run_film_task
from filmprint.library.outcomes import Outcome, failure
from filmprint.library.result_names import FilmJob
from filmprint.options import Execution, Limits
from filmprint.processes.host_calls import end_idle_processes
from filmprint.processes.workers import Workers
from filmprint.remote.path import FilmPath

if TYPE_CHECKING:
    from filmprint.analysis.pipeline import Progress

SMALL_BYTES = 50_000_000
"""Smaller films are done side by side, a core for each: of what a short film costs, workers cannot
share much (reading headers, drawing). A larger one has all workers for itself."""


@dataclass(frozen=True, kw_only=True)
class ManyFilms:
    """Films and what is wanted of them; `writes_files` as in `FilmTask`."""

    jobs: Sequence[FilmJob]
    options: FilmOptions
    execution: Execution
    limits: Limits
    writes_files: bool = True

    def task(self, job: FilmJob, execution: Execution) -> FilmTask:
        """The task of one of the films."""
        return FilmTask(
            job=job, options=self.options, execution=execution, limits=self.limits,
            writes_files=self.writes_files,
        )  # fmt: skip


Begin = Callable[[FilmPath], "Progress | None"]
"""Called with a film that is begun; gives what its progress is to be reported to."""


def do_films(films: ManyFilms, begin: Begin = lambda film: None) -> Iterator[Outcome]:
    """Do films on this machine; what becomes of them, in their order."""
    count = films.execution.worker_count
    _clear_leftovers(films)
    try:
        with Workers(films.execution, films.limits) as workers:
            for is_small, group in groupby(films.jobs, lambda job: _is_small(job.source)):
                jobs = list(group)
                if is_small and count > 1 and len(jobs) >= 2 * count:
                    yield from _side_by_side(replace(films, jobs=jobs), count, begin)
                else:
                    yield from _one_after_another(replace(films, jobs=jobs), workers, begin)
    finally:
        end_idle_processes()


def do_films_on(
    executor: Executor, films: ManyFilms, run: Callable[[FilmTask], Outcome] = run_film_task
) -> Iterator[Outcome]:
    """Do films on an executor, a task for each; what becomes of them, as they are done.

    When this is closed, what has not begun is cancelled.
    """
    execution = replace(films.execution, jobs=films.execution.jobs or 1)
    futures: dict[Future[Outcome], FilmJob] = {}
    _clear_leftovers(films)
    try:
        for job in films.jobs:
            futures[executor.submit(run, films.task(job, execution))] = job
        for future in as_completed(list(futures)):
            job = futures.pop(future)
            if future.cancelled():
                raise WorkerError(_LOST)
            error = future.exception()
            yield future.result() if error is None else failure(job.source, _given_up(error))
    finally:
        for future in futures:
            future.cancel()


_LOST = "the scheduler or executor was lost; films that were done are kept, do the same again."


def _given_up(error: BaseException) -> WorkerError:
    """What an executor says of a film that it could not do: its machines died, say."""
    text = str(error).partition("\n")[0].rstrip(".")
    return WorkerError(f"its executor gave it up ({type(error).__name__}: {text}).")


def _one_after_another(films: ManyFilms, workers: Workers, begin: Begin) -> Iterator[Outcome]:
    do = analyze_and_draw if films.writes_files else analyze_only
    for number, job in enumerate(films.jobs, start=1):
        workers.more_films = number < len(films.jobs)
        yield do(job, films.options, workers, begin(job.source))


def _side_by_side(films: ManyFilms, count: int, begin: Begin) -> Iterator[Outcome]:
    """Each film with one worker, `count` of them at a time."""
    stopped = Event()
    run = partial(run_film_task, is_cancelled=stopped.is_set)
    threads = ThreadPoolExecutor(count)
    try:
        outcomes = threads.map(
            run, [films.task(job, replace(films.execution, jobs=1)) for job in films.jobs]
        )
        for job in films.jobs:
            begin(job.source)
            yield next(outcomes)
    finally:
        stopped.set()
        threads.shutdown(cancel_futures=True)


def _clear_leftovers(films: ManyFilms) -> None:
    """Remove what killed runs have left where files are going to be written."""
    if films.writes_files:
        clear_leftovers({job.base.parent for job in films.jobs if job.remote_folder is None})


def _is_small(film: FilmPath) -> bool:
    try:
        return state_of(film).size_bytes <= SMALL_BYTES
    except FilmError:
        return True
