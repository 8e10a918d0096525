"""The address of a film elsewhere, in place of a path."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from urllib.parse import unquote

from filmprint.errors import FilmError, OptionError, printable
from filmprint.remote.connections import Address, RemoteState, find, state

SCHEMES = ("s3", "gs", "gcs", "az", "abfs", "http", "https", "ftp", "sftp", "smb", "hdfs",
           "webhdfs")  # fmt: skip
"""What is read through fsspec. Its other schemes read local files, or chain one to the next."""


@dataclass(frozen=True)
class RemotePath:
    """A film's URL; it has what is used of a `Path`.

    As text it is without user, password and a web server's query, which may be a signature: text
    goes into files, messages and logs. `blocks` is the folder of the parts that were read, while it
    is read.
    """

    url: str = field(repr=False)
    blocks: Path | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        scheme, separator, rest = self.url.partition("://")
        object.__setattr__(self, "url", f"{scheme.lower()}{separator}{rest}")

    def __str__(self) -> str:
        address = self.address
        return f"{address.scheme}://{address.host.rpartition('@')[2]}{address.path}"

    @property
    def address(self) -> Address:
        """The parts of its URL."""
        return Address.of(self.url)

    @property
    def is_on_web(self) -> bool:
        """Whether it is on a web server."""
        return self.address.scheme in ("http", "https")

    @property
    def _last(self) -> PurePosixPath:
        path = unquote(self.address.path) if self.is_on_web else self.address.path
        return PurePosixPath(path or self.address.host)

    def __truediv__(self, name: str) -> "RemotePath":
        """What is of that name in this folder."""
        return RemotePath(f"{self.url.rstrip('/')}/{name}")

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self._last.name

    @property
    def stem(self) -> str:
        """The name without its suffix."""
        return self._last.stem

    def stat(self) -> RemoteState:
        """Its size and time of change. Raises `FilmError`."""
        return state(self.url, str(self))

    def absolute(self) -> "RemotePath":
        """Itself, whatever the current folder."""
        return self


FilmPath = Path | RemotePath
"""Where a film is."""


def is_url(text: str) -> bool:
    """Whether a film is named by a URL. Raises `OptionError` for one that is not read."""
    scheme, separator, _ = text.partition("://")
    if not separator or "/" in scheme:
        return False
    if scheme.lower() not in SCHEMES:
        raise OptionError(
            f"{printable(scheme)}://: films are read from {', '.join(SCHEMES)} and from files."
        )
    return True


def film_path(name: str | os.PathLike[str]) -> FilmPath:
    """A film's path from a file's name or a URL. Raises `OptionError` for a URL not read."""
    text = os.fspath(name)
    return RemotePath(text) if is_url(text) else Path(text)


def output_folder(name: str | os.PathLike[str]) -> FilmPath:
    """A folder for results from its name or URL. Raises `OptionError` for a URL not written to."""
    folder = film_path(name)
    if not isinstance(folder, RemotePath):
        return folder
    if folder.is_on_web:
        raise OptionError(
            f"{folder}: results cannot be sent to a web server; name a folder, or a bucket as in "
            "s3://bucket/prints."
        )
    if not folder.address.host:
        raise OptionError(f"{folder}: names no bucket or server, as s3://bucket/prints does.")
    return folder


@dataclass(frozen=True)
class ListedFilm:
    """A film that a URL stands for, and its path from there on."""

    film: RemotePath
    relative: PurePosixPath


def list_films(url: str, suffixes: frozenset[str]) -> Iterator[ListedFilm]:
    """The films that a URL stands for: one, those of a pattern, or those below a folder.

    Raises `FilmError` where nothing can be listed. Web servers have no folders.
    """
    one = RemotePath(url)
    if one.is_on_web:
        yield ListedFilm(one, PurePosixPath(one.name))
        return
    listing = find(one.url, str(one))
    for path in listing.files:
        host = one.address.host if path.startswith("/") else ""  # a bucket is in the path
        film = RemotePath(f"{one.address.scheme}://{host}{path}")
        name = PurePosixPath(film.name)
        if not listing.is_named and (name.suffix.lower() not in suffixes or name.name[0] == "."):
            continue
        yield ListedFilm(film, PurePosixPath(os.path.relpath(path, listing.root)))


@contextmanager
def temporary_folder(parent: Path | None = None) -> Iterator[Path]:
    """A folder in `parent`, made where it is missing, or in the system's; removed at the end."""
    if parent is not None:
        parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="filmprint-", dir=parent) as name:
        yield Path(name)


@contextmanager
def kept_blocks(film: FilmPath, folder: Path | None) -> Iterator[FilmPath]:
    """The film, with a folder in `folder` for the parts of it that are read, until the block ends.

    All processes read through it, so nothing is fetched twice. Raises `FilmError` at the end where
    the film has changed in the meantime.
    """
    if isinstance(film, Path):
        yield film
        return
    before = film.stat()
    with temporary_folder(folder) as blocks:
        yield replace(film, blocks=blocks)
    if film.stat() != before:
        raise FilmError(f"{film}: has changed while it was read.")
