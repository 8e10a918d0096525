"""Fingerprint files in and out. A file is there whole or not at all."""

import hashlib
import json
import math
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from secrets import token_hex
from typing import Any

import numpy as np

from .color import ByteArray, FloatArray, hex_from_srgb
from .errors import FilmprintError, FingerprintFileError, OutputError
from .model import ColorTags, Film, Fingerprint, PictureArea, PictureSpan, Still, Stills
from .options import Clustering, Sampling, as_json, from_json
from .palette import best_samples, film_palette

FORMAT = 1
"""Grows when a reader of the old format could misread a file; new fields do not count."""

MARK = "filmprint-recipe-"
"""How the mark of every picture of ours begins."""

MAX_SHEET_BYTES = 200_000_000


LEFT_OVER_SECONDS = 3600
"""A temporary file that has not been written to for so long is a killed run's."""


@contextmanager
def write_whole(path: Path) -> Iterator[Path]:
    """Hand out a temporary name beside `path`; on success, flush it and rename it to `path`.

    A reader never sees half a file, and nothing is left behind on failure. The temporary name
    keeps the suffix. Raises `OutputError`.
    """
    # Named before it is made: whatever interrupts, there is nothing that is not removed.
    temporary = path.with_name(f".filmprint-{token_hex(8)}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.touch(exist_ok=False)
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{path}: cannot be written ({reason}).") from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def clear_leftovers(folders: Iterable[Path]) -> None:
    """Remove the temporary files that runs which were killed have left in these folders."""
    latest = time.time() - LEFT_OVER_SECONDS
    for folder in folders:
        for path in folder.glob(".filmprint-*"):
            with suppress(OSError):
                if re.match(r"\.filmprint-[0-9a-f]{16}\.", path.name) and (
                    path.stat().st_mtime < latest
                ):
                    path.unlink()


def owner(film_name: str) -> str:
    """How the mark of every picture of a film of that name begins; "" is that of panels."""
    return MARK + hashlib.sha256(film_name.encode()).hexdigest()[:12]


def save(fingerprint: Fingerprint, path: str | os.PathLike[str]) -> Path:
    """Write a fingerprint file (format: docs/file-format.md). Raises `OutputError`.

    Its stills go beside it first, on their sheet: a file never refers to what is not there.
    """
    target = Path(path)
    sheet = stills_file(target)
    if fingerprint.stills is not None:
        with write_whole(sheet) as temporary:
            temporary.write_bytes(fingerprint.stills.sheet)
    with write_whole(target) as temporary:
        temporary.write_text(dumps(fingerprint, sheet.name), encoding="utf-8")
    return target


def stills_file(path: Path) -> Path:
    """Where the stills of the fingerprint file at `path` are: FILM.stills.jpg beside FILM.json."""
    return path.with_name(f"{path.name.removesuffix('.json')}.stills.jpg")


def load(path: str | os.PathLike[str]) -> Fingerprint:
    """Read a fingerprint file. Raises `FingerprintFileError`.

    Stills whose sheet is not there, or is another one, are left out.
    """
    source = Path(path)
    try:
        data = json.loads(source.read_text(encoding="utf-8"))
        return replace(_fingerprint(data), stills=_stills(data.get("stills"), source))
    except OSError as error:
        raise FingerprintFileError(f"{source}: {error.strerror or error}.") from error
    except FilmprintError as error:
        raise FingerprintFileError(f"{source}: {error}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FingerprintFileError(
            f"{source}: not a fingerprint file, or a damaged one ({type(error).__name__}: {error})."
        ) from error


def dumps(fingerprint: Fingerprint, sheet: str = "", *, palette: bool = True) -> str:
    """The text of a fingerprint file: JSON, a line for each field and for each sample's row.

    `sheet` is the name of the stills' sheet. The palette follows from the colors and may be left
    out.
    """
    found = (fingerprint.shares > 0).sum(axis=1)
    colors = [
        [hex_from_srgb(color) for color in row[:count]]
        for row, count in zip(fingerprint.colors, found, strict=True)
    ]
    shares = [row[:count].tolist() for row, count in zip(fingerprint.shares, found, strict=True)]
    head = {
        "filmprint": {"format": FORMAT, "version": version("filmprint")},
        "film": asdict(fingerprint.film),
        "options": {
            "sampling": as_json(fingerprint.sampling),
            "clustering": as_json(fingerprint.clustering),
        },
        "coverage": round(fingerprint.coverage, 6),
        "warnings": list(fingerprint.warnings),
    }
    if palette:
        head["palette"] = _palette(fingerprint)
    if fingerprint.stills is not None:
        head["stills"] = _stills_head(fingerprint, fingerprint.stills, sheet)
    head["times_seconds"] = fingerprint.times_seconds.tolist()
    if fingerprint.loudness_lufs is not None:
        levels = fingerprint.loudness_lufs.tolist()
        head["loudness_lufs"] = [None if math.isnan(level) else level for level in levels]
    fields = [f"{_json(name)}: {_json(value)}" for name, value in head.items()]
    for name, rows in (("colors", colors), ("shares", shares)):
        fields.append(f"{_json(name)}: [\n" + ",\n".join(_json(row) for row in rows) + "\n]")
    return "{\n" + ",\n".join(fields) + "\n}\n"


def loads(text: str) -> Fingerprint:
    """The fingerprint from such a text. Raises `FingerprintFileError`, or the error of a wrong
    value (ValueError, KeyError, TypeError, AttributeError)."""
    return _fingerprint(json.loads(text))


def _fingerprint(data: dict[str, Any]) -> Fingerprint:
    written = data["filmprint"]["format"]
    if written > FORMAT:
        raise FingerprintFileError(
            f"written in format {written}, by filmprint {data['filmprint'].get('version')}; "
            f"this version reads up to {FORMAT}. Update filmprint."
        )
    sampling = from_json(Sampling, data["options"]["sampling"])
    clustering = from_json(Clustering, data["options"]["clustering"])
    colors, shares = _arrays(data["colors"], data["shares"], clustering.kept)
    return Fingerprint(
        film=_film(data["film"]),
        sampling=sampling,
        clustering=clustering,
        times_seconds=np.array(data["times_seconds"], dtype=np.float64),
        colors=colors,
        shares=shares,
        warnings=tuple(str(line) for line in data["warnings"]),
        loudness_lufs=_loudness(data.get("loudness_lufs")),
    )


def _palette(fingerprint: Fingerprint) -> list[dict[str, Any]]:
    found = film_palette(fingerprint)
    return [
        {"color": color.hex, "share": color.share, "name": color.name, "sample": int(sample),
         "time_seconds": float(fingerprint.times_seconds[sample])}
        for color, sample in zip(found, best_samples(fingerprint, found), strict=True)
    ]  # fmt: skip


def _loudness(levels: list[float | None] | None) -> FloatArray | None:
    if levels is None:
        return None
    return np.array([math.nan if level is None else level for level in levels], dtype=np.float64)


def _stills_head(fingerprint: Fingerprint, stills: Stills, sheet: str) -> dict[str, Any]:
    head = asdict(stills) | {"sheet": sheet, "sha256": hashlib.sha256(stills.sheet).hexdigest()}
    for still in head["stills"]:
        still["time_seconds"] = float(fingerprint.times_seconds[still["sample"]])
    return head


def _stills(head: dict[str, Any] | None, source: Path) -> Stills | None:
    """The stills of a fingerprint file, where their sheet is beside it."""
    if head is None or Path(head["sheet"]).name != head["sheet"]:
        return None
    file = source.with_name(head["sheet"])
    try:
        sheet = file.read_bytes() if file.stat().st_size <= MAX_SHEET_BYTES else b""
    except OSError:
        return None
    if hashlib.sha256(sheet).hexdigest() != head["sha256"]:
        return None
    stills = tuple(from_json(Still, still) for still in head["stills"])
    return from_json(Stills, head | {"stills": stills, "sheet": sheet})  # type: ignore[no-any-return]


def _film(data: dict[str, Any]) -> Film:
    color = from_json(ColorTags, data["color"] | {"assumed": tuple(data["color"]["assumed"])})
    area = from_json(PictureArea, data["picture_area"])
    span = from_json(PictureSpan, data["picture_span"])
    return from_json(  # type: ignore[no-any-return]
        Film, data | {"color": color, "picture_area": area, "picture_span": span}
    )


def _arrays(
    rows: list[list[str]], row_shares: list[list[float]], kept: int
) -> tuple[ByteArray, FloatArray]:
    """Colors and shares, filled up to `kept` clusters a sample."""
    colors = np.zeros((len(rows), kept, 3), np.uint8)
    shares = np.zeros((len(rows), kept))
    for n, (row, parts) in enumerate(zip(rows, row_shares, strict=True)):
        if len(row) != len(parts) or len(row) > kept:
            raise ValueError(f"sample {n} has {len(row)} colors and {len(parts)} shares")
        for i, (color, part) in enumerate(zip(row, parts, strict=True)):
            if not re.fullmatch("#[0-9a-f]{6}", color):
                raise ValueError(f"sample {n} has the color {color!r}")
            colors[n, i] = list(bytes.fromhex(color[1:]))
            shares[n, i] = part
    return colors, shares


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
