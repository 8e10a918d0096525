"""analyze(): film in, fingerprint out. Every stage is named here."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from .cluster import Clusters
from .fast import plan_changes, plan_keys
from .film import Inspection, Source, find_device, inspect, working_size
from .model import Fingerprint
from .options import Clustering, Execution, Limits, Method, Sampling, Space
from .sampling import Unit, displayed_frames, in_holes, plan, sample_times, split
from .tasks import cluster_units, write_units
from .workers import Workers

Progress = Callable[[float], None]
"""Called with the part of the work that is done, 0..1, in ascending order."""

TASKS_PER_WORKER = 24
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
    fast: bool = Sampling.fast,
    jobs: int | None = Execution.jobs,
    hwaccel: str = Execution.hwaccel,
    max_pixels: int = Limits.max_pixels,
    max_memory: int = Limits.max_memory,
    max_stall: float | str = Limits.max_stall,
    max_time: float | str = Limits.max_time,
    progress: Progress | None = None,
) -> Fingerprint:
    """The fingerprint of a film.

    The options are those of the command line (see `filmprint.options`). The result is the same,
    byte for byte, whatever `jobs` is. Raises `OptionError` for a bad option, `FilmError` for a
    film that cannot be read, `LimitError` for one that takes more than it may and `WorkerError`
    for one that makes a worker process die.
    """
    sampling = Sampling(frames=frames, start=start, end=end, fast=fast, scale=scale)
    clustering = Clustering(clusters=clusters, method=method, space=space, seed=seed)
    limits = Limits(
        max_pixels=max_pixels, max_memory=max_memory, max_stall=max_stall, max_time=max_time
    )
    with Workers(Execution(jobs=jobs, hwaccel=hwaccel), limits) as workers:
        return fingerprint(Path(film), sampling, clustering, workers, progress)


def fingerprint(
    path: Path,
    sampling: Sampling,
    clustering: Clustering,
    workers: Workers,
    progress: Progress | None = None,
) -> Fingerprint:
    """The same with ready options and workers, for one film of many."""
    work = _prepared(path, sampling, workers)
    report = progress or _ignore
    answers = _fast(work, clustering, workers, report) if work.fast else {}
    if not work.fast:
        units = plan(work.inspection.index, work.packets)
        answers = _cluster(work, units, clustering, workers, report)
    colors = np.zeros((sampling.frames, clustering.kept, 3), np.uint8)
    shares = np.zeros((sampling.frames, clustering.kept))
    for sample, found in answers.items():
        colors[sample, : len(found.colors)] = found.colors
        shares[sample, : len(found.shares)] = found.shares
    return Fingerprint(
        film=work.inspection.film,
        sampling=sampling,
        clustering=clustering,
        times_seconds=np.array([float(time) for time in work.times]),
        colors=colors,
        shares=shares,
        warnings=work.warnings + _coverage_warning(len(answers), sampling.frames),
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
    """Write the sampled frames as FILM_00001.png and so on; their number, and warnings.

    With `fast`, the key frames that stand in for them.
    """
    work = _prepared(path, sampling, workers)
    index, packets = work.inspection.index, work.packets
    units = plan(index, plan_keys(index, packets).stand_in if work.fast else packets)
    digits = max(5, len(str(sampling.frames)))
    pattern = f"{path.stem.replace('{', '{{').replace('}', '}}')}_{{:0{digits}d}}.{suffix}"
    task = (write_units, (folder, pattern))
    results = _run(work.source, units, task, workers, progress or _ignore)
    written = sum(len(samples) for samples in results)
    return written, work.warnings + _coverage_warning(written, sampling.frames)


@dataclass(frozen=True)
class Work:
    """A film and what is wanted of it.

    `times` count from its first frame; `packets` has the packet displayed at each sample that
    lies in the film. `fast` is off where a film's times are only counted.
    """

    inspection: Inspection
    source: Source
    times: list[Fraction]
    packets: dict[int, int]
    fast: bool
    warnings: tuple[str, ...]


def prepare(
    path: Path,
    sampling: Sampling,
    execution: Execution,
    max_pixels: int = Limits.max_pixels,
) -> Work:
    """Look at the film and decide what is wanted of it. Nothing is decoded yet."""
    inspection = inspect(path, max_pixels)
    index, warnings = inspection.index, inspection.warnings
    start, end = sampling.range_seconds(inspection.end - inspection.start)
    times = sample_times(start, end, sampling.frames)
    shown_at = [inspection.start + time for time in times]
    displayed = displayed_frames(index, shown_at)
    missing = in_holes(index, shown_at, displayed)
    packets = {
        sample: int(displayed[sample])
        for sample, time in enumerate(shown_at)
        if time < index.end * index.time_base and not missing[sample]
    }
    device = None
    if execution.hwaccel != "none":
        device = find_device(path, inspection.stream_index, execution.hwaccel)
        if device is None:
            warnings += (f"no device for --hwaccel {execution.hwaccel}; the processor decoded.",)
    size = working_size(inspection.display_size, sampling.box)
    source = Source(path, inspection.stream_index, inspection.film.color, size, device, max_pixels)
    return Work(inspection, source, times, packets, sampling.fast and not index.counted, warnings)


def _prepared(path: Path, sampling: Sampling, workers: Workers) -> Work:
    """`prepare()` in a worker, so that a film whose headers crash FFmpeg costs only itself."""
    workers.begin_film()
    (work,) = workers.run(prepare, [(path, sampling, workers.execution, workers.limits.max_pixels)])
    return work


def _fast(
    work: Work, clustering: Clustering, workers: Workers, report: Progress
) -> dict[int, Clusters]:
    """Each sample's clusters from key frames, and from groups that change (see fast.py)."""
    index = work.inspection.index
    keys = plan_keys(index, work.packets)
    found = _cluster(
        work, plan(index, keys.ends), clustering, workers, lambda done: report(done / 2)
    )
    answers = {sample: found[packet] for sample, packet in keys.stand_in.items() if packet in found}
    changes = plan_changes(index, work.packets, keys, found)
    answers |= _cluster(work, changes, clustering, workers, lambda done: report((1 + done) / 2))
    return answers


def _cluster(
    work: Work, units: list[Unit], clustering: Clustering, workers: Workers, report: Progress
) -> dict[int, Clusters]:
    """The clusters of every sample of the units."""
    return {
        sample: found
        for answers in _run(work.source, units, (cluster_units, clustering), workers, report)
        for samples, found in answers
        for sample in samples
    }


def _run(
    source: Source,
    units: list[Unit],
    task: tuple[Callable[..., Any], Any],
    workers: Workers,
    report: Progress,
) -> Iterator[Any]:
    """For a task (function, argument): function(source, some units, argument) over all units."""
    function, argument = task
    parts = split(units, workers.execution.worker_count * TASKS_PER_WORKER)
    tasks = [(source, part, argument) for part in parts]
    for done, result in enumerate(workers.run(function, tasks), start=1):
        yield result
        report(done / len(tasks))


def _ignore(_done: float) -> None:
    pass


def _coverage_warning(answered: int, wanted: int) -> tuple[str, ...]:
    if answered == wanted:
        return ()
    return (f"{wanted - answered} of {wanted} samples could not be answered.",)
