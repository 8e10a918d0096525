"""What the video tracks of an MP4 or QuickTime file are coded as, by their sample entries
(ISO/IEC 14496-12, 8.5.2): of a codec that it does not know, FFmpeg does not tell the name."""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from filmprint.remote.file import RemoteFile
from filmprint.remote.path import FilmPath

ENCRYPTED = ("encv", "drmi")
"""Encrypted video: common encryption (ISO/IEC 14496-12, 8.12), and FairPlay."""

_File = IO[bytes] | RemoteFile

MAX_BOXES = 10_000
"""A file with more boxes in one is not read further."""


@dataclass(frozen=True)
class SampleEntry:
    """The four letters of a video track's coding, and where they are in the file."""

    name: str
    position: int


def video_sample_entries(path: FilmPath) -> list[SampleEntry]:
    """The first sample entry of each video track; none where the file has another structure."""
    with path.open("rb") if isinstance(path, Path) else RemoteFile(path) as file:
        entries = []
        for media in _contents(file, range(file.seek(0, os.SEEK_END)), b"moov", b"trak", b"mdia"):
            handlers = _contents(file, media, b"hdlr")
            if not any(_bytes(file, handler.start + 8) == b"vide" for handler in handlers):
                continue
            for table in _contents(file, media, b"minf", b"stbl", b"stsd"):
                position = table.start + 12  # after version, flags, count, and the entry's size
                name = _bytes(file, position).decode("latin-1")
                entries.append(SampleEntry(name, position))
        return entries


def _contents(file: _File, within: range, name: bytes, *names: bytes) -> Iterator[range]:
    """What is in the boxes `name` in a part of the file, or in those `names` inside them."""
    start = within.start
    for _ in range(MAX_BOXES):
        header = _read(file, start, 16)
        if len(header) < 8 or start >= within.stop:
            return
        size, box = struct.unpack_from(">I4s", header)
        content = start + 8
        if size == 1 and len(header) == 16:
            size, content = struct.unpack_from(">Q", header, 8)[0], start + 16
        end = min(start + size if size else within.stop, within.stop)  # 0: up to the end
        if box == name:
            inside = range(content, max(end, content))
            yield from _contents(file, inside, *names) if names else [inside]
        if end < content:
            return
        start = end


def _bytes(file: _File, position: int) -> bytes:
    """The four bytes there."""
    return _read(file, position, 4)


def _read(file: _File, position: int, size: int) -> bytes:
    """The bytes there, fewer at the file's end; a read from elsewhere gives part of them."""
    file.seek(position)
    data = b""
    while len(data) < size and (more := file.read(size - len(data))):
        data += more
    return data


class Renamed(io.RawIOBase):
    """A file that is read as if its sample entry had another name of four letters."""

    def __init__(self, path: Path, entry: SampleEntry, name: bytes) -> None:
        self._file = path.open("rb")
        self._position, self._name = entry.position, name

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes from the current position on."""
        start = self._file.tell()
        data = bytearray(self._file.read(size))
        for n, letter in enumerate(self._name, self._position - start):
            if 0 <= n < len(data):
                data[n] = letter
        return bytes(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """As of files."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """As of files."""
        return self._file.tell()

    def seekable(self) -> bool:
        """It can be."""
        return True

    def readable(self) -> bool:
        """It can be."""
        return True

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()
