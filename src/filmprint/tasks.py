"""What runs inside the worker processes: frames of some units in, results out."""

from collections.abc import Iterator
from pathlib import Path

from .cluster import Clusters, cluster
from .color import ByteArray
from .film import FilmReader, Source
from .options import Clustering
from .sampling import Unit

_readers: dict[Source, FilmReader] = {}
"""The film that this process has open, so that the next task need not open it again."""


def cluster_units(
    source: Source, units: list[Unit], clustering: Clustering
) -> list[tuple[tuple[int, ...], Clusters]]:
    """The samples of the units' frames, and each frame's clusters."""
    return [(samples, cluster(pixels, clustering)) for samples, pixels in _pictures(source, units)]


def write_units(source: Source, units: list[Unit], names: dict[int, Path]) -> list[int]:
    """Write each sample's frame under its name; the samples that were written."""
    from PIL import Image  # noqa: PLC0415 - only this command needs it

    from .files import write_whole  # noqa: PLC0415

    written = []
    for samples, pixels in _pictures(source, units):
        picture = Image.fromarray(pixels)
        for sample in samples:
            with write_whole(names[sample]) as path:
                picture.save(path, quality=95)
            written.append(sample)
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
