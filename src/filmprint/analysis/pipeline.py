"""analyze(): film in, fingerprint out. Every stage is named here."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from msgspec import structs

from filmprint.analysis.decode_plan import (
    displayed_frames,
    in_timestamp_gaps,
    plan_decode_ranges,
    sample_times,
)
from filmprint.analysis.fast_plan import plan_changes, plan_keys
from filmprint.analysis.first_pass import first_pass
from filmprint.analysis.letterbox import Envelope, find_picture, is_other, joined
from filmprint.analysis.loudness import mean_loudness
from filmprint.analysis.worker_tasks import (
    cluster_frames,
    probe_film,
    read_frames,
    run_over_ranges,
    write_frame_files,
)
from filmprint.color.clustering import Clusters
from filmprint.fingerprint.contact_sheet import BOX, choose_moments, make_contact_sheet
from filmprint.fingerprint.film import Film, PictureArea, PictureSpan
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Clustering, Execution, Extras, Limits, Method, Sampling, Space, Trim
from filmprint.processes.workers import Workers
from filmprint.video import Source, measure_loudness, working_size
from filmprint.video.decode_range import DecodeRange
from filmprint.video.packet_index import PacketIndex

Progress = Callable[[float], None]
"""Called with the part of the work that is done, 0..1; from 0 again where a film needs a second
look."""


def analyze(
    film: str | os.PathLike[str],
    *,
    frames: int = Sampling.frames,
    start: float | str | None = Sampling.start,
    end: float | str | None = Sampling.end,
    scale: str = Sampling.scale,
    crop: str = Sampling.crop,
    trim: Trim = Sampling.trim,
    clusters: int = Clustering.clusters,
    method: Method = Clustering.method,
    space: Space = Clustering.space,
    seed: int = Clustering.seed,
    fast: bool = Sampling.fast,
    jobs: int | None = Execution.jobs,
    hwaccel: str = Execution.hwaccel,
    hdr_peak: float | None = Sampling.hdr_peak,
    loudness: bool = Extras.loudness,
    stills: int = Extras.stills,
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
    sampling = Sampling(
        frames=frames,
        start=start,
        end=end,
        fast=fast,
        scale=scale,
        crop=crop,
        trim=trim,
        hdr_peak=hdr_peak,
    )
    clustering = Clustering(clusters=clusters, method=method, space=space, seed=seed)
    extras = Extras(loudness=loudness, stills=stills)
    limits = Limits(
        max_pixels=max_pixels, max_memory=max_memory, max_stall=max_stall, max_time=max_time
    )
    with Workers(Execution(jobs=jobs, hwaccel=hwaccel), limits) as workers:
        return fingerprint(Path(film), sampling, clustering, workers, progress, extras=extras)


def fingerprint(
    path: Path,
    sampling: Sampling,
    clustering: Clustering,
    workers: Workers,
    progress: Progress | None = None,
    *,
    extras: Extras = Extras(),
) -> Fingerprint:
    """The same with ready options and workers, for one film of many."""
    work = prepare(path, sampling, workers)
    answers, seen = _clusters(work, clustering, workers, progress)
    area = _other_area(work, seen, sampling)
    if area is not None:  # the key frames did not tell all
        work = _within(work, area, sampling)
        answers, _ = _clusters(work, clustering, workers, progress)
    colors = np.zeros((sampling.frames, clustering.kept, 3), np.uint8)
    shares = np.zeros((sampling.frames, clustering.kept))
    for sample, answer in answers.items():
        colors[sample, : len(answer.colors)] = answer.colors
        shares[sample, : len(answer.shares)] = answer.shares
    found = Fingerprint(
        film=work.film,
        sampling=sampling,
        clustering=clustering,
        times_seconds=np.array([float(time) for time in work.times]),
        colors=colors,
        shares=shares,
        warnings=work.warnings + _coverage_warning(len(answers), sampling.frames),
    )
    return _with_extras(found, work, extras, workers)


def complete(path: Path, found: Fingerprint, extras: Extras, workers: Workers) -> Fingerprint:
    """A fingerprint of the film at `path` with the extras; its colors stay."""
    work = prepare(path, found.sampling, workers)
    work = _within(work, found.film.picture_area, found.sampling)
    return _with_extras(found, work, extras, workers)


def write_frames(
    path: Path,
    folder: Path,
    suffix: str,
    *,
    sampling: Sampling,
    workers: Workers,
    progress: Progress | None = None,
) -> tuple[int, tuple[str, ...]]:
    """Write the sampled pictures as FILM_00001.png and so on; their number, and warnings.

    With `fast`, the key frames that stand in for them.
    """
    work = prepare(path, sampling, workers)
    digits = max(5, len(str(sampling.frames)))
    pattern = f"{path.stem.replace('{', '{{').replace('}', '}}')}_{{:0{digits}d}}.{suffix}"
    task = (write_frame_files, (folder, pattern))
    results = run_over_ranges(
        work.source, plan_decode_ranges(work.index, work.shown), task, workers, progress
    )
    written = sum(len(samples) for samples in results)
    return written, work.warnings + _coverage_warning(written, sampling.frames)


@dataclass(frozen=True)
class Work:
    """A film and what is wanted of it.

    `times` count from its first frame; `packets` has the packet displayed at each sample that
    lies in the film. `fast` is off where a film's times are only counted. `area_seen` tells
    whether the picture's area was found, or given, and not merely taken to be the whole frame.
    """

    film: Film
    index: PacketIndex
    sample_aspect_ratio: float
    source: Source
    times: list[Fraction]
    packets: dict[int, int]
    fast: bool
    area_seen: bool
    warnings: tuple[str, ...]

    @property
    def shown(self) -> dict[int, int]:
        """The packet that is decoded to show each sample: with `fast`, the key packet near it."""
        return plan_keys(self.index, self.packets).stand_in if self.fast else self.packets


def prepare(path: Path, sampling: Sampling, workers: Workers) -> Work:
    """Look at the film and decide what is wanted of it. Few frames are decoded yet.

    All that touches the film happens in workers: one whose headers crash FFmpeg costs only itself.
    """
    workers.begin_film()
    hwaccel, max_pixels = workers.execution.hwaccel, workers.limits.max_pixels
    task = (path, sampling.hdr_peak, max_pixels, hwaccel)
    ((probe, device),) = workers.run(probe_film, [task])
    film, index, warnings = probe.film, probe.index, probe.warnings
    if hwaccel != "none" and device is None:
        warnings += (f"no device for --hwaccel {hwaccel}; the processor decoded.",)
    stored = (film.width, film.height)
    source = Source(
        path=path,
        modified_ns=film.modified_ns,
        stream_index=probe.stream_index,
        color=film.color,
        coded_size=stored,
        scaled_size=stored,
        area=film.picture_area,
        device=device,
        max_pixels=max_pixels,
    )
    found = first_pass(probe, source, sampling, workers)
    times = sample_times(found.start, found.end, sampling.frames)
    shown_at = [probe.start + time for time in times]
    displayed = displayed_frames(index, shown_at)
    missing = in_timestamp_gaps(index, shown_at, displayed)
    packets = {
        sample: int(displayed[sample])
        for sample, time in enumerate(shown_at)
        if time < index.end * index.time_base and not missing[sample]
    }
    span = PictureSpan(
        start_seconds=float(found.start),
        end_seconds=float(found.end),
        credits_seconds=None if found.credits is None else float(found.credits),
    )
    fast = sampling.fast and not index.addressed_by_number
    work = Work(
        film=structs.replace(film, picture_span=span, rotation=found.rotation),
        index=index,
        sample_aspect_ratio=probe.sample_aspect_ratio,
        source=replace(source, rotation=found.rotation, skip_loop_filter=fast),
        times=times,
        packets=packets,
        fast=fast,
        area_seen=found.area is not None,
        warnings=warnings,
    )
    return _within(work, found.area or film.picture_area, sampling)


def _within(work: Work, area: PictureArea, sampling: Sampling) -> Work:
    """The same work on that part of the frames."""
    work = replace(work, film=structs.replace(work.film, picture_area=area))
    source = replace(work.source, area=area, scaled_size=_working_size(work, sampling.box))
    return replace(work, source=source)


def _working_size(work: Work, box: tuple[int, int]) -> tuple[int, int]:
    """What frames are scaled to so that the picture, when it is upright, fits into the box."""
    lying = work.source.rotation % 180
    area = work.film.picture_area
    return working_size(
        work.source.coded_size, work.sample_aspect_ratio, area, box[::-1] if lying else box
    )


def _other_area(work: Work, seen: Envelope | None, sampling: Sampling) -> PictureArea | None:
    """The picture's area over all samples, where it is not the one that was taken."""
    found = find_picture(seen) if seen is not None and sampling.crop == "auto" else None
    if found is None:
        return None
    found = found.rescaled(frame=work.source.scaled_size, target=work.source.coded_size)
    area = work.source.area
    taken = area.union(found) if work.area_seen else found
    return taken if is_other(taken, area, work.source.coded_size) else None


def _clusters(
    work: Work, clustering: Clustering, workers: Workers, progress: Progress | None
) -> tuple[dict[int, Clusters], Envelope | None]:
    """Each sample's clusters, and the envelope of the frames."""
    if not work.fast:
        decode_ranges = plan_decode_ranges(work.index, work.packets)
        return _cluster(work, decode_ranges, clustering, workers, progress)
    # Key frames first; what they tell decides where more is decoded (see fast.py).
    keys = plan_keys(work.index, work.packets)
    found, seen = _cluster(
        work, plan_decode_ranges(work.index, keys.ends), clustering, workers, progress
    )
    answers = {sample: found[packet] for sample, packet in keys.stand_in.items() if packet in found}
    changes = plan_changes(work.index, work.packets, keys, found)
    more, seen_more = _cluster(work, changes, clustering, workers, None)
    return answers | more, joined(seen, seen_more)


def _cluster(
    work: Work,
    decode_ranges: list[DecodeRange],
    clustering: Clustering,
    workers: Workers,
    progress: Progress | None,
) -> tuple[dict[int, Clusters], Envelope | None]:
    """The clusters of every sample of the decode_ranges, and the envelope of their frames."""
    answers: dict[int, Clusters] = {}
    seen: Envelope | None = None
    task = (cluster_frames, clustering)
    for found, envelope in run_over_ranges(work.source, decode_ranges, task, workers, progress):
        answers |= {sample: clusters for samples, clusters in found for sample in samples}
        seen = joined(seen, envelope)
    return answers, seen


def _with_extras(found: Fingerprint, work: Work, extras: Extras, workers: Workers) -> Fingerprint:
    """With the loudness of its samples, and with stills, where they are asked for."""
    if extras.loudness:
        span = found.film.picture_span
        bounds = (span.start_seconds, span.end_seconds)
        task = (work.source.path, found.film.start_seconds, span.end_seconds)
        (heard,) = workers.run(measure_loudness, [task])
        loudness = mean_loudness(heard, np.linspace(*bounds, len(found) + 1))
        found = replace(found, loudness_lufs=loudness, warnings=found.warnings + heard.warnings)
    return _with_stills(found, work, extras.stills, workers) if extras.stills else found


def _with_stills(found: Fingerprint, work: Work, count: int, workers: Workers) -> Fingerprint:
    """The frames of some samples, decoded once more, larger."""
    source = replace(work.source, scaled_size=_working_size(work, BOX))
    shown = work.shown
    chosen = {shown[n]: n for n in choose_moments(found, count) if n in shown}
    decode_ranges = plan_decode_ranges(
        work.index, {sample: packet for packet, sample in chosen.items()}
    )
    parts = run_over_ranges(source, decode_ranges, (read_frames, None), workers)
    frames = {samples[0]: frame for part in parts for samples, frame in part}
    samples = sorted(frames)
    if not samples:
        return found
    sheet = make_contact_sheet(found.film.name, samples, [frames[n] for n in samples], count)
    return replace(found, stills=sheet)


def _coverage_warning(answered: int, wanted: int) -> tuple[str, ...]:
    if answered == wanted:
        return ()
    return (f"{wanted - answered} of {wanted} samples could not be answered.",)
