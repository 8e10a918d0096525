"""What runs inside the worker processes: frames of some decode_ranges in, results out."""

import io
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from filmprint.analysis.decode_plan import split_by_cost
from filmprint.analysis.letterbox import Envelope, envelope, joined
from filmprint.analysis.luma_statistics import LumaStatistics, luma_statistics
from filmprint.color.arrays import ByteArray
from filmprint.color.clustering import Clusters, cluster
from filmprint.options import Clustering
from filmprint.processes import heartbeat
from filmprint.processes.worker_main import at_end_of_film
from filmprint.processes.workers import Workers
from filmprint.video import FilmProbe, FilmReader, Source, VideoFrame, find_device, probe_headers
from filmprint.video.decode_range import DecodeRange

TASKS_PER_WORKER = 24
"""Enough that the last ones end together, few enough that handing them out costs nothing."""

GLANCE_WIDTH, OUTLINE_WIDTH = 640, 1920
"""Pixels; enough to tell black and text, and to tell where the picture is."""

_readers: dict[Source, FilmReader] = {}
"""The film that this process has open, so that the next task need not open it again."""


def _close_readers() -> None:
    for reader in _readers.values():
        reader.close()
    _readers.clear()


at_end_of_film(_close_readers)


def run_over_ranges(
    source: Source,
    decode_ranges: list[DecodeRange],
    task: tuple[Callable[..., Any], Any],
    workers: Workers,
    report: Callable[[float], None] | None = None,
) -> Iterator[Any]:
    """For a task (function, argument): function(source, some ranges, argument) over all ranges.

    One of the functions below, run by workers, results as they come. `report` is told the part
    that is done, 0..1.
    """
    function, argument = task
    parts = split_by_cost(decode_ranges, workers.execution.worker_count * TASKS_PER_WORKER)
    tasks = [(source, part, argument) for part in parts]
    for done, result in enumerate(workers.run(function, tasks), start=1):
        yield result
        if report is not None:
            report(done / len(tasks))


def probe_film(
    path: Path, hdr_peak: float | None, max_pixels: int, hwaccel: str
) -> tuple[FilmProbe, str | None]:
    """What inspecting a film finds, and the device that can decode it, if one is asked for."""
    probe = probe_headers(path, max_pixels, hdr_peak)
    if hwaccel == "none":
        return probe, None
    return probe, find_device(path, probe.stream_index, hwaccel)


def read_frames(
    source: Source, decode_ranges: list[DecodeRange], _: None
) -> list[tuple[tuple[int, ...], ByteArray]]:
    """The decode_ranges' frames, each with its samples."""
    return [
        (samples, reader.picture(reader.whole(frame)))
        for samples, frame, reader in _frames(source, decode_ranges)
    ]


def cluster_frames(
    source: Source, decode_ranges: list[DecodeRange], clustering: Clustering
) -> tuple[list[tuple[tuple[int, ...], Clusters]], Envelope | None]:
    """The samples of the ranges' frames, and each frame's clusters; the scaled frames' envelope."""
    answers = []
    seen: Envelope | None = None
    for samples, frame, reader in _frames(source, decode_ranges):
        whole = reader.whole(frame)
        seen = joined(seen, envelope(np.maximum.reduce(np.moveaxis(whole, -1, 0))))
        answers.append((samples, cluster(reader.picture(whole), clustering)))
    return answers, seen


def luma_of_frames(
    source: Source, decode_ranges: list[DecodeRange], outlined: bool
) -> tuple[list[tuple[tuple[int, ...], LumaStatistics]], int, Envelope | None]:
    """Luma statistics of the ranges' frames; their rotation and, if asked for, their envelope."""
    statistics, rotation = [], 0
    seen: Envelope | None = None
    for samples, frame, reader in _frames(source, decode_ranges):
        statistics.append((samples, luma_statistics(reader.brightness(frame, GLANCE_WIDTH))))
        if outlined:
            seen = joined(seen, envelope(reader.brightness(frame, OUTLINE_WIDTH)))
        rotation = frame.rotation
    return statistics, rotation, seen


def write_frame_files(
    source: Source, decode_ranges: list[DecodeRange], names: tuple[Path, str]
) -> list[int]:
    """Write each sample's picture into a folder, its number + 1 put into a name; which were."""
    from PIL import Image  # noqa: PLC0415 - only this command needs it

    from filmprint.fingerprint.atomic_file import write_whole  # noqa: PLC0415

    folder, pattern = names
    written = []
    # A worker that is told to end in here removes what it has half written.
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    for samples, frame, reader in _frames(source, decode_ranges):
        drawn = io.BytesIO()  # into a file, Pillow takes no notice when the disk gets full
        kind = "jpeg" if pattern.endswith("jpg") else "png"
        Image.fromarray(reader.picture(reader.whole(frame))).save(drawn, kind, quality=95)
        for sample in samples:
            with write_whole(folder / pattern.format(sample + 1)) as path:
                path.write_bytes(drawn.getvalue())
            written.append(sample)
    signal.signal(signal.SIGTERM, before)
    return written


def _frames(
    source: Source, decode_ranges: list[DecodeRange]
) -> Iterator[tuple[tuple[int, ...], VideoFrame, FilmReader]]:
    """The wanted frames, each with its samples and the reader that knows how to convert it."""
    if source not in _readers:
        _close_readers()
        _readers[source] = FilmReader(source)
    reader = _readers[source]
    for decode_range in decode_ranges:
        for samples, frame in reader.frames(decode_range):
            heartbeat.beat()
            yield samples, frame, reader
