"""What runs inside the worker processes: frames of some units in, results out."""

import io
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from . import heartbeat
from .cluster import Clusters, cluster
from .color import ByteArray
from .film import FilmReader, Inspection, Source, VideoFrame, find_device, inspect
from .glance import Glance, glance
from .options import Clustering
from .picture_area import Envelope, envelope, joined
from .sampling import Unit, split
from .workers import Workers

TASKS_PER_WORKER = 24
"""Enough that the last ones end together, few enough that handing them out costs nothing."""

GLANCE_WIDTH, OUTLINE_WIDTH = 640, 1920
"""Pixels; enough to tell black and text, and to tell where the picture is."""

_readers: dict[Source, FilmReader] = {}
"""The film that this process has open, so that the next task need not open it again."""


def over_units(
    source: Source,
    units: list[Unit],
    task: tuple[Callable[..., Any], Any],
    workers: Workers,
    report: Callable[[float], None] | None = None,
) -> Iterator[Any]:
    """For a task (function, argument): function(source, some units, argument) over all units.

    One of the functions below, run by workers, results as they come. `report` is told the part
    that is done, 0..1.
    """
    function, argument = task
    parts = split(units, workers.execution.worker_count * TASKS_PER_WORKER)
    tasks = [(source, part, argument) for part in parts]
    for done, result in enumerate(workers.run(function, tasks), start=1):
        yield result
        if report is not None:
            report(done / len(tasks))


def look_at_film(
    path: Path, hdr_peak: float | None, max_pixels: int, hwaccel: str
) -> tuple[Inspection, str | None]:
    """What inspecting a film finds, and the device that can decode it, if one is asked for."""
    inspection = inspect(path, max_pixels, hdr_peak)
    if hwaccel == "none":
        return inspection, None
    return inspection, find_device(path, inspection.stream_index, hwaccel)


def read_units(
    source: Source, units: list[Unit], _: None
) -> list[tuple[tuple[int, ...], ByteArray]]:
    """The units' frames, each with its samples."""
    return [
        (samples, reader.picture(reader.whole(frame)))
        for samples, frame, reader in _frames(source, units)
    ]


def cluster_units(
    source: Source, units: list[Unit], clustering: Clustering
) -> tuple[list[tuple[tuple[int, ...], Clusters]], Envelope | None]:
    """The samples of the units' frames, and each frame's clusters; the scaled frames' envelope."""
    answers = []
    seen: Envelope | None = None
    for samples, frame, reader in _frames(source, units):
        whole = reader.whole(frame)
        seen = joined(seen, envelope(np.maximum.reduce(np.moveaxis(whole, -1, 0))))
        answers.append((samples, cluster(reader.picture(whole), clustering)))
    return answers, seen


def glance_at_units(
    source: Source, units: list[Unit], outlined: bool
) -> tuple[list[tuple[tuple[int, ...], Glance]], int, Envelope | None]:
    """Glances at the units' frames; the frames' rotation and, if asked for, their envelope."""
    glances, rotation = [], 0
    seen: Envelope | None = None
    for samples, frame, reader in _frames(source, units):
        glances.append((samples, glance(reader.brightness(frame, GLANCE_WIDTH))))
        if outlined:
            seen = joined(seen, envelope(reader.brightness(frame, OUTLINE_WIDTH)))
        rotation = frame.rotation
    return glances, rotation, seen


def write_units(source: Source, units: list[Unit], names: tuple[Path, str]) -> list[int]:
    """Write each sample's picture into a folder, its number + 1 put into a name; which were."""
    from PIL import Image  # noqa: PLC0415 - only this command needs it

    from .files import write_whole  # noqa: PLC0415

    folder, pattern = names
    written = []
    # A worker that is told to end in here removes what it has half written.
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    for samples, frame, reader in _frames(source, units):
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
    source: Source, units: list[Unit]
) -> Iterator[tuple[tuple[int, ...], VideoFrame, FilmReader]]:
    """The wanted frames, each with its samples and the reader that knows how to convert it."""
    if source not in _readers:
        for reader in _readers.values():
            reader.close()
        _readers.clear()
        _readers[source] = FilmReader(source)
    reader = _readers[source]
    for unit in units:
        for samples, frame in reader.frames(unit):
            heartbeat.beat()
            yield samples, frame, reader
