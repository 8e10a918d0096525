"""Connections to where films and results are, through fsspec: to no other address than the one
named."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from filmprint.errors import FilmError, FilmprintError, OutputError, import_optional

TRIES = 3
"""How often a part is asked for when the connection breaks."""


@dataclass(frozen=True)
class RemoteState:
    """A film's size, its time of change, and the server's mark of its content, where it has one."""

    st_size: int
    st_mtime_ns: int
    tag: str = ""


OBJECT_STORES = ("s3", "gs", "gcs", "az", "abfs")
"""An object is there once all of it has arrived. Its path begins with its bucket's name."""


@dataclass(frozen=True)
class Address:
    """The parts of a URL; `host` may have a user and a password.

    On the web, `path` is quoted and without the query. Elsewhere it is as it stands: `?`, `#` and
    `%` may be in the names of files there.
    """

    scheme: str
    host: str
    path: str

    @classmethod
    def of(cls, url: str) -> "Address":
        """That of a URL."""
        scheme, _, rest = url.partition("://")
        if scheme in ("http", "https"):
            parts = urlsplit(url)
            return cls(scheme, parts.netloc, parts.path)
        host, slash, path = rest.partition("/")
        return cls(scheme, host, slash + path)


@dataclass(frozen=True)
class Listing:
    """Paths of files, without their scheme; `root` is what they are laid out from."""

    files: tuple[str, ...]
    root: str
    is_named: bool


def state(url: str, shown: str) -> RemoteState:
    """The state of a film; `shown` is its URL in messages. Raises `FilmError`."""
    with _one_line(shown):
        system = _file_system(url)
        details = system.info(_path(system, url))
    return _state(details, shown)


def _state(details: dict[str, Any], shown: str) -> RemoteState:
    if details.get("size") is None:
        raise FilmError(f"{shown}: its server does not tell its size; copy it first.")
    changed = details.get("LastModified") or details.get("mtime") or details.get("Last-Modified")
    tag = details.get("ETag") or details.get("etag") or ""
    return RemoteState(details["size"], _nanoseconds(changed), str(tag))


def fetch(url: str, start: int, end: int, shown: str) -> bytes:
    """The bytes from `start` up to `end`. Raises `FilmError`."""
    for tries_left in reversed(range(TRIES)):
        with _one_line(shown):
            try:
                system = _file_system(url)
                data: bytes = system.cat_file(_path(system, url), start=start, end=end)
                break
            except (OSError, EOFError) as error:
                if not tries_left or isinstance(error, FileNotFoundError | PermissionError):
                    raise
            except Exception as error:
                if not tries_left or type(error).__name__ not in _BROKEN_CONNECTIONS:
                    raise
    if len(data) != end - start:
        raise FilmError(f"{shown}: {end - start} bytes asked for, {len(data)} received.")
    return data


def names_in(folder: str, shown: str) -> list[str]:
    """The names of what is in a folder, which may be missing. Raises `FilmError`."""
    with _one_line(shown):
        system = _file_system(folder)
        try:
            paths = system.ls(_path(system, folder), detail=False)
        except FileNotFoundError:
            return []
    return sorted(str(path).rpartition("/")[2] for path in paths)


def find(url: str, shown: str) -> Listing:
    """The file of that URL, those that match it as a pattern, or those below it as a folder."""
    with _one_line(shown):
        system = _file_system(url)
        path = _path(system, url)
        if any(character in path for character in "*?["):
            fixed = path.partition("*")[0].partition("?")[0].partition("[")[0]
            files, root, is_named = system.glob(path), fixed.rpartition("/")[0], True
        elif url.endswith("/") or system.isdir(path):
            files, root, is_named = system.find(path), path, False
        else:
            files, root, is_named = [path], path.rpartition("/")[0], True
    if not files:
        raise FilmError(f"{shown}: no films there.")
    return Listing(tuple(sorted(files)), root, is_named)


def receive(url: str, target: Path, shown: str) -> bool:
    """Copy what is at `url` to a file, its time of change too; False where there is nothing.

    Raises `FilmError`.
    """
    with _one_line(shown):
        system = _file_system(url)
        path = _path(system, url)
        try:
            details = system.info(path)
            system.get_file(path, str(target))
        except FileNotFoundError:
            return False
    changed = _state(details, shown).st_mtime_ns
    os.utime(target, ns=(changed, changed))
    return True


def send(source: Path, url: str, shown: str) -> None:
    """Copy a file to `url`, where it is whole or not at all. Raises `OutputError`."""
    with _one_line(shown, "write", OutputError):
        system = _file_system(url)
        target = _path(system, url)
        if Address.of(url).scheme in OBJECT_STORES:
            system.put_file(str(source), target)
            return
        folder, _, name = target.rpartition("/")
        temporary = f"{folder}/.filmprint-{token_hex(8)}-{name}"
        system.makedirs(folder, exist_ok=True)
        try:
            system.put_file(str(source), temporary)
            _rename(system, temporary, target)
        except BaseException:
            with suppress(Exception):
                system.rm_file(temporary)
            raise


def remove(url: str) -> None:
    """Remove what is at `url`, where that is allowed."""
    with suppress(Exception):
        system = _file_system(url)
        system.rm_file(_path(system, url))


def _rename(system: Any, old: str, new: str) -> None:
    """Rename a file, over another one too, which smb and hdfs do not do by themselves."""
    try:
        system.mv(old, new)
    except Exception:
        if not system.exists(new):
            raise
    if system.exists(old):
        system.rm_file(new)
        system.mv(old, new)


_BROKEN_CONNECTIONS = ("ClientPayloadError", "ServerDisconnectedError", "ClientOSError",
                       "IncompleteReadError", "ResponseStreamingError")  # fmt: skip


def _file_system(url: str) -> Any:
    address = Address.of(url)
    return _connection(address.scheme, address.host)


def _path(system: Any, url: str) -> str:
    """What the file system calls what is at `url`."""
    address = Address.of(url)
    if address.scheme in ("http", "https"):
        return url
    return str(system._strip_protocol(url)) if address.scheme in OBJECT_STORES else address.path


@cache
def _connection(scheme: str, host: str) -> Any:
    """One for each host or bucket: all its films come through it."""
    core = import_optional("fsspec.core", purpose=f"{scheme}://", install="'filmprint[remote]'")
    options: dict[str, Any] = {}
    if scheme in ("http", "https"):
        options["client_kwargs"] = {"trace_configs": [_named_host_alone()]}
    if scheme in ("http", "https", "s3"):
        options["use_listings_cache"] = False  # a film that changes is to be noticed
    try:
        return core.url_to_fs(f"{scheme}://{host}", **options)[0]
    except ImportError as error:
        raise FilmError(
            f"{scheme}:// needs {error.name or 'a package'}, which is not installed: pip install "
            "'filmprint[remote]', or what fsspec's docs name for it."
        ) from error


class _ForeignRedirectError(FilmprintError):
    """A server sends us to another one."""


def _named_host_alone() -> Any:
    """Have aiohttp follow redirects within a host alone.

    Any other may lead into a private network, where we are let in and the server is not.
    """
    import aiohttp

    async def check(session: Any, context: Any, request: Any) -> None:
        target = request.response.headers.get("Location", "")
        old, new = request.url, request.url.join(type(request.url)(target))
        if new.origin() != old.origin() and (new.host, new.scheme) != (old.host, "https"):
            raise _ForeignRedirectError(str(new.host))

    config = aiohttp.TraceConfig()
    config.on_request_redirect.append(check)
    return config


@contextmanager
def _one_line(
    shown: str, verb: str = "read", kind: type[FilmprintError] = FilmError
) -> Iterator[None]:
    """Errors of file systems as one of ours; never with their text, which may hold credentials."""
    try:
        yield
    except Exception as error:
        if isinstance(error, FilmprintError) and not isinstance(error, _ForeignRedirectError):
            raise
        raise kind(f"{shown}: {_reason(error, verb)}") from None


def _reason(error: BaseException, verb: str) -> str:
    """What is wrong, in words of ours. fsspec wraps errors of HTTP in `FileNotFoundError`."""
    while error.__cause__ is not None:
        error = error.__cause__
    kind, status = type(error).__name__, getattr(error, "status", None)
    if isinstance(error, _ForeignRedirectError):
        return f"its server sends us to {error}; name that address if you trust it."
    if kind in ("NoCredentialsError", "PartialCredentialsError"):
        return f"no credentials to {verb} it with."
    code = getattr(error, "response", {})
    code = code.get("Error", {}).get("Code", "") if isinstance(code, dict) else ""
    if code in _REASONS:
        return _REASONS[code].format(verb=verb)
    if isinstance(error, PermissionError) or status in (401, 403) or code in _REFUSALS:
        return f"no permission to {verb} it."
    if isinstance(error, FileNotFoundError) or status == 404 or code in _ABSENCES:
        return "nothing there."
    return f"cannot be reached or {_PARTICIPLES[verb]} ({kind})."


_PARTICIPLES = {"read": "read", "write": "written"}
_REASONS = {
    "NoSuchBucket": "there is no such bucket.",
    "InvalidAccessKeyId": "the key to {verb} it with is not known there.",
    "SignatureDoesNotMatch": "the secret of the key to {verb} it with is not the right one.",
    "InvalidToken": "the token to {verb} it with is not valid.",
    "ExpiredToken": "the credentials to {verb} it with have expired.",
    "400": "its server refuses what is asked (400); credentials that have expired are one cause.",
}
"""By the codes of S3."""
_REFUSALS = ("403", "AccessDenied")
_ABSENCES = ("404", "NoSuchKey")


def _nanoseconds(changed: Any) -> int:
    """A time of change as nanoseconds since 1970; 0 where it is not known."""
    if isinstance(changed, str):
        changed = parsedate_to_datetime(changed)
    if isinstance(changed, datetime):
        return round(changed.timestamp()) * 1_000_000_000
    return round(changed * 1_000_000_000) if isinstance(changed, int | float) else 0
