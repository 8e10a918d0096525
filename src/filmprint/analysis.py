"""analyze(): film in, fingerprint out. Every stage is named here."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from .film import Inspection, Source, inspect, working_size
from .model import Fingerprint
from .options import Clustering, Execution, Method, Sampling, Space
from .sampling import Unit, displayed_frames, plan, sample_times, split
from .tasks import cluster_units, write_units
from .workers import Workers

Progress = Callable[[float], None]
"""Called with the part of the work that is done, 0..1, in ascending order."""

TASKS_PER_WORKER = 8
"""Enough that the last ones end together, few enough that handing them out costs nothing."""


def analyze(
    film: str | os.PathLike[str],
    *,
    frames: int = Sampling.frames,
    start: float | str | None = Sampling.start,
    end: float | str | None = Sampling.end,
    scale: str = Sampling.scale,
    clusters: int = Clustering.clusters,
    method: Method = Clustering.method,
    space: Space = Clustering.space,
    seed: int = Clustering.seed,
    jobs: int | None = Execution.jobs,
    progress: Progress | None = None,
) -> Fingerprint:
    """The fingerprint of a film.

    The options are those of the command line (see `filmprint.options`). The result is the same,
    byte for byte, whatever `jobs` is. Raises `OptionError` for a bad option, `FilmError` for a
    film that cannot be read and `WorkerError` when a worker process dies.
    """
    sampling = Sampling(frames=frames, start=start, end=end, scale=scale)
    clustering = Clustering(clusters=clusters, method=method, space=space, seed=seed)
    with Workers(Execution(jobs=jobs).jobs) as workers:
        return fingerprint(Path(film), sampling, clustering, workers, progress)


def fingerprint(
    path: Path,
    sampling: Sampling,
    clustering: Clustering,
    workers: Workers,
    progress: Progress | None = None,
) -> Fingerprint:
    """The same with ready options and workers, for one film of many."""
    work = prepare(path, sampling)
    colors = np.zeros((sampling.frames, clustering.kept, 3), np.uint8)
    shares = np.zeros((sampling.frames, clustering.kept))
    for answers in _run(work, workers, cluster_units, clustering, progress=progress):
        for samples, found in answers:
            colors[list(samples), : len(found.colors)] = found.colors
            shares[list(samples), : len(found.shares)] = found.shares
    answered = int((shares[:, 0] > 0).sum())
    return Fingerprint(
        film=work.inspection.film,
        sampling=sampling,
        clustering=clustering,
        times_seconds=np.array([float(time) for time in work.times]),
        colors=colors,
        shares=shares,
        warnings=work.inspection.warnings + _coverage_warning(answered, sampling.frames),
    )


def write_frames(
    path: Path,
    folder: Path,
    suffix: str,
    *,
    sampling: Sampling,
    workers: Workers,
    progress: Progress | None = None,
) -> tuple[int, tuple[str, ...]]:
    """Write the sampled frames as FILM_00001.png and so on; their number, and warnings."""
    work = prepare(path, sampling)
    digits = max(5, len(str(sampling.frames)))
    names = {
        number: folder / f"{path.stem}_{number + 1:0{digits}d}.{suffix}"
        for number in range(sampling.frames)
    }
    written = sum(
        len(samples) for samples in _run(work, workers, write_units, names, progress=progress)
    )
    return written, work.inspection.warnings + _coverage_warning(written, sampling.frames)


@dataclass(frozen=True)
class Work:
    """A film and what is to be decoded of it; `times` count from its first frame."""

    inspection: Inspection
    source: Source
    times: list[Fraction]
    units: list[Unit]


def prepare(path: Path, sampling: Sampling) -> Work:
    """Look at the film and decide what to decode. Nothing is decoded yet."""
    inspection = inspect(path)
    index = inspection.index
    start, end = sampling.range_seconds(inspection.end - inspection.start)
    times = sample_times(start, end, sampling.frames)
    shown_at = [inspection.start + time for time in times]
    packets = displayed_frames(index, shown_at)
    there = [n for n, time in enumerate(shown_at) if time < index.end * index.time_base]
    size = working_size(inspection.display_size, sampling.box)
    source = Source(path, inspection.stream_index, inspection.film.color, size)
    return Work(inspection, source, times, plan(index, {n: int(packets[n]) for n in there}))


def _run(
    work: Work,
    workers: Workers,
    function: Callable[..., Any],
    argument: Any,
    *,
    progress: Progress | None,
) -> Iterator[Any]:
    """function(source, some units, argument) over all units, in the workers."""
    parts = split(work.units, workers.jobs * TASKS_PER_WORKER)
    tasks = [(work.source, part, argument) for part in parts]
    for done, result in enumerate(workers.run(function, tasks), start=1):
        yield result
        if progress:
            progress(done / len(tasks))


def _coverage_warning(answered: int, wanted: int) -> tuple[str, ...]:
    if answered == wanted:
        return ()
    return (f"{wanted - answered} of {wanted} samples could not be answered.",)
