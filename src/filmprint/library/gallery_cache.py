"""What a gallery needs of each film, kept from one run to the next in one SQLite file.

It can be thrown away at any time. A fingerprint file whose size or time of change is another one is
read again.
"""

import sqlite3
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import msgspec
import numpy as np

from filmprint.measures.index import SETTLED_NS
from filmprint.report.gallery_data import GalleryFilm

FILE_NAME = ".filmprint-gallery.sqlite"
VERSION = 1
"""Grows when what the gallery has of a film changes; a cache of another version is made anew."""

_TABLE = """
create table if not exists films (
    path text primary key, size integer, modified_ns integer, read_ns integer, film blob
)
"""


@dataclass(frozen=True)
class FileState:
    """What tells whether a fingerprint file has changed, and when that was looked at."""

    size: int
    modified_ns: int
    read_ns: int

    @classmethod
    def of(cls, path: Path) -> Self:
        """The state of a file. Raises `OSError`."""
        now, state = time.time_ns(), path.stat()
        return cls(state.st_size, state.st_mtime_ns, now)

    def is_that_of(self, kept: "FileState") -> bool:
        """Whether the file is the one that `kept` was of, and was settled then."""
        same = (self.size, self.modified_ns) == (kept.size, kept.modified_ns)
        return same and kept.read_ns - kept.modified_ns > SETTLED_NS


class GalleryCache:
    """The cache in a gallery's folder. Without one, or where it cannot be kept, it forgets."""

    def __init__(self, folder: Path | None) -> None:
        try:
            self._open(":memory:" if folder is None else folder / FILE_NAME)
        except sqlite3.OperationalError:  # it cannot be opened, or written
            self._open(":memory:")
        except sqlite3.DatabaseError:  # damaged: it can be made anew
            (folder or Path()).joinpath(FILE_NAME).unlink()
            self._open(":memory:" if folder is None else folder / FILE_NAME)

    def _open(self, location: Path | str) -> None:
        if isinstance(location, Path):
            with suppress(OSError):
                location.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(location, timeout=60)
        self._make_table()

    def _make_table(self) -> None:
        (version,) = self._database.execute("pragma user_version").fetchone()
        if version != VERSION:
            self._database.execute("drop table if exists films")
            self._database.execute(f"pragma user_version = {VERSION}")
        self._database.execute(_TABLE)

    def films(self) -> dict[str, tuple[FileState, bytes]]:
        """All that is kept, by the fingerprint file's path."""
        rows = self._database.execute("select path, size, modified_ns, read_ns, film from films")
        return {path: (FileState(*state), film) for path, *state, film in rows}

    def keep(self, rows: Iterable[tuple[str, FileState, bytes]]) -> None:
        """Keep films; `decoded` reads them."""
        with suppress(sqlite3.Error, UnicodeEncodeError):
            self._database.executemany(
                "insert or replace into films values (?, ?, ?, ?, ?)",
                ((path, state.size, state.modified_ns, state.read_ns, film)
                 for path, state, film in rows),
            )  # fmt: skip
            self._database.commit()

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def encoded(film: GalleryFilm) -> bytes:
    """A film as MessagePack, its arrays as type, shape and bytes."""
    return _ENCODER.encode(film)


def decoded(data: bytes) -> GalleryFilm:
    """The film from its bytes. Raises `msgspec.MsgspecError`, `ValueError`."""
    return _DECODER.decode(data)


def _from_array(array: Any) -> tuple[str, tuple[int, ...], bytes]:
    return array.dtype.str, array.shape, array.tobytes()


def _array(_kind: type, value: Any) -> Any:
    dtype, shape, data = value
    return np.frombuffer(data, dtype).reshape(shape)


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_from_array)
_DECODER = msgspec.msgpack.Decoder(GalleryFilm, dec_hook=_array)
