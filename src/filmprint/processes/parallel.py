"""One function over many small tasks, in as many processes as there are cores."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")

FEW = 64
"""So many tasks are done sooner than processes have begun."""

CHUNK = 8
"""Tasks that are handed out at a time."""


def map_in_processes(
    function: Callable[[TaskT], ResultT], tasks: Sequence[TaskT], workers: int
) -> Iterator[ResultT]:
    """function(task) for each task, in their order."""
    if len(tasks) <= FEW or workers < 2:
        yield from map(function, tasks)
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(workers, len(tasks)), mp_context=context)
    try:
        yield from pool.map(function, tasks, chunksize=CHUNK)
    finally:
        pool.shutdown(cancel_futures=True)
