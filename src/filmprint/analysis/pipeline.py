"""The pipeline from a film to its fingerprint."""

import os
from collections.abc import Sequence

import numpy as np

from filmprint.analysis.coverage import coverage_warnings
from filmprint.analysis.decode_job import prepare
from filmprint.analysis.extras import columns_of_samples, with_extras
from filmprint.analysis.sample_colors import corrected_area, sample_colors
from filmprint.analysis.worker_tasks import Progress
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import (
    Clustering,
    Clusters,
    Execution,
    Extras,
    Hardware,
    Limits,
    Method,
    Sampling,
    Space,
    Trim,
)
from filmprint.options.checks import Times
from filmprint.processes.workers import Workers
from filmprint.remote.path import FilmPath, film_path, kept_blocks

__all__ = ["Progress", "analyze", "complete", "fingerprint"]


def analyze(
    film: str | os.PathLike[str],
    *,
    frames: int = Sampling.frames,
    start: Times | None = Sampling.start,
    end: Times | None = Sampling.end,
    scale: str = Sampling.scale,
    crop: str = Sampling.crop,
    trim: Trim = Sampling.trim,
    chapter: str | Sequence[str] | None = Sampling.chapter,
    rate: float = Sampling.rate,
    clusters: Clusters = Clustering.clusters,
    method: Method = Clustering.method,
    space: Space = Clustering.space,
    seed: int = Clustering.seed,
    fast: bool = Sampling.fast,
    jobs: int | None = Execution.jobs,
    hwaccel: Hardware = Execution.hwaccel,
    hdr_peak: float | None = Sampling.hdr_peak,
    loudness: bool = Extras.loudness,
    frame_columns: bool = Extras.frame_columns,
    stills: int = Extras.stills,
    max_pixels: int = Limits.max_pixels,
    max_memory: int = Limits.max_memory,
    max_stall: float | str = Limits.max_stall,
    max_time: float | str = Limits.max_time,
    progress: Progress | None = None,
) -> Fingerprint:
    """The fingerprint of a film: a file, a URL, or images (see docs/usage.md).

    The options are those of the command line (see `filmprint.options`). The result is the same,
    byte for byte, whatever `jobs` is. Raises `OptionError` for a bad option, `FilmError` for a
    film that cannot be read, `LimitError` for one that takes more than it may and `WorkerError`
    for one that makes a worker process die.
    """
    sampling = Sampling(frames=frames, start=start, end=end, chapter=chapter, rate=rate, fast=fast,
                        scale=scale, crop=crop, trim=trim, hdr_peak=hdr_peak)  # fmt: skip
    clustering = Clustering(clusters=clusters, method=method, space=space, seed=seed)
    extras = Extras(loudness=loudness, frame_columns=frame_columns, stills=stills)
    limits = Limits(max_pixels=max_pixels, max_memory=max_memory, max_stall=max_stall,
                    max_time=max_time)  # fmt: skip
    execution = Execution(jobs=jobs, hwaccel=hwaccel)
    with Workers(execution, limits) as workers, kept_blocks(film_path(film), None) as path:
        return fingerprint(path, sampling, clustering, workers, progress, extras=extras)


def fingerprint(
    path: FilmPath,
    sampling: Sampling,
    clustering: Clustering,
    workers: Workers,
    progress: Progress | None = None,
    *,
    extras: Extras = Extras(),
) -> Fingerprint:
    """The fingerprint of a film, with workers that may serve many films; errors as `analyze`."""
    job = prepare(path, sampling, workers)
    with_columns = extras.frame_columns
    result = sample_colors(job, clustering, workers, progress, with_columns=with_columns)
    area = corrected_area(job, result.envelope)
    if area is not None:  # the samples show more picture than the first pass did
        job = job.with_area(area)
        result = sample_colors(job, clustering, workers, progress, with_columns=with_columns)
    colors = np.zeros((sampling.frames, clustering.kept, 3), np.uint8)
    shares = np.zeros((sampling.frames, clustering.kept))
    stand_in = np.full(sampling.frames, np.nan)
    near = 0.75 * job.frame_seconds  # a field may be half a frame off
    for sample, clusters in result.clusters.items():
        colors[sample, : len(clusters.colors)] = clusters.colors
        shares[sample, : len(clusters.shares)] = clusters.shares
        offset = result.offset_seconds[sample]
        if abs(offset) > near:
            stand_in[sample] = round(offset, 6)
    without_extras = Fingerprint(
        film=job.film,
        sampling=sampling,
        clustering=clustering,
        times_seconds=np.array([float(time) for time in job.times]),
        colors=colors,
        shares=shares,
        frame_columns=columns_of_samples(job.film.name, result, sampling.frames)
        if with_columns
        else None,
        stand_in_seconds=None if np.isnan(stand_in).all() else stand_in,
        warnings=job.warnings + coverage_warnings(len(result.clusters), sampling.frames),
    )
    return with_extras(without_extras, job, extras, workers)


def complete(path: FilmPath, known: Fingerprint, extras: Extras, workers: Workers) -> Fingerprint:
    """A fingerprint of the film at `path` with the extras added; its colors stay."""
    job = prepare(path, known.sampling, workers, analyzed=known.film)
    return with_extras(known, job, extras, workers)
