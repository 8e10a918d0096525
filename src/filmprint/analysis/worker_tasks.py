"""What runs in the worker processes: decode ranges go in, results come out.

A task is a small picklable object that a worker calls with a film's source and some decode ranges.
"""

import io
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np

from filmprint.analysis.decode_plan import split_by_cost
from filmprint.analysis.letterbox import Envelope, envelope, merge_envelopes
from filmprint.analysis.luma_statistics import LumaStatistics, luma_statistics
from filmprint.analysis.squeeze import squeeze
from filmprint.color.arrays import ByteArray
from filmprint.color.clustering import Clusters, cluster
from filmprint.options import Clustering, Sampling
from filmprint.processes import heartbeat
from filmprint.processes.worker_main import at_end_of_film
from filmprint.processes.workers import Workers
from filmprint.remote.path import FilmPath
from filmprint.video import (
    FilmProbe,
    FilmReader,
    ImageReader,
    SampledFrame,
    Source,
    find_device,
    open_reader,
    probe,
)
from filmprint.video.decode_range import DecodeRange

TASKS_PER_WORKER = 24
"""Enough that all workers finish at about the same time, few enough to cost little."""

STATISTICS_WIDTH, ENVELOPE_WIDTH = 640, 1920
"""Widths of luma frames in pixels: to tell black and text, and to find the picture area."""

Progress = Callable[[float], None]
"""Called with the share of the work that is done, 0..1. Starts again from 0 where a film has to be
decoded a second time."""

Reader = FilmReader | ImageReader

ResultT = TypeVar("ResultT")
ResultT_co = TypeVar("ResultT_co", covariant=True)

_readers: dict[Source, Reader] = {}
"""The film that this process has open, so that the next task need not open it again."""


def _close_readers() -> None:
    for reader in _readers.values():
        reader.close()
    _readers.clear()


at_end_of_film(_close_readers)


class RangeTask(Protocol[ResultT_co]):
    """What a worker does with the frames of some decode ranges."""

    def __call__(self, source: Source, ranges: list[DecodeRange], /) -> ResultT_co:
        """Run in a worker process."""
        ...


def run_over_ranges(
    task: RangeTask[ResultT],
    source: Source,
    ranges: list[DecodeRange],
    workers: Workers,
    progress: Progress | None = None,
) -> Iterator[ResultT]:
    """Run a task over all ranges, some of them at a time; results as they come."""
    parts = split_by_cost(ranges, workers.execution.worker_count * TASKS_PER_WORKER)
    results = workers.run(task, [(source, part) for part in parts])
    for count, result in enumerate(results, start=1):
        yield result
        if progress is not None:
            progress(count / len(parts))


@dataclass(frozen=True)
class ProbedFilm:
    """A film's headers and packet times, and the hardware device that decodes it."""

    probe: FilmProbe
    device: str | None


def probe_film(path: FilmPath, sampling: Sampling, max_pixels: int, hwaccel: str) -> ProbedFilm:
    """Read a film's headers; with `hwaccel`, also find the device that can decode it."""
    probed = probe(path, max_pixels=max_pixels, rate=sampling.rate, hdr_peak=sampling.hdr_peak)
    if hwaccel == "none":
        return ProbedFilm(probed, device=None)
    return ProbedFilm(probed, find_device(path, probed.stream_index, hwaccel))


@dataclass(frozen=True)
class SampledPicture:
    """(height, width, 3) uint8 sRGB pixels, and the samples that show them."""

    samples: tuple[int, ...]
    pixels: ByteArray


class ReadPictures:
    """Return the pictures themselves."""

    def __call__(self, source: Source, ranges: list[DecodeRange]) -> list[SampledPicture]:
        """Run in a worker process."""
        reader = _open_reader(source)
        return [
            SampledPicture(sampled.samples, reader.active_picture(reader.scaled(sampled.frame)))
            for sampled in _sampled_frames(reader, ranges)
        ]


@dataclass(frozen=True)
class ClusteredFrames:
    """The clusters of each sample, and what was asked for of frame columns and envelope.

    `offset_seconds` is, by sample, how far the frame is from the one that was wanted. `columns` are
    those of `squeeze`.
    """

    clusters: dict[int, Clusters]
    offset_seconds: dict[int, float]
    columns: dict[int, ByteArray]
    envelope: Envelope | None


@dataclass(frozen=True)
class ClusterFrames:
    """Cluster the colors of each picture.

    `with_columns`: also squeeze it; `with_envelope`: also outline the scaled frame.
    """

    clustering: Clustering
    with_columns: bool
    with_envelope: bool

    def __call__(self, source: Source, ranges: list[DecodeRange]) -> ClusteredFrames:
        """Run in a worker process."""
        reader = _open_reader(source)
        clusters: dict[int, Clusters] = {}
        offsets: dict[int, float] = {}
        columns: dict[int, ByteArray] = {}
        merged: Envelope | None = None
        for sampled in _sampled_frames(reader, ranges):
            scaled = reader.scaled(sampled.frame)
            if self.with_envelope:
                red, green, blue = np.moveaxis(scaled, -1, 0)
                # By pairs: numpy's own reduction over three takes 25 times as long.
                brightest_channel = np.maximum(np.maximum(red, green), blue)
                merged = merge_envelopes(merged, envelope(brightest_channel))
            picture = reader.active_picture(scaled)
            clusters |= dict.fromkeys(sampled.samples, cluster(picture, self.clustering))
            if self.with_columns:
                columns |= dict.fromkeys(sampled.samples, squeeze(picture))
            offsets |= dict.fromkeys(sampled.samples, sampled.offset_seconds)
        return ClusteredFrames(clusters, offsets, columns, merged)


@dataclass(frozen=True)
class MeasuredLuma:
    """The luma statistics of each sample's frame, and the envelope of all, if asked for."""

    statistics: dict[int, LumaStatistics]
    envelope: Envelope | None


@dataclass(frozen=True)
class MeasureLuma:
    """Measure the luma of frames; `with_envelope`: also outline them."""

    with_envelope: bool

    def __call__(self, source: Source, ranges: list[DecodeRange]) -> MeasuredLuma:
        """Run in a worker process."""
        reader = _open_reader(source)
        statistics: dict[int, LumaStatistics] = {}
        merged: Envelope | None = None
        for sampled in _sampled_frames(reader, ranges):
            of_frame = luma_statistics(reader.luma(sampled.frame, STATISTICS_WIDTH))
            statistics |= dict.fromkeys(sampled.samples, of_frame)
            if self.with_envelope:
                outline = envelope(reader.luma(sampled.frame, ENVELOPE_WIDTH))
                merged = merge_envelopes(merged, outline)
        return MeasuredLuma(statistics, merged)


@dataclass(frozen=True)
class WriteFrameFiles:
    """Write each sample's picture into `folder`, named `pattern.format(sample + 1)`.

    The pattern ends in jpg or png. Returns the samples that were written.
    """

    folder: Path
    pattern: str

    def __call__(self, source: Source, ranges: list[DecodeRange]) -> list[int]:
        """Run in a worker process."""
        from PIL import Image  # only this command needs it

        from filmprint.fingerprint.atomic_file import write_whole

        image_format = "jpeg" if self.pattern.endswith("jpg") else "png"
        reader = _open_reader(source)
        written = []
        # A worker that is told to end here removes the file that it has half written.
        previous_handler = signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        for sampled in _sampled_frames(reader, ranges):
            picture = reader.active_picture(reader.scaled(sampled.frame))
            encoded = io.BytesIO()  # writing into a file, Pillow does not notice a full disk
            Image.fromarray(picture).save(encoded, image_format, quality=95)
            for sample in sampled.samples:
                with write_whole(self.folder / self.pattern.format(sample + 1)) as path:
                    path.write_bytes(encoded.getvalue())
                written.append(sample)
        signal.signal(signal.SIGTERM, previous_handler)
        return written


def _open_reader(source: Source) -> Reader:
    """The reader of a film; the one before is closed."""
    if source not in _readers:
        _close_readers()
        _readers[source] = open_reader(source)
    return _readers[source]


def _sampled_frames(reader: Reader, ranges: list[DecodeRange]) -> Iterator[SampledFrame]:
    """The wanted frames of all ranges. Each one sends a heartbeat."""
    for decode_range in ranges:
        for sampled in reader.frames(decode_range):
            heartbeat.beat()
            yield sampled
