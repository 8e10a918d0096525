"""Read fingerprint files."""

import hashlib
import math
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.errors import FingerprintFileError, OptionError
from filmprint.fingerprint import file_format
from filmprint.fingerprint.film import Film
from filmprint.fingerprint.frame_columns import ROWS, FrameColumns
from filmprint.fingerprint.model import Fingerprint
from filmprint.fingerprint.stills import Still, Stills

MAX_SHEET_BYTES = 200_000_000
"""Of a contact sheet, and of a file of frame columns."""
HEAD_BYTES = 8192
"""In so many bytes a file of ours says what it knows of the film."""


@dataclass(frozen=True)
class FingerprintFile:
    """A fingerprint, and the palette that its file has, None where it has none."""

    fingerprint: Fingerprint
    palette: Sequence[file_format.PaletteEntry] | None


def load(path: str | os.PathLike[str]) -> Fingerprint:
    """Read a fingerprint file. Raises `FingerprintFileError`.

    Stills whose contact sheet is missing, or is another one, are left out; so are frame columns.
    """
    return load_file(path).fingerprint


def load_file(path: str | os.PathLike[str]) -> FingerprintFile:
    """The same with the palette that the file has. Raises `FingerprintFileError`."""
    source = Path(path)
    try:
        document = file_format.decode(source.read_bytes())
        return FingerprintFile(_fingerprint(document, source), document.palette)
    except OSError as error:
        raise FingerprintFileError(f"{source}: {error.strerror or error}.") from error
    except (FingerprintFileError, OptionError) as error:
        raise FingerprintFileError(f"{source}: {error}") from error
    except ValueError as error:
        raise FingerprintFileError(
            f"{source}: not a fingerprint file, or a damaged one ({error})."
        ) from error


def load_film(path: str | os.PathLike[str]) -> Film:
    """What a fingerprint file says of its film, without the samples.

    Raises `FingerprintFileError`.
    """
    source = Path(path)
    try:
        with source.open("rb") as file:
            return file_format.decode_film(file.read(HEAD_BYTES))
    except (OSError, FingerprintFileError):  # not as we write it
        return _whole_film(source)


def loads(text: str | bytes) -> Fingerprint:
    """The fingerprint from the text of a file, without its stills and frame columns.

    Raises `FingerprintFileError`, or `ValueError` where the fields do not fit together.
    """
    return _fingerprint(file_format.decode(text), None)


def dumps(fingerprint: Fingerprint) -> str:
    """The text of a fingerprint file."""
    return file_format.encode(fingerprint.document())


def _whole_film(source: Path) -> Film:
    """The film of a file that is not laid out as ours."""
    try:
        return file_format.decode_film(source.read_bytes())
    except OSError as error:
        raise FingerprintFileError(f"{source}: {error.strerror or error}.") from error
    except FingerprintFileError as error:
        raise FingerprintFileError(f"{source}: {error}") from error


def _fingerprint(document: file_format.Document, source: Path | None) -> Fingerprint:
    """`source` is the file that the document was read from; what lies beside it is read, too."""
    clustering = document.options.clustering
    colors, shares = _arrays(document, clustering.kept)
    return Fingerprint(
        film=document.film,
        sampling=document.options.sampling,
        clustering=clustering,
        times_seconds=np.array(document.times_seconds, dtype=np.float64),
        colors=colors,
        shares=shares,
        warnings=tuple(document.warnings),
        loudness_lufs=_with_nan(document.loudness_lufs),
        stand_in_seconds=_with_nan(document.stand_in_seconds),
        frame_columns=_columns(document.frame_columns, source) if source else None,
        stills=_stills(document.stills, source) if source else None,
    )


def _with_nan(values: Sequence[float | None] | None) -> FloatArray | None:
    if values is None:
        return None
    return np.array([math.nan if value is None else value for value in values], dtype=np.float64)


def _arrays(document: file_format.Document, kept: int) -> tuple[ByteArray, FloatArray]:
    """(N, kept, 3) colors and (N, kept) shares; a row with fewer is filled up with zeros."""
    if len(document.colors) != len(document.shares):
        raise ValueError(
            f"colors has {len(document.colors)} rows and shares {len(document.shares)}"
        )
    lengths, of_shares = list(map(len, document.colors)), list(map(len, document.shares))
    if lengths != of_shares or max(lengths, default=0) > kept:
        n, row, parts = next(
            (n, row, parts)
            for n, (row, parts) in enumerate(zip(lengths, of_shares, strict=True))
            if row != parts or row > kept
        )
        raise ValueError(f"sample {n} has {row} colors and {parts} shares; K is {kept}")
    counts = np.array(lengths, np.int64)
    used = np.arange(kept) < counts[:, None]
    colors, shares = np.zeros((len(counts), kept, 3), np.uint8), np.zeros((len(counts), kept))
    codes = list(chain.from_iterable(document.colors))
    digits = _hex_digits(codes)
    if digits is None:
        n, color = next(
            (n, color)
            for n, row in enumerate(document.colors)
            for color in row
            if not re.fullmatch("#[0-9a-f]{6}", color)
        )
        raise ValueError(f"sample {n} has the color {color!r}")
    colors[used] = np.frombuffer(bytes.fromhex(digits), np.uint8).reshape(-1, 3)
    shares[used] = list(chain.from_iterable(document.shares))
    return colors, shares


def _hex_digits(codes: Sequence[str]) -> str | None:
    """The digits of colors such as #1a2b3c, None where one is written otherwise.

    All at once: a feature film has 25,000 colors, a panel of films a million.
    """
    text = "".join(codes)
    digits = text.replace("#", "")
    is_color = set(map(len, codes)) <= {7} and text[::7] == "#" * len(codes)
    is_color &= len(digits) == 6 * len(codes)
    is_color &= not digits.encode("ascii", "replace").translate(None, b"0123456789abcdef")
    return digits if is_color else None


def _stills(entry: file_format.StillsEntry | None, source: Path) -> Stills | None:
    """The stills of a fingerprint file, where their contact sheet is beside it."""
    sheet = _file_beside(source, entry.sheet, entry.sha256) if entry else None
    if entry is None or sheet is None:
        return None
    return Stills(
        wanted=entry.wanted,
        width=entry.width,
        height=entry.height,
        stills=tuple(Still(sample=s.sample, x=s.x, y=s.y) for s in entry.stills),
        sheet=sheet,
    )


def _columns(entry: file_format.ColumnsEntry | None, source: Path) -> FrameColumns | None:
    """The frame columns of a fingerprint file, where they are beside it."""
    if entry is None or entry.rows != ROWS:
        return None
    png = _file_beside(source, entry.file, entry.sha256)
    return None if png is None else FrameColumns(png=png)


def _file_beside(source: Path, name: str, sha256: str) -> bytes | None:
    """The bytes of a file in the folder of `source`, None where they are others or none."""
    if Path(name).name != name:
        return None
    file = source.with_name(name)
    try:
        content = file.read_bytes() if file.stat().st_size <= MAX_SHEET_BYTES else b""
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None
