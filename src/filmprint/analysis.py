"""analyze(): film in, fingerprint out. Every stage is named here."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from .cluster import Clusters
from .fast import plan_changes, plan_keys
from .film import (
    Inspection,
    Source,
    find_device,
    inspect,
    momentary_loudness,
    working_size,
)
from .loudness import Momentary, mean_loudness
from .model import Fingerprint
from .options import Clustering, Execution, Extras, Method, Sampling, Space
from .sampling import Unit, displayed_frames, plan, sample_times, split
from .stills import BOX, choose_moments, make_sheet
from .tasks import cluster_units, perform, read_units, write_units
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
    loudness: bool = Extras.loudness,
    stills: int = Extras.stills,
    fast: bool = Sampling.fast,
    jobs: int | None = Execution.jobs,
    hwaccel: str = Execution.hwaccel,
    progress: Progress | None = None,
) -> Fingerprint:
    """The fingerprint of a film.

    The options are those of the command line (see `filmprint.options`). The result is the same,
    byte for byte, whatever `jobs` is. Raises `OptionError` for a bad option, `FilmError` for a
    film that cannot be read and `WorkerError` when a worker process dies.
    """
    sampling = Sampling(frames=frames, start=start, end=end, fast=fast, scale=scale)
    clustering = Clustering(clusters=clusters, method=method, space=space, seed=seed)
    extras = Extras(loudness=loudness, stills=stills)
    with Workers(Execution(jobs=jobs, hwaccel=hwaccel)) as workers:
        return fingerprint(Path(film), sampling, clustering, workers, progress, extras=extras)


def fingerprint(
    path: Path,
    sampling: Sampling,
    clustering: Clustering,
    workers: Workers,
    progress: Progress | None = None,
    *,
    extras: Extras = Extras(),  # noqa: B008 - frozen
) -> Fingerprint:
    """The same with ready options and workers, for one film of many."""
    work = prepare(path, sampling, workers.execution)
    report = progress or _ignore
    listening = _listening(work) if extras.loudness else None
    if work.fast:
        answers, heard = _fast(work, clustering, workers, report, beside=listening)
    else:
        units = plan(work.inspection.index, work.packets)
        answers, heard = _cluster(work, units, clustering, workers, report, beside=listening)
    colors = np.zeros((sampling.frames, clustering.kept, 3), np.uint8)
    shares = np.zeros((sampling.frames, clustering.kept))
    for sample, answer in answers.items():
        colors[sample, : len(answer.colors)] = answer.colors
        shares[sample, : len(answer.shares)] = answer.shares
    found = Fingerprint(
        film=work.inspection.film,
        sampling=sampling,
        clustering=clustering,
        times_seconds=np.array([float(time) for time in work.times]),
        colors=colors,
        shares=shares,
        warnings=work.warnings + _coverage_warning(len(answers), sampling.frames),
    )
    if heard is not None:
        found = _with_loudness(found, work, heard)
    return _with_stills(found, work, extras.stills, workers) if extras.stills else found


def complete(path: Path, found: Fingerprint, extras: Extras, workers: Workers) -> Fingerprint:
    """A fingerprint of the film at `path` with the extras; its colors stay."""
    work = prepare(path, found.sampling, workers.execution)
    if extras.loudness:
        function, arguments = _listening(work)
        (heard,) = workers.run(function, [arguments])
        found = _with_loudness(found, work, heard)
    return _with_stills(found, work, extras.stills, workers) if extras.stills else found


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
    work = prepare(path, sampling, workers.execution)
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
    lies in the film; `range_seconds` is where they lie. `fast` is off where a film's times are
    only counted.
    """

    inspection: Inspection
    source: Source
    times: list[Fraction]
    range_seconds: tuple[Fraction, Fraction]
    packets: dict[int, int]
    fast: bool
    warnings: tuple[str, ...]


def prepare(path: Path, sampling: Sampling, execution: Execution) -> Work:
    """Look at the film and decide what is wanted of it. Nothing is decoded yet."""
    inspection = inspect(path)
    index, warnings = inspection.index, inspection.warnings
    start, end = sampling.range_seconds(inspection.end - inspection.start)
    times = sample_times(start, end, sampling.frames)
    shown_at = [inspection.start + time for time in times]
    displayed = displayed_frames(index, shown_at)
    packets = {
        sample: int(displayed[sample])
        for sample, time in enumerate(shown_at)
        if time < index.end * index.time_base
    }
    device = None
    if execution.hwaccel != "none":
        device = find_device(path, inspection.stream_index, execution.hwaccel)
        if device is None:
            warnings += (f"no device for --hwaccel {execution.hwaccel}; the processor decoded.",)
    size = working_size(inspection.display_size, sampling.box)
    source = Source(path, inspection.stream_index, inspection.film.color, size, device)
    fast = sampling.fast and not index.counted
    return Work(inspection, source, times, (start, end), packets, fast, warnings)


Answers = dict[int, Clusters]
"""Each sample's clusters."""
Task = tuple[Callable[..., Any], tuple[Any, ...]]
"""A function and its arguments."""


def _fast(
    work: Work,
    clustering: Clustering,
    workers: Workers,
    report: Progress,
    *,
    beside: Task | None = None,
) -> tuple[Answers, Any]:
    """The clusters from key frames, and from groups that change (see fast.py)."""
    index = work.inspection.index
    keys = plan_keys(index, work.packets)
    units = plan(index, keys.ends)
    found, result = _cluster(
        work, units, clustering, workers, lambda done: report(done / 2), beside=beside
    )
    answers = {sample: found[packet] for sample, packet in keys.stand_in.items() if packet in found}
    units = plan_changes(index, work.packets, keys, found)
    changes, _ = _cluster(work, units, clustering, workers, lambda done: report((1 + done) / 2))
    return answers | changes, result


def _cluster(
    work: Work,
    units: list[Unit],
    clustering: Clustering,
    workers: Workers,
    report: Progress,
    *,
    beside: Task | None = None,
) -> tuple[Answers, Any]:
    """The clusters of every sample of the units, and the result of the task beside."""
    results = _run(work.source, units, (cluster_units, clustering), workers, report, beside=beside)
    result = results.pop(0) if beside else None
    answers = {
        sample: found for answers in results for samples, found in answers for sample in samples
    }
    return answers, result


def _run(
    source: Source,
    units: list[Unit],
    task: tuple[Callable[..., Any], Any],
    workers: Workers,
    report: Progress,
    *,
    beside: Task | None = None,
) -> list[Any]:
    """For a task (function, argument): function(source, some units, argument) over all units.

    `beside` is one more task; it begins first, and its result is the first.
    """
    function, argument = task
    parts = split(units, workers.execution.worker_count * TASKS_PER_WORKER)
    tasks: list[Task] = [beside] if beside else []
    tasks += [(function, (source, part, argument)) for part in parts]
    results: list[Any] = [None] * len(tasks)
    numbered = [(number, *task) for number, task in enumerate(tasks)]
    for done, (number, result) in enumerate(workers.run(perform, numbered), start=1):
        results[number] = result
        report(done / len(tasks))
    return results


def _listening(work: Work) -> Task:
    """The task that measures the loudness of the film's sound."""
    _, end = work.range_seconds
    return momentary_loudness, (work.source.path, float(work.inspection.start), float(end))


def _with_loudness(found: Fingerprint, work: Work, heard: Momentary) -> Fingerprint:
    start, end = (float(bound) for bound in work.range_seconds)
    loudness = mean_loudness(heard, np.linspace(start, end, len(found) + 1))
    return replace(found, loudness_lufs=loudness, warnings=found.warnings + heard.warnings)


def _with_stills(found: Fingerprint, work: Work, count: int, workers: Workers) -> Fingerprint:
    """The frames of some samples, decoded once more, larger."""
    inspection = work.inspection
    source = replace(work.source, size=working_size(inspection.display_size, BOX))
    packets = work.packets
    if work.fast:
        packets = plan_keys(inspection.index, packets).stand_in
    chosen = {packets[n]: n for n in choose_moments(found, count) if n in packets}
    units = plan(inspection.index, {sample: packet for packet, sample in chosen.items()})
    results = _run(source, units, (read_units, None), workers, _ignore)
    frames = {samples[0]: frame for part in results for samples, frame in part}
    samples = sorted(frames)
    if not samples:
        return found
    return replace(
        found, stills=make_sheet(found.film.name, samples, [frames[n] for n in samples], count)
    )


def _ignore(_done: float) -> None:
    pass


def _coverage_warning(answered: int, wanted: int) -> tuple[str, ...]:
    if answered == wanted:
        return ()
    return (f"{wanted - answered} of {wanted} samples could not be answered.",)
