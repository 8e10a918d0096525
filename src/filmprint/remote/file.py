"""A film elsewhere as a file: its bytes in blocks, each fetched once by all processes."""

import io
import os
from collections.abc import Iterable
from pathlib import Path
from secrets import token_hex

from filmprint.remote.connections import fetch
from filmprint.remote.path import RemotePath

BLOCK = 64 * 1024
"""Bytes of a block: see docs/scaling.md for what other sizes cost."""

HEAD_BYTES = 4096
"""In so many bytes a packet says whether it is a key packet."""


class RemoteFile(io.RawIOBase):
    """A film to read from.

    A range that `blank` was called for reads as zeros where it has not been fetched yet: a demuxer
    can then go through an index without the data that it is about.
    """

    def __init__(self, path: RemotePath) -> None:
        super().__init__()
        self.path = path
        self.size = path.stat().st_size
        self._position = 0
        self._blank = range(0)
        self._heads: set[int] = set()
        self._blocks: dict[int, bytes] = {}

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True."""
        return True

    def tell(self) -> int:
        """The position in bytes."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a position."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self.size}[whence]
        self._position = max(base + offset, 0)
        return self._position

    def read(self, size: int = -1) -> bytes:
        """The next bytes, from one block at most. Raises `FilmError`."""
        number, offset = divmod(self._position, BLOCK)
        if self._position >= self.size:
            return b""
        data = self._block(number)[offset:]
        data = data if size < 0 else data[:size]
        self._position += len(data)
        return data

    def blank(self, data: range, heads: Iterable[int]) -> None:
        """Let bytes of `data` read as zeros from now on, but for those that follow on `heads`."""
        self._blank = data
        self._heads = {
            position // BLOCK for head in heads for position in (head, head + HEAD_BYTES)
        }

    def _block(self, number: int) -> bytes:
        if number in self._blocks:
            return self._blocks[number]
        begin, end = number * BLOCK, min((number + 1) * BLOCK, self.size)
        kept = self.path.blocks and self.path.blocks / str(number)
        if kept and kept.exists():
            data = kept.read_bytes()
        elif begin in self._blank and end - 1 in self._blank and number not in self._heads:
            return bytes(end - begin)
        else:
            data = fetch(self.path.url, begin, end, str(self.path))
            if kept:
                _write(kept, data)
        self._blocks = {number: data}  # the next reads are from the same one
        return data


def _write(path: Path, data: bytes) -> None:
    temporary = path.with_name(f"{path.name}.{token_hex(8)}")
    temporary.write_bytes(data)
    temporary.replace(path)
