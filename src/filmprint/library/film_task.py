"""A film as a task for any executor: here, in a thread, or on another machine.

The film is done in a process of its own that the task's host starts and keeps for its next film:
decoding in that process's workers, under the limits, the rest in itself. Whatever a film does, the
host lives on.
"""

import atexit
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from filmprint.errors import WorkerError
from filmprint.library.film_job import FilmOptions, analyze_and_draw, analyze_only
from filmprint.library.outcomes import FingerprintSuccess, Outcome, failure
from filmprint.library.result_names import FilmJob
from filmprint.options import Execution, Limits
from filmprint.processes.host_calls import call_in_process
from filmprint.processes.workers import Workers


@dataclass(frozen=True, kw_only=True)
class FilmTask:
    """A film and what is wanted of it.

    With `writes_files` its results are written where `job` says, and come back as a summary;
    without it, its fingerprint comes back.
    """

    job: FilmJob
    options: FilmOptions
    execution: Execution
    limits: Limits
    writes_files: bool = True


def run_film_task(task: FilmTask, is_cancelled: Callable[[], bool] = lambda: False) -> Outcome:
    """Do a film in a process of its own. Raises `CancelError` once `is_cancelled()`."""
    try:
        return call_in_process(_do_film, task, is_cancelled=is_cancelled)
    except WorkerError as error:
        return failure(task.job.source, error)


def _do_film(task: FilmTask) -> Outcome:
    """Runs in the film's process."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what is half written is removed
    do = analyze_and_draw if task.writes_files else analyze_only
    outcome = do(task.job, task.options, _workers(task.execution, task.limits))
    if task.writes_files and isinstance(outcome, FingerprintSuccess):
        return outcome.without_fingerprint()
    return outcome


@cache
def _workers(execution: Execution, limits: Limits) -> Workers:
    """The workers of this process, for all its films."""
    workers = Workers(execution, limits)
    atexit.register(workers.end)
    return workers
