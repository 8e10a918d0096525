"""What goes through the pipes between the program and its worker processes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from filmprint.errors import FilmprintError


@dataclass(frozen=True)
class Task:
    """To a worker: run `function(*arguments)` and send the result."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]


@dataclass(frozen=True)
class Load:
    """To a worker: import this module; the first task needs it."""

    module: str


@dataclass(frozen=True)
class EndOfFilm:
    """To a worker: close what is still open of the last film."""


@dataclass(frozen=True)
class Alive:
    """From a worker: there was progress. `done` is the part of the task that is done, 0..1, where
    the task says."""

    done: float | None = None


@dataclass(frozen=True)
class Result:
    """From a worker: what its task returned."""

    value: Any


@dataclass(frozen=True)
class Failure:
    """From a worker: what its task raised."""

    error: FilmprintError


Reply = Alive | Result | Failure
