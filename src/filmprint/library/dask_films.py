"""Films on a Dask cluster: a task for each film.

Dask hands a lost machine's films to others, as often as its `allowed-failures` says. Its workers do
no more than start a process for a film and wait, so no film ends one.
"""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

from filmprint.errors import OptionError, import_optional
from filmprint.library.film_task import FilmTask, run_film_task
from filmprint.library.many_films import ManyFilms, do_films_on
from filmprint.library.outcomes import Outcome
from filmprint.options.execution import Execution, available_cores
from filmprint.options.limits import MIN_MEMORY

LOCAL = "local"
"""In place of a scheduler's address: one in this process."""

CONNECT_SECONDS = 5

_MEGABYTE = 1024 * 1024


def do_films_on_scheduler(address: str, films: ManyFilms) -> Iterator[Outcome]:
    """Do films on a cluster; what becomes of them, as they are done.

    Raises `OptionError` where Dask is not installed or the scheduler cannot be reached.
    """
    with _client(address, films.execution) as client:
        yield from do_films_on_client(client, films)


def do_films_on_client(client: Any, films: ManyFilms) -> Iterator[Outcome]:
    """The same with a `distributed.Client`. When this is closed, running films are ended too."""
    yield from do_films_on(client.get_executor(pure=False), films, _run_on_worker)


@contextmanager
def _client(address: str, execution: Execution) -> Iterator[Any]:
    distributed = import_optional("distributed", purpose="--scheduler", install="'filmprint[dask]'")
    for name in ("distributed", "distributed.client"):  # what matters is said in our lines
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with ExitStack() as stack:
        if address == LOCAL:
            at_a_time = max(available_cores() // (execution.jobs or 1), 1)
            cluster = distributed.LocalCluster(
                n_workers=1, threads_per_worker=at_a_time, processes=False, dashboard_address=None
            )
            address = stack.enter_context(cluster).scheduler_address
        try:
            client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:  # a timeout is an OSError
            raise OptionError(
                f"--scheduler {address}: no Dask scheduler can be reached there; start one with "
                "dask scheduler, or say local."
            ) from error
        yield stack.enter_context(client)


def _run_on_worker(task: FilmTask) -> Outcome:
    """Run in a thread of a Dask worker, which may take its part of the worker's memory."""
    from distributed import get_worker

    worker = get_worker()
    key = worker.get_current_task()

    def is_cancelled() -> bool:
        """Whether the client is gone or wants no more of this film."""
        state = worker.state.tasks.get(key)
        return state is None or state.state == "cancelled"

    memory = worker.memory_manager.memory_limit
    if memory:
        processes = worker.state.nthreads * task.execution.worker_count
        part = max(memory // _MEGABYTE // processes, MIN_MEMORY)
        limits = replace(task.limits, max_memory=min(task.limits.max_memory, part))
        task = replace(task, limits=limits)
    return run_film_task(task, is_cancelled)
