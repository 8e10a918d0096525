"""What can go wrong, in one line each: what is wrong with which file, and what to do."""


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


class LimitError(FilmprintError):
    """A film takes more pixels, memory or time than it is allowed (see `options.Limits`)."""


def printable(text: str) -> str:
    """The text with control characters and broken ones escaped: they could steer a terminal."""
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )
