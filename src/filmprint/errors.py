"""What can go wrong, in one line each: what is wrong with which file, and what to do."""

from importlib import import_module
from typing import Any


class FilmprintError(Exception):
    """Base of every error that filmprint raises on purpose; its text is one line for people."""


class OptionError(FilmprintError, ValueError):
    """An option has a value outside its legal range."""


class FilmError(FilmprintError):
    """A film cannot be read."""


class ImageError(FilmprintError):
    """An image cannot be read."""


class FingerprintFileError(FilmprintError):
    """A fingerprint file cannot be read."""


class OutputError(FilmprintError):
    """A result cannot be written."""


class WorkerError(FilmprintError):
    """A worker process died or broke while it worked on a film."""


class CancelError(FilmprintError):
    """Nobody waits for the result any more."""


class LimitError(FilmprintError):
    """A film takes more pixels, memory or time than it is allowed (see `options.Limits`)."""


def printable(text: str) -> str:
    """The text with control characters and broken ones escaped: they could steer a terminal."""
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )


def import_optional(module: str, *, purpose: str, install: str) -> Any:
    """A module of a package that not everybody needs. Raises `OptionError` where it is missing.

    `purpose` is what needs it, `install` what pip is to install.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise OptionError(
            f"{purpose} needs {package}, which is not installed: pip install {install}"
        ) from error
