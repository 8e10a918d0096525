"""The index of a folder of fingerprints: what search needs of each, in one SQLite file.

It can be thrown away at any time. Each use brings it up to date first: a fingerprint file whose
size or time of change is another one is read again, one that is gone is dropped.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.color.spaces import oklab_from_srgb
from filmprint.errors import FingerprintFileError
from filmprint.fingerprint.file import load
from filmprint.fingerprint.model import Fingerprint
from filmprint.measures.signatures import PARTS, color_parts
from filmprint.options import Execution
from filmprint.processes.parallel import map_in_processes

FILE_NAME = ".filmprint-index.sqlite"
VERSION = 2
"""Grows when what is kept of a film changes; an index of another version is made anew."""
CUBE = 0.02
"""Edge of the cubes of Oklab in which colors count as one: they can hardly be told apart."""
SETTLED_NS = 2_000_000_000
"""A file that changed so shortly before it was read is read again: some file systems tell times in
steps of two seconds, and it may have changed within one."""
COMMIT_EVERY = 50

OKLAB_UNIT = 1e-4
"""Oklab is kept in whole numbers of this."""

_FILMS = """
create table if not exists films (
    path text primary key, size integer, modified_ns integer, read_ns integer,
    title text, year integer, points blob, shares blob, peaks blob, parts blob
)
"""
_SAMPLES = """
create table if not exists samples (
    path text primary key, clusters integer, times blob, colors blob, shares blob
)
"""
"""Apart from the films: a search reads all films, and the samples of the few that it prints."""


@dataclass(frozen=True)
class Samples:
    """A film's `times_seconds` (N,), `colors` (N, K, 3) uint8 and `shares` (N, K), as in its
    fingerprint."""

    times_seconds: FloatArray
    colors: ByteArray
    shares: FloatArray


@dataclass(frozen=True, kw_only=True)
class Indexed:
    """F films of a folder, sorted by path.

    paths, titles, years
        F of each; a path is relative to the folder, a year 0 where not known.
    starts
        (F + 1,): where each film's colors begin among the C colors of all.
    points, shares, peaks
        (C, 3) Oklab, (C,) and (C,): a film's colors in cubes; each one's part of the film, and the
        largest part of a single sample.
    parts
        (F, PARTS, 3): `color_parts`.
    samples, close
        Gives the samples of a film by its path; closes the file they come from.
    files_read
        How many fingerprint files were read to bring the index up to date.
    warnings
        Why the index could not be kept, a line; it was then made for this one use.
    """

    paths: tuple[str, ...]
    titles: tuple[str, ...]
    years: tuple[int, ...]
    starts: "np.ndarray[tuple[int], np.dtype[np.intp]]"
    points: FloatArray
    shares: FloatArray
    peaks: FloatArray
    parts: FloatArray
    samples: Callable[[str], Samples]
    close: Callable[[], None]
    files_read: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _State:
    size: int
    modified_ns: int


def open_index(folder: Path, *, progress: Callable[[float], None] = lambda part: None) -> Indexed:
    """The index of a folder and all below it, brought up to date.

    `progress` is called with the part of the changed files that has been read, 0..1.
    """
    files = dict(_fingerprint_files(folder))
    path = folder / FILE_NAME

    def use(location: Path | str) -> Indexed:
        database = sqlite3.connect(location, timeout=60)
        try:
            files_read = _bring_up_to_date(database, folder, files, progress)
            return replace(_indexed(database), files_read=files_read)
        except BaseException:
            database.close()
            raise

    try:
        try:
            return use(path)
        except sqlite3.OperationalError:  # cannot be opened, or written
            raise
        except (sqlite3.DatabaseError, ValueError, TypeError):  # damaged: it can be made anew
            path.unlink(missing_ok=True)
            return use(path)
    except (sqlite3.OperationalError, OSError) as error:
        return replace(use(":memory:"), warnings=(f"the index cannot be kept ({error}).",))


def _fingerprint_files(folder: Path) -> Iterable[tuple[str, _State]]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith(".json") and not name.startswith("."):
                path = Path(parent, name)
                # A name that is no text cannot be kept as one.
                with suppress(OSError, UnicodeEncodeError):
                    name.encode()
                    state = path.stat()
                    yield str(path.relative_to(folder)), _State(state.st_size, state.st_mtime_ns)


def _bring_up_to_date(
    database: sqlite3.Connection, folder: Path, files: dict[str, _State],
    progress: Callable[[float], None],
) -> int:  # fmt: skip
    """Read what has changed, and drop what is gone; how many files were read."""
    (version,) = database.execute("pragma user_version").fetchone()
    if version != VERSION:
        database.execute("drop table if exists films")
        database.execute("drop table if exists samples")
        database.execute(f"pragma user_version = {VERSION}")
    database.execute(_FILMS)
    database.execute(_SAMPLES)
    known = {
        path: (size, modified_ns, read_ns)
        for path, size, modified_ns, read_ns in database.execute(
            "select path, size, modified_ns, read_ns from films"
        )
    }
    gone = [(path,) for path in known.keys() - files.keys()]
    changed = [path for path, state in files.items() if not _is_fresh(known.get(path), state)]
    database.executemany("delete from films where path = ?", gone)
    database.executemany("delete from samples where path = ?", gone)
    read = map_in_processes(_read, [folder / path for path in changed], Execution().worker_count)
    for number, (path, rows) in enumerate(zip(changed, read, strict=True), 1):
        state = files[path]
        row = (path, state.size, state.modified_ns, rows.read_ns, *rows.film)
        database.execute(f"insert or replace into films values ({','.join('?' * 10)})", row)
        if rows.samples is not None:
            row = (path, *rows.samples)
            database.execute("insert or replace into samples values (?, ?, ?, ?, ?)", row)
        if number % COMMIT_EVERY == 0:
            database.commit()
        progress(number / len(changed))
    database.commit()
    return len(changed)


@dataclass(frozen=True)
class _Rows:
    """What the index has of a file, and when that was read: see the tables."""

    read_ns: int
    film: tuple[object, ...]
    samples: tuple[object, ...] | None


def _read(path: Path) -> _Rows:
    read_ns = time.time_ns()
    fingerprint = _loaded(path)
    samples = None if fingerprint is None else _samples_row(fingerprint)
    return _Rows(read_ns, _film_row(fingerprint), samples)


def _is_fresh(known: tuple[int, int, int] | None, state: _State) -> bool:
    if known is None or known[:2] != (state.size, state.modified_ns):
        return False
    return known[2] - state.modified_ns > SETTLED_NS


def _loaded(path: Path) -> Fingerprint | None:
    """The fingerprint, or None for what is none or has no colors."""
    try:
        fingerprint = load(path)
    except FingerprintFileError:
        return None
    return fingerprint if fingerprint.decoded.any() else None


def _film_row(fingerprint: Fingerprint | None) -> tuple[object, ...]:
    """Title, year, points, shares, peaks and parts, all empty for what is no fingerprint."""
    if fingerprint is None:
        return (None,) * 6
    cubes = film_cubes(fingerprint)
    points = np.rint(cubes.points / OKLAB_UNIT).astype("<i2")
    return (
        fingerprint.film.title, fingerprint.film.year or 0, points.tobytes(),
        cubes.shares.astype("<f4").tobytes(), cubes.peaks.astype("<f4").tobytes(),
        color_parts(fingerprint).astype("<f4").tobytes(),
    )  # fmt: skip


def _samples_row(fingerprint: Fingerprint) -> tuple[object, ...]:
    """Clusters, times, colors, shares."""
    return (
        fingerprint.shares.shape[1], fingerprint.times_seconds.astype("<f8").tobytes(),
        fingerprint.colors.tobytes(), fingerprint.shares.astype("<f4").tobytes(),
    )  # fmt: skip


@dataclass(frozen=True)
class Cubes:
    """A film's colors in cubes: (C, 3) Oklab, their parts of the film (C,), and their largest
    parts of one sample (C,)."""

    points: FloatArray
    shares: FloatArray
    peaks: FloatArray


def film_cubes(fingerprint: Fingerprint) -> Cubes:
    """The colors of a film in cubes, each at its mean."""
    sample, cluster = np.nonzero(fingerprint.shares > 0)
    share = fingerprint.shares[sample, cluster]
    lab = oklab_from_srgb(fingerprint.colors[sample, cluster])
    cells = np.floor(lab / CUBE).astype(np.int64) + 128
    codes, cube = np.unique(cells @ np.array([1 << 16, 1 << 8, 1]), return_inverse=True)
    cube = cube.ravel()
    weight = np.asarray(np.bincount(cube, share, len(codes)), np.float64)
    mean = np.stack([np.bincount(cube, share * v, len(codes)) / weight for v in lab.T], axis=-1)
    peaks = np.zeros(len(codes))
    np.maximum.at(peaks, cube, share)
    total = max(float(fingerprint.decoded.sum()), 1.0)
    return Cubes(mean, weight / total, peaks)


def _indexed(database: sqlite3.Connection) -> Indexed:
    rows = database.execute(
        "select path, title, year, points, shares, peaks, parts from films "
        "where title is not null order by path"
    ).fetchall()
    columns = list(zip(*rows, strict=True)) if rows else [()] * 7
    counts = [len(points) // 6 for points in columns[3]]
    points = np.frombuffer(b"".join(columns[3]), "<i2").reshape(-1, 3)
    return Indexed(
        paths=tuple(columns[0]), titles=tuple(columns[1]), years=tuple(columns[2]),
        starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.intp),
        points=points * OKLAB_UNIT,
        shares=np.frombuffer(b"".join(columns[4]), "<f4").astype(np.float64),
        peaks=np.frombuffer(b"".join(columns[5]), "<f4").astype(np.float64),
        parts=np.frombuffer(b"".join(columns[6]), "<f4").reshape(-1, PARTS, 3).astype(np.float64),
        samples=lambda path: _samples(database, path), close=database.close,
    )  # fmt: skip


def _samples(database: sqlite3.Connection, path: str) -> Samples:
    clusters, times, colors, shares = database.execute(
        "select clusters, times, colors, shares from samples where path = ?", (path,)
    ).fetchone()
    return Samples(
        np.frombuffer(times, "<f8").astype(np.float64),
        np.frombuffer(colors, np.uint8).reshape(-1, clusters, 3),
        np.frombuffer(shares, "<f4").reshape(-1, clusters).astype(np.float64),
    )
