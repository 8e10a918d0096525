"""A film's thumbnails: small frames at even steps of time, a part of them at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from filmprint.analysis.decode_job import DecodeJob, prepare
from filmprint.analysis.decode_plan import plan_decode_ranges
from filmprint.analysis.worker_tasks import Progress, ReadPictures, run_over_ranges
from filmprint.color.arrays import ByteArray
from filmprint.options import Sampling, Thumbnails
from filmprint.processes.workers import Workers


@dataclass(frozen=True)
class ThumbnailPlan:
    """A film whose thumbnails can be decoded: `count` of them, each for `seconds` of the film."""

    job: DecodeJob
    count: int
    seconds: float


def plan_thumbnails(path: Path, options: Thumbnails, workers: Workers) -> ThumbnailPlan:
    """Divide the film, from its first frame to its end, into equal parts of at most
    `options.interval`. Raises `FilmError`."""
    sampling = Sampling(
        trim="none", scale=options.scale, fast=options.fast, rate=options.rate,
        hdr_peak=options.hdr_peak,
    )  # fmt: skip
    job = prepare(path, sampling, workers, interval=options.interval)
    count = len(job.times)
    return ThumbnailPlan(job, count, job.film.duration_seconds / count)


def decode_thumbnails(
    plan: ThumbnailPlan, at_once: int, workers: Workers, progress: Progress | None = None
) -> Iterator[dict[int, ByteArray]]:
    """The frames that are displayed in the middle of the parts, by number, (h, w, 3) uint8 and all
    of one size; `at_once` of them at a time, without those that could not be decoded.

    A film of many hours takes no more memory than one of minutes.
    """
    shown = plan.job.shown_packets
    for first in range(0, plan.count, at_once):
        last = min(first + at_once, plan.count)
        wanted = {number: shown[number] for number in range(first, last) if number in shown}
        ranges = plan_decode_ranges(plan.job.index, wanted)
        yield {
            number: picture.pixels
            for part in run_over_ranges(ReadPictures(), plan.job.source, ranges, workers)
            for picture in part
            for number in picture.samples
        }
        if progress is not None:
            progress(last / plan.count)
