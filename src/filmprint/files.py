"""Fingerprint files in and out. A file is there whole or not at all."""

import json
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from secrets import token_hex
from typing import Any

import numpy as np

from .color import ByteArray, FloatArray, hex_from_srgb
from .errors import FilmprintError, FingerprintFileError, OutputError
from .model import ColorTags, Film, Fingerprint, PictureArea, PictureSpan
from .options import Clustering, Sampling, as_json, from_json

FORMAT = 1
"""Grows when a reader of the old format could misread a file; new fields do not count."""


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


def save(fingerprint: Fingerprint, path: str | os.PathLike[str]) -> Path:
    """Write a fingerprint file (format: docs/file-format.md). Raises `OutputError`."""
    target = Path(path)
    with write_whole(target) as temporary:
        temporary.write_text(dumps(fingerprint), encoding="utf-8")
    return target


def load(path: str | os.PathLike[str]) -> Fingerprint:
    """Read a fingerprint file. Raises `FingerprintFileError`."""
    source = Path(path)
    try:
        return loads(source.read_text(encoding="utf-8"))
    except OSError as error:
        raise FingerprintFileError(f"{source}: {error.strerror or error}.") from error
    except FilmprintError as error:
        raise FingerprintFileError(f"{source}: {error}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FingerprintFileError(
            f"{source}: not a fingerprint file, or a damaged one ({type(error).__name__}: {error})."
        ) from error


def dumps(fingerprint: Fingerprint) -> str:
    """The text of a fingerprint file: JSON, a line for each field and for each sample's row."""
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
    fields = [f"{_json(name)}: {_json(value)}" for name, value in head.items()]
    fields.append(f'"times_seconds": {_json(fingerprint.times_seconds.tolist())}')
    for name, rows in (("colors", colors), ("shares", shares)):
        fields.append(f"{_json(name)}: [\n" + ",\n".join(_json(row) for row in rows) + "\n]")
    return "{\n" + ",\n".join(fields) + "\n}\n"


def loads(text: str) -> Fingerprint:
    """The fingerprint from such a text. Raises `FingerprintFileError`, or the error of a wrong
    value (ValueError, KeyError, TypeError, AttributeError)."""
    data = json.loads(text)
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
    )


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
