"""Write a film's sampled frames as image files."""

from dataclasses import dataclass
from pathlib import Path

from filmprint.analysis.coverage import coverage_warnings
from filmprint.analysis.decode_job import prepare
from filmprint.analysis.decode_plan import plan_decode_ranges
from filmprint.analysis.worker_tasks import Progress, WriteFrameFiles, run_over_ranges
from filmprint.fingerprint.film_files import film_stem
from filmprint.options import Sampling
from filmprint.processes.workers import Workers

MIN_DIGITS = 5
"""Digits of the number in a file's name."""


@dataclass(frozen=True)
class FrameExport:
    """How many frames were written, and warnings."""

    count: int
    warnings: tuple[str, ...]


def write_frames(
    path: Path,
    folder: Path,
    suffix: str,
    *,
    sampling: Sampling,
    workers: Workers,
    progress: Progress | None = None,
) -> FrameExport:
    """Write the sampled pictures into `folder` as FILM_00001.png and so on.

    With `sampling.fast`, the key frames that stand in for them. `suffix` is png or jpg.
    """
    job = prepare(path, sampling, workers)
    digits = max(MIN_DIGITS, len(str(sampling.frames)))
    stem = film_stem(path).replace("{", "{{").replace("}", "}}")
    task = WriteFrameFiles(folder, f"{stem}_{{:0{digits}d}}.{suffix}")
    ranges = plan_decode_ranges(job.index, job.shown_packets)
    results = run_over_ranges(task, job.source, ranges, workers, progress)
    count = sum(len(samples) for samples in results)
    return FrameExport(count, job.warnings + coverage_warnings(count, sampling.frames))
