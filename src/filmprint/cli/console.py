"""What the user sees: a progress bar on a terminal, plain lines elsewhere, a line a film."""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console as Terminal
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from filmprint.cli.option_groups import Verbosity
from filmprint.errors import printable
from filmprint.fingerprint.film import Film, PictureSpan
from filmprint.library.outcomes import (
    Failure,
    FilmSuccess,
    ImageSuccess,
    Outcome,
    PrintedSuccess,
    ShotsSuccess,
    Status,
    Success,
)
from filmprint.options.times import clock
from filmprint.remote.path import FilmPath

MOST_PARTS = 4
"""Parts of a film that a line names one by one."""

if TYPE_CHECKING:
    from filmprint.analysis.pipeline import Progress as ReportProgress


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
        self._began = time.monotonic()
        self._task = self._progress.add_task("", total=count, visible=count > 1)

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

    def begin(self, source: FilmPath) -> "ReportProgress":
        """Announce the next film; give back what its progress is to be reported to."""
        number = len(self.outcomes) + 1
        position = f"[{number}/{self._count}] " if self._count > 1 else ""
        name = position + printable(source.name)
        done_before = len(self.outcomes)
        self._progress.update(
            self._task, description=name, total=self._count, completed=done_before, visible=True
        )
        if self._progress.disable and not self._quiet and self._count > 1:
            print(name, flush=True)
        return lambda done: self._progress.update(self._task, completed=done_before + done)

    def end(self, outcome: Outcome) -> None:
        """Print the line of a film that is done."""
        self.outcomes.append(outcome)
        done = len(self.outcomes)
        self._progress.update(self._task, completed=done, visible=done < self._count)
        if isinstance(outcome, Failure):
            _complain(outcome.error)
            if self._verbose and outcome.details:
                print(outcome.details, file=sys.stderr)
        elif isinstance(outcome, Success):
            if isinstance(outcome, PrintedSuccess):
                self._print_result(outcome.data)
            elif not self._quiet:
                for line in self._lines(outcome):
                    print(line)
            for warning in outcome.warnings:
                _complain(f"{outcome.source}: {warning}")

    def _print_result(self, data: bytes) -> None:
        """Write bytes as they are, after what was printed."""
        self._progress.stop()  # or it would be drawn into them
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()

    def _lines(self, outcome: Success) -> Iterator[str]:
        """What is printed of a source that is done."""
        yield _line(outcome)
        if isinstance(outcome, ImageSuccess):
            for color in outcome.palette:
                yield f"  {color.hex}  {color.share:6.1%}  {color.name}"
        if isinstance(outcome, FilmSuccess):
            film, is_new = outcome.summary.film, outcome.status == "analyzed"
            if self._verbose or (is_new and _is_noteworthy(film)):
                yield f"  {_color_line(film)}"
            if is_new:
                yield from (f"  {line}" for line in _left_out(film))

    def summary(self) -> int:
        """Print what became of several films; the exit code, 0 or 1."""
        counts = Counter(outcome.status for outcome in self.outcomes)
        if self._count > 1 and not self._quiet:
            seconds = time.monotonic() - self._began
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


_WRITTEN: dict[Status, str] = {
    "exported": "frames written",
    "written": "written",
    "completed": "what the fingerprint lacked was added",
}


def _line(outcome: Success) -> str:
    results = printable(", ".join(str(path) for path in outcome.results))
    time = duration(outcome.seconds)
    if outcome.status == "unchanged":
        return f"{results}: up to date"
    if isinstance(outcome, ShotsSuccess):
        shots = outcome.shots
        return f"{results}: {len(shots)} shots, median {shots.median_length:.2f} s, in {time}"
    if outcome.status in _WRITTEN:
        return f"{results}: {_WRITTEN[outcome.status]} in {time}"
    if isinstance(outcome, FilmSuccess) and outcome.status == "analyzed":
        samples, seconds = outcome.summary.decoded, outcome.summary.sampled_seconds
        speed = seconds / max(outcome.seconds, 1e-9)
        return f"{results}: {samples} samples in {time}, {speed:.1f} times real time"
    drawn_from = "image" if isinstance(outcome, ImageSuccess) else "fingerprint"
    return f"{results}: drawn from the {drawn_from} in {time}"


def _is_noteworthy(film: Film) -> bool:
    """Whether something about the film's color was assumed or mapped."""
    return bool(film.color.assumed) or film.color.hdr_peak_nits is not None


def _color_line(film: Film) -> str:
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
    is_all = span.start_seconds <= 0 and span.end_seconds >= film.duration_seconds
    if not is_all or len(span.sampled_parts) > 1:
        credits_at = span.credits_seconds
        credits_part = f", credits from {duration(credits_at)} on" if credits_at is not None else ""
        yield (
            f"sampled {_parts(span)} of {duration(film.duration_seconds)}{credits_part} "
            "(see --trim)"
        )


def _parts(span: PictureSpan) -> str:
    """Which parts of a film were sampled; of many, how many there are."""
    parts = span.sampled_parts
    time = duration if span.end_seconds < 60 else clock
    if len(parts) > MOST_PARTS:
        return f"in {len(parts)} parts from {time(span.start_seconds)} to {time(span.end_seconds)}"
    return ", ".join(
        f"from {time(part.start_seconds)} to {time(part.end_seconds)}" for part in parts
    )
