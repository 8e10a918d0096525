"""What runs inside the worker processes: frames of some units in, results out."""

import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .cluster import Clusters, cluster
from .color import ByteArray
from .film import FilmReader, Source
from .options import Clustering
from .sampling import Unit

_readers: dict[Source, FilmReader] = {}
"""The film that this process has open, so that the next task need not open it again."""


def perform(number: int, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """A task of several kinds that wait together: its number and its result."""
    return number, function(*arguments)


def read_units(
    source: Source, units: list[Unit], _: None
) -> list[tuple[tuple[int, ...], ByteArray]]:
    """The units' frames, each with its samples."""
    return list(_pictures(source, units))


def cluster_units(
    source: Source, units: list[Unit], clustering: Clustering
) -> list[tuple[tuple[int, ...], Clusters]]:
    """The samples of the units' frames, and each frame's clusters."""
    return [(samples, cluster(pixels, clustering)) for samples, pixels in _pictures(source, units)]


def write_units(source: Source, units: list[Unit], names: tuple[Path, str]) -> list[int]:
    """Write each sample's frame into a folder, its number + 1 put into a name; which were."""
    from PIL import Image  # noqa: PLC0415 - only this command needs it

    from .files import write_whole  # noqa: PLC0415

    folder, pattern = names
    written = []
    # A worker that is told to end in here removes what it has half written.
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    for samples, pixels in _pictures(source, units):
        picture = Image.fromarray(pixels)
        for sample in samples:
            with write_whole(folder / pattern.format(sample + 1)) as path:
                picture.save(path, quality=95)
            written.append(sample)
    signal.signal(signal.SIGTERM, before)
    return written


def _pictures(source: Source, units: list[Unit]) -> Iterator[tuple[tuple[int, ...], ByteArray]]:
    """The wanted frames at working size in sRGB, each with its samples."""
    if source not in _readers:
        for reader in _readers.values():
            reader.close()
        _readers.clear()
        _readers[source] = FilmReader(source)
    reader = _readers[source]
    for unit in units:
        for samples, frame in reader.frames(unit):
            yield samples, reader.to_srgb(frame)
