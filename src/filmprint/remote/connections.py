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


@dataclass(frozen=True)
class Listing:
    """Paths of files, without their scheme; `root` is what they are laid out from."""

    files: tuple[str, ...]
    root: str
    is_named: bool


def state(url: str, shown: str) -> RemoteState:
    """The state of a film; `shown` is its URL in messages. Raises `FilmError`."""
    with _one_line(shown):
        details = _file_system(url).info(url)
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
                data: bytes = _file_system(url).cat_file(url, start=start, end=end)
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


def matches(pattern: str, shown: str) -> list[str]:
    """The names of what matches a pattern in a folder, which may be missing. Raises `FilmError`."""
    with _one_line(shown):
        found = _file_system(pattern).glob(pattern)
    return sorted(str(path).rpartition("/")[2] for path in found)


def find(url: str, shown: str) -> Listing:
    """The file of that URL, those that match it as a pattern, or those below it as a folder."""
    with _one_line(shown):
        system = _file_system(url)
        path = system._strip_protocol(url)
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
        try:
            details = _file_system(url).info(url)
            _file_system(url).get_file(url, str(target))
        except FileNotFoundError:
            return False
    changed = _state(details, shown).st_mtime_ns
    os.utime(target, ns=(changed, changed))
    return True


def send(source: Path, url: str, shown: str) -> None:
    """Copy a file to `url`, where it is whole or not at all. Raises `OutputError`."""
    try:
        with _one_line(shown):
            system = _file_system(url)
            if urlsplit(url).scheme in _ATOMIC:
                system.put_file(str(source), url)
                return
            folder, _, name = url.rpartition("/")
            temporary = f"{folder}/.filmprint-{token_hex(8)}-{name}"
            system.makedirs(folder, exist_ok=True)
            system.put_file(str(source), temporary)
            system.mv(temporary, url)
    except FilmError as error:
        text = str(error).replace("to read it", "to write it").replace("or read", "or written")
        raise OutputError(text) from None


def remove(url: str) -> None:
    """Remove what is at `url`, where that is allowed."""
    with suppress(Exception):
        _file_system(url).rm_file(url)


_ATOMIC = ("s3", "gs", "gcs", "az", "abfs")
"""Object storage: an object is there once all of it has arrived."""

_BROKEN_CONNECTIONS = ("ClientPayloadError", "ServerDisconnectedError", "ClientOSError",
                       "IncompleteReadError", "ResponseStreamingError")  # fmt: skip


def _file_system(url: str) -> Any:
    parts = urlsplit(url)
    return _connection(parts.scheme, parts.netloc)


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
def _one_line(shown: str) -> Iterator[None]:
    """Errors of file systems as `FilmError`; never with their text, which may hold credentials."""
    try:
        yield
    except Exception as error:
        if isinstance(error, FilmprintError) and not isinstance(error, _ForeignRedirectError):
            raise
        raise FilmError(f"{shown}: {_reason(error)}") from None


def _reason(error: BaseException) -> str:
    """What is wrong, in words of ours. fsspec wraps errors of HTTP in `FileNotFoundError`."""
    while error.__cause__ is not None:
        error = error.__cause__
    kind, status = type(error).__name__, getattr(error, "status", None)
    if isinstance(error, _ForeignRedirectError):
        return f"its server sends us to {error}; name that address if you trust it."
    if kind in ("NoCredentialsError", "PartialCredentialsError"):
        return "no credentials to read it with."
    code = getattr(error, "response", {})
    code = code.get("Error", {}).get("Code", "") if isinstance(code, dict) else ""
    if code in _REASONS:
        return _REASONS[code]
    if isinstance(error, PermissionError) or status in (401, 403) or code in _REFUSALS:
        return "no permission to read it."
    if isinstance(error, FileNotFoundError) or status == 404 or code in _ABSENCES:
        return "nothing there."
    return f"cannot be reached or read ({kind})."


_REASONS = {
    "NoSuchBucket": "there is no such bucket.",
    "InvalidAccessKeyId": "the key to read it with is not known there.",
    "SignatureDoesNotMatch": "the secret of the key to read it with is not the right one.",
    "InvalidToken": "the token to read it with is not valid.",
    "ExpiredToken": "the credentials to read it with have expired.",
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
