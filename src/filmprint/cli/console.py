"""What the user sees: a progress bar on a terminal, plain lines elsewhere, a line a film."""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console as Terminal
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from filmprint.analysis import pipeline as analysis
from filmprint.cli.option_groups import Verbosity
from filmprint.errors import printable
from filmprint.fingerprint.film import Film
from filmprint.library.films import Outcome
from filmprint.options.times import clock


class Console:
    """Reports a run over `count` films (or `what` else).

    Results go to stdout; progress and errors to stderr.
    """

    def __init__(self, count: int, verbosity: Verbosity, *, what: str = "films") -> None:
        self._count = count
        self._what = what
        self._quiet = verbosity.quiet
        self._verbose = verbosity.verbose
        self.outcomes: list[Outcome] = []
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=Terminal(stderr=True, markup=False, highlight=False),
            disable=verbosity.quiet or not sys.stderr.isatty(),
            transient=True,
            redirect_stdout=sys.stdout.isatty(),
        )
        self._task = self._progress.add_task("", total=1.0, visible=False)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def begin(self, source: Path) -> "analysis.Progress":
        """Announce the next film; give back what its progress is to be reported to."""
        number = len(self.outcomes) + 1
        place = f"[{number}/{self._count}] " if self._count > 1 else ""
        name = place + printable(source.name)
        self._progress.reset(self._task, description=name, total=1.0, visible=True)
        if self._progress.disable and not self._quiet and self._count > 1:
            print(name, flush=True)
        return lambda done: self._progress.update(self._task, completed=done)

    def end(self, outcome: Outcome) -> None:
        """Print the line of a film that is done."""
        self.outcomes.append(outcome)
        self._progress.update(self._task, visible=False)
        if outcome.status == "failed":
            _complain(outcome.error)
            if self._verbose and outcome.details:
                print(outcome.details, file=sys.stderr)
            return
        if not self._quiet:
            print(_line(outcome))
            for color in outcome.palette:
                print(f"  {color.hex}  {color.share:6.1%}  {color.name}")
            if outcome.fingerprint is not None and (
                self._verbose or (outcome.status == "analyzed" and _is_noteworthy(outcome))
            ):
                print(f"  {_color_line(outcome)}")
            if outcome.fingerprint is not None and outcome.status == "analyzed":
                for line in _left_out(outcome.fingerprint.film):
                    print(f"  {line}")
        for warning in outcome.warnings:
            _complain(f"{outcome.source}: {warning}")

    def summary(self) -> int:
        """Print what became of several films; the exit code, 0 or 1."""
        counts = Counter(outcome.status for outcome in self.outcomes)
        if self._count > 1 and not self._quiet:
            seconds = sum(outcome.seconds for outcome in self.outcomes)
            parts = ", ".join(f"{number} {status}" for status, number in counts.items())
            print(f"{self._count} {self._what}: {parts}, in {duration(seconds)}")
        return 1 if counts["failed"] else 0


def _complain(message: str) -> None:
    print(f"filmprint: {printable(message)}", file=sys.stderr, flush=True)


def duration(seconds: float) -> str:
    """ "4.2 s", "3:05" or "1:02:03"."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    return clock(seconds)


def _line(outcome: Outcome) -> str:
    targets = printable(", ".join(str(path) for path in outcome.pictures))
    if outcome.status == "exported":
        return f"{targets}: frames written in {duration(outcome.seconds)}"
    found = outcome.fingerprint
    if outcome.status == "unchanged":
        return f"{targets}: there already, nothing to do"
    if outcome.status == "redrawn":
        whence = "image" if found is None else "fingerprint"
        return f"{targets}: drawn from the {whence} in {duration(outcome.seconds)}"
    assert found is not None
    start, end = found.times_seconds[0], found.times_seconds[-1]
    covered = float(end - start) * len(found) / max(len(found) - 1, 1)
    speed = (covered or found.film.duration_seconds) / max(outcome.seconds, 1e-9)
    return (
        f"{targets}: {int(found.answered.sum())} samples in {duration(outcome.seconds)}, "
        f"{speed:.1f} times real time"
    )


def _is_noteworthy(outcome: Outcome) -> bool:
    """Whether something about the film's color was assumed or mapped."""
    assert outcome.fingerprint is not None
    color = outcome.fingerprint.film.color
    return bool(color.assumed) or color.hdr_peak_nits is not None


def _color_line(outcome: Outcome) -> str:
    assert outcome.fingerprint is not None
    film = outcome.fingerprint.film
    color = film.color
    assumed = f" (assumed: {', '.join(color.assumed)})" if color.assumed else ""
    mapped = ""
    if color.hdr_peak_nits is not None:
        mapped = f", tone mapped from {color.hdr_peak_nits:g} nits ({color.hdr_peak_source})"
    return (
        f"{film.codec} {film.width}x{film.height}, matrix {color.matrix}, primaries "
        f"{color.primaries}, transfer {color.transfer}, {color.range} range{mapped}{assumed}"
    )


def _left_out(film: Film) -> Iterator[str]:
    """What of the frames and of the film's time did not count as picture, a line each."""
    area, span = film.picture_area, film.picture_span
    if (area.width, area.height) != (film.width, film.height):
        yield (
            f"picture {area.width}x{area.height}+{area.x}+{area.y} of {film.width}x{film.height}; "
            "what is around it is left out (see --crop)"
        )
    if span.start_seconds > 0 or span.end_seconds < film.duration_seconds:
        credits_at = span.credits_seconds
        found = f", credits from {duration(credits_at)} on" if credits_at is not None else ""
        yield (
            f"sampled from {duration(span.start_seconds)} to {duration(span.end_seconds)} of "
            f"{duration(film.duration_seconds)}{found} (see --trim)"
        )
