"""The text of a fingerprint file: JSON, described by these types (docs/file-format.md).

A wrong type or a missing field is refused with the path of the field, such as `$.film.width`.
Fields that are not known here are ignored.
"""

import json
import re
from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from filmprint.errors import FingerprintFileError
from filmprint.fingerprint.film import Film
from filmprint.options import Clustering, Sampling

FORMAT = 1
"""Grows when a reader of the old format could misread a file; new fields do not count."""


StructT = TypeVar("StructT", bound=msgspec.Struct)

Share = Annotated[float, Meta(ge=0, le=1)]
Color = Annotated[str, Meta(pattern="^#[0-9a-f]{6}$")]
Index = Annotated[int, Meta(ge=0)]
Count = Annotated[int, Meta(ge=1)]


class Header(msgspec.Struct, frozen=True):
    """The format's number, and the version of filmprint that wrote the file."""

    format: Count
    version: str = "unknown"


class Options(msgspec.Struct, frozen=True):
    """The options that the fingerprint was made with."""

    sampling: Sampling
    clustering: Clustering


class PaletteEntry(msgspec.Struct, frozen=True):
    """A color of the film's palette, and the sample that shows it best."""

    color: Color
    share: Share
    name: str
    sample: Index
    time_seconds: float


class StillEntry(msgspec.Struct, frozen=True):
    """A still's sample and its upper left corner on the contact sheet."""

    sample: Index
    x: Index
    y: Index
    time_seconds: float | None = None


class StillsEntry(msgspec.Struct, frozen=True):
    """The contact sheet: its file name, the digest of its bytes, and the stills on it."""

    wanted: Count
    width: Count
    height: Count
    stills: Sequence[StillEntry]
    sheet: str
    sha256: str


class ColumnsEntry(msgspec.Struct, frozen=True):
    """The frame columns: pixels in a column, their file's name, the digest of its bytes."""

    rows: Count
    file: str
    sha256: str


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A fingerprint file. `times_seconds`, `colors` and `shares` have an entry for each sample."""

    filmprint: Header
    film: Film
    options: Options
    coverage: Share | None = None
    warnings: Sequence[str] = ()
    palette: Sequence[PaletteEntry] | None = None
    frame_columns: ColumnsEntry | None = None
    stills: StillsEntry | None = None
    times_seconds: Sequence[float]
    loudness_lufs: Sequence[float | None] | None = None
    stand_in_seconds: Sequence[float | None] | None = None
    colors: Sequence[Sequence[str]]
    shares: Sequence[Sequence[float]]


class _Versioned(msgspec.Struct):
    filmprint: Header


class _WithFilm(msgspec.Struct):
    film: Film


_FILM_LINE = re.compile(rb'\{\n"filmprint": [^\n]*,\n("film": [^\n]*\}),\n')


def encode(document: Document) -> str:
    """The text of a file: a line for each field, and for each sample's colors and shares."""
    fields = {
        name: msgspec.to_builtins(getattr(document, name))
        for name in document.__struct_fields__
        if getattr(document, name) is not None
    }
    lines = []
    for name, value in fields.items():
        if name in ("colors", "shares"):
            lines.append(f'"{name}": [\n' + ",\n".join(_json(row) for row in value) + "\n]")
        else:
            lines.append(f'"{name}": {_json(value)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def decode_film(text: bytes) -> Film:
    """What is known of the film, without its many numbers. Raises `FingerprintFileError`.

    The beginning of a text is enough where `encode` has written it, a line for each field.
    """
    match = _FILM_LINE.match(text)
    if match:
        text = b"{" + match[1] + b"}"
    return _parsed(text, _WithFilm).film


def decode(text: bytes | str) -> Document:
    """Read a file's text. Raises `FingerprintFileError` without the file's name."""
    try:
        document = _parsed(text, Document)
    except FingerprintFileError:
        _check_version(_parsed(text, _Versioned).filmprint)
        raise
    _check_version(document.filmprint)
    return document


def _check_version(header: Header) -> None:
    if header.format > FORMAT:
        raise FingerprintFileError(
            f"written in format {header.format}, by filmprint {header.version}; "
            f"this version reads up to {FORMAT}. Update filmprint."
        )


def _parsed(text: bytes | str, kind: type[StructT]) -> StructT:
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FingerprintFileError(
            f"not a fingerprint file, or a damaged one ({error})."
        ) from error


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
