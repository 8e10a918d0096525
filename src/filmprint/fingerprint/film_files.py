"""Which files a film is made of: one, or images, one a frame.

Those are a numbered series, a folder that holds one, or a list of paths.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import gcd
from pathlib import Path

from filmprint.errors import FilmError
from filmprint.fingerprint.titles import text_of
from filmprint.remote.path import FilmPath, RemotePath

DECODERS = {
    ".bmp": "bmp", ".dpx": "dpx", ".exr": "exr", ".j2c": "jpeg2000", ".j2k": "jpeg2000",
    ".jp2": "jpeg2000", ".jpeg": "mjpeg", ".jpg": "mjpeg", ".png": "png", ".ppm": "ppm",
    ".tga": "targa", ".tif": "tiff", ".tiff": "tiff", ".webp": "webp",
}  # fmt: skip
"""FFmpeg's decoders of images, by the suffix of their files."""

LIST_SUFFIX = ".txt"
ANIMATED_SUFFIXES = (".gif", ".apng", ".webp", ".avif")
"""Of images that may be animated; most are still, so none counts as a film in a folder."""
MAX_LIST_BYTES = 100_000_000

_PATTERN = re.compile(r"(.*?)%(?:0(\d))?d(.*)", re.DOTALL)
_NUMBERED = re.compile(r"(.*?)(\d+)(\D*)", re.DOTALL)
_MAX_DIGITS = 15


@dataclass(frozen=True)
class FileState:
    """By what files are known to be unchanged: bytes in all, and the latest change."""

    size_bytes: int
    modified_ns: int


@dataclass(frozen=True)
class ImageFiles:
    """The images of a film, in order.

    positions
        When each is shown, in frames from the first one on: ascending, with gaps where numbers are
        missing.
    states
        The state of each file, which is a regular one.
    decoder
        FFmpeg's name of the decoder for all of them.
    """

    files: tuple[Path, ...]
    positions: tuple[int, ...]
    states: tuple[FileState, ...]
    decoder: str


@dataclass(frozen=True)
class _Series:
    """Files whose names differ in one number; the number of each."""

    files: tuple[Path, ...]
    numbers: tuple[int, ...]


def is_pattern(path: Path) -> bool:
    """Whether it is no file's name but a pattern of names, as `scans/%05d.png`."""
    return (
        path.suffix.lower() in DECODERS
        and _PATTERN.fullmatch(path.name) is not None
        and not os.path.lexists(path)
    )


def is_folder(path: Path) -> bool:
    """Whether it is a folder; what cannot be told, as of a name too long, is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def is_image_sequence(path: Path) -> bool:
    """Whether a film is to be read as images: a folder, a pattern or a list."""
    return is_pattern(path) or path.suffix.lower() == LIST_SUFFIX or is_folder(path)


def film_name(path: FilmPath) -> str:
    """The name of a film: its file's or folder's; of a pattern, what its images are called.

    That is what stands before the number, else the name of their folder.
    """
    if isinstance(path, RemotePath):
        return text_of(path.name)
    match = _PATTERN.fullmatch(path.name)
    if match and is_pattern(path):
        return text_of(match[1].rstrip(" ._-") or _own_name(path.parent))
    return text_of(_own_name(path))


def _own_name(path: Path) -> str:
    """The last part of a path, also of `.` and `..`."""
    name = path.name if path.name not in ("", "..") else Path(os.path.realpath(path)).name
    return name or "images"  # the root has no name


def film_stem(path: Path) -> str:
    """What the names of a film's results begin with."""
    is_file = not is_pattern(path) and not is_folder(path)
    return path.stem if is_file else film_name(path)


def state_of(path: FilmPath) -> FileState:
    """The state of a film's file, or of its images together. Raises `FilmError`."""
    if isinstance(path, RemotePath):
        remote = path.stat()
        return FileState(remote.st_size, remote.st_mtime_ns)
    states = image_files(path).states if is_image_sequence(path) else (_state(path),)
    return FileState(
        sum(state.size_bytes for state in states), max(state.modified_ns for state in states)
    )


def image_files(path: Path) -> ImageFiles:
    """The images of a pattern, folder or list, all regular files. Raises `FilmError`."""
    if path.suffix.lower() == LIST_SUFFIX and not is_folder(path):
        files = _listed(path)
        positions = tuple(range(len(files)))
    else:
        series = _of_folder(path) if is_folder(path) else _of_pattern(path)
        files, positions = series.files, _positions(path, series.numbers)
    decoders = {DECODERS.get(file.suffix.lower()) for file in files}
    if None in decoders or len(decoders) > 1:
        kinds = ", ".join(sorted({file.suffix.lower() or "no suffix" for file in files}))
        raise FilmError(f"{path}: its images must be of one kind that is known, not {kinds}.")
    states = tuple(map(_state, files))
    return ImageFiles(files, positions, states, str(decoders.pop()))


def _of_folder(folder: Path) -> _Series:
    """The one numbered series of images in a folder; images of other names are passed over."""
    by_name: dict[tuple[str, str], list[tuple[int, Path]]] = {}
    names = _names_in(folder)
    for name in names:
        match = _NUMBERED.fullmatch(Path(name).stem)
        suffix = Path(name).suffix
        if match and suffix.lower() in DECODERS and len(match[2]) <= _MAX_DIGITS:
            before, digits, after = match.groups()
            numbered = by_name.setdefault((before, after + suffix), [])
            numbered.append((int(digits), folder / name))
    series = {key: files for key, files in by_name.items() if len(files) > 1}
    animated = [name for name in names if name.lower().endswith(ANIMATED_SUFFIXES)]
    if not series and animated:
        raise FilmError(
            f"{folder}: no films in this folder; animated images are taken when they are named, "
            f"as in '{folder / min(animated)}'."
        )
    if not series:
        raise FilmError(f"{folder}: no films in this folder, and no numbered images.")
    if len(series) > 1:
        first, second = (f"{before}%d{after}" for before, after in sorted(series)[:2])
        raise FilmError(
            f"{folder}: images of {len(series)} series ({first}, {second}, ...); name one, as in "
            f"'{folder / first}'."
        )
    return _sorted(folder, next(iter(series.values())))


def _of_pattern(path: Path) -> _Series:
    match = _PATTERN.fullmatch(path.name)
    if match is None:
        raise FilmError(f"{path}: not a pattern of images' names, such as frame_%05d.png.")
    before, width, after = match.groups()
    digits = rf"\d{{{width},{_MAX_DIGITS}}}" if width else rf"\d{{1,{_MAX_DIGITS}}}"
    fitting = re.compile(f"{re.escape(before)}({digits}){re.escape(after)}")
    folder = path.parent
    matches = ((fitting.fullmatch(name), name) for name in _names_in(folder))
    numbered = [(int(match[1]), folder / name) for match, name in matches if match]
    if not numbered:
        raise FilmError(f"{path}: there is no image of such a name.")
    return _sorted(path, numbered)


def _names_in(folder: Path) -> list[str]:
    try:
        return [file.name for file in folder.iterdir() if not file.name.startswith(".")]
    except OSError as error:
        raise FilmError(f"{folder}: {error.strerror or error}.") from error


def _sorted(path: Path, numbered: Iterable[tuple[int, Path]]) -> _Series:
    in_order = sorted(numbered)
    for (number, file), (following, other) in pairwise(in_order):
        if number == following:
            raise FilmError(f"{path}: {file.name} and {other.name} have the same number.")
    return _Series(tuple(file for _, file in in_order), tuple(number for number, _ in in_order))


def _positions(path: Path, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Numbers that count in steps, of 10 say, are those of frames that follow one another."""
    first = numbers[0]
    step = gcd(*(number - first for number in numbers)) or 1
    return tuple((number - first) // step for number in numbers)


def _listed(path: Path) -> tuple[Path, ...]:
    """The files that a list names, a line each, from its own folder on."""
    if _state(path).size_bytes > MAX_LIST_BYTES:
        raise FilmError(f"{path}: too long for a list of images.")
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise FilmError(f"{path}: {error.strerror or error}.") from error
    files = []
    for line in lines:
        name = os.fsdecode(line.strip())
        if name and not name.startswith("#"):
            file = path.parent / name
            if "\0" in name or file.suffix.lower() not in DECODERS:
                raise FilmError(
                    f"{path}: not a film, and not a list of images: {name[:100]!r} is not an image."
                )
            files.append(file)
    if not files:
        raise FilmError(f"{path}: a list without images.")
    return tuple(files)


def _state(file: Path) -> FileState:
    """The state of a regular file. Raises `FilmError` for anything else."""
    try:
        state = file.stat()
    except OSError as error:
        raise FilmError(f"{file}: {error.strerror or error}.") from error
    if not stat.S_ISREG(state.st_mode):
        raise FilmError(f"{file}: not a file.")
    return FileState(state.st_size, state.st_mtime_ns)
