"""Shots: where a film is cut, read from the lists that other programs write."""

import csv
import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from filmprint.color.arrays import FloatArray
from filmprint.errors import FilmprintError, OptionError
from filmprint.fingerprint.film import Film
from filmprint.options.checks import parse_seconds

MOST_BYTES = 20_000_000
OTHER_END_SECONDS, OTHER_END_PART = 1.0, 0.02
"""By how much, whichever is more, a list may end before or after its film: seconds, and part of the
film."""


class ShotListError(FilmprintError):
    """A list of shots cannot be read."""


@dataclass(frozen=True)
class Shots:
    """S shots, one after another: `edges` (S + 1,) seconds from the film's first frame,
    ascending. `warnings` say why they may be those of another film."""

    edges: FloatArray
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.edges.ndim != 1 or len(self.edges) < 2 or not (np.diff(self.edges) > 0).all():
            raise ValueError("the edges of shots must be at least two ascending times")

    def __len__(self) -> int:
        return len(self.edges) - 1

    @property
    def lengths(self) -> FloatArray:
        """(S,): seconds of each shot."""
        return np.asarray(np.diff(self.edges))

    @property
    def median_length(self) -> float:
        """Seconds."""
        return float(np.median(self.lengths))

    @property
    def length_ecdf(self) -> FloatArray:
        """(S,): for each shot, the part of all shots that are no longer: the empirical cumulative
        distribution function at its length."""
        ordered = np.sort(self.lengths)
        return np.asarray(np.searchsorted(ordered, self.lengths, side="right") / len(self))


def read_shots(path: Path, *, duration_seconds: float, frame_rate: float | None) -> Shots:
    """The shots in a list: PySceneDetect's CSV, an EDL (CMX 3600), or plain times.

    Plain times are the shots' beginnings, a line each, in seconds or hh:mm:ss. Where the list does
    not say where the last shot ends, it ends with the film. The timecodes of an EDL are counted
    from its first one, at the film's `frame_rate`. Raises `ShotListError`.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ShotListError(f"{path}: too large for a list of shots.")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ShotListError(f"{path}: {error.strerror or error}.") from error
    except ValueError as error:
        raise ShotListError(f"{path}: not a text file.") from error
    try:
        if re.search(r"^.*Start Time \(seconds\)", text, re.MULTILINE):
            edges = _scene_list(text)
        elif _EDL.search(text):
            edges = _edl(text, frame_rate)
        else:
            edges = _plain(text)
    except (ValueError, KeyError) as error:
        raise ShotListError(f"{path}: not a list of shots ({error}).") from error
    if edges[-1] is None:
        edges[-1] = duration_seconds
    known = np.array(edges, dtype=np.float64)
    if len(known) < 2 or not (np.diff(known) > 0).all():
        raise ShotListError(
            f"{path}: the shots must begin one after another and before the film ends, at "
            f"{duration_seconds:g} seconds."
        )
    return Shots(known)


def read_shots_of_film(path: Path, film: Film) -> Shots:
    """The shots in a list of that film, with a warning where the list ends elsewhere.

    Raises `ShotListError`, also where the last shot begins after the film's end.
    """
    end = film.duration_seconds
    shots = read_shots(path, duration_seconds=end, frame_rate=film.frame_rate)
    allowed = max(OTHER_END_SECONDS, OTHER_END_PART * end)
    begin_of_last, list_end = shots.edges[-2:].tolist()
    ends = f"the list ends at {list_end:.4g} s, the film at {end:.4g} s"
    if begin_of_last > end + allowed:
        raise ShotListError(f"{path}: {ends}; it must be of another film.")
    if abs(list_end - end) > allowed:
        return replace(shots, warnings=(f"{path.name}: {ends}; is it the list of this film?",))
    return shots


_EDL = re.compile(
    r"^\s*\d+\s+\S+\s+\S*V\S*\s+\S.*?\s+((?:\d\d[:;.]){3}\d\d)\s+((?:\d\d[:;.]){3}\d\d)"
    r"\s+((?:\d\d[:;.]){3}\d\d)\s+((?:\d\d[:;.]){3}\d\d)",
    re.MULTILINE,
)
"""An event with picture: source in and out, record in and out."""


def _scene_list(text: str) -> list[float | None]:
    lines = text.splitlines()
    head = next(n for n, line in enumerate(lines) if "Start Time (seconds)" in line)
    rows = list(csv.DictReader(lines[head:]))
    if not rows:
        raise ValueError("it has no shots")
    return [*(float(row["Start Time (seconds)"]) for row in rows),
            float(rows[-1]["End Time (seconds)"])]  # fmt: skip


def _edl(text: str, frame_rate: float | None) -> list[float | None]:
    if not frame_rate:
        raise ValueError("the film's frame rate, which an EDL counts in, is not known")
    events = [
        (_frames(match[3], frame_rate), _frames(match[4], frame_rate))
        for match in _EDL.finditer(text)
    ]
    first = events[0][0]
    starts = sorted({begin for begin, end in events if end > begin})
    if not starts:
        raise ValueError("it has no shots")
    return [(frame - first) / frame_rate for frame in [*starts, max(end for _, end in events)]]


def _frames(timecode: str, frame_rate: float) -> int:
    """The number of the frame; a semicolon means drop frame (SMPTE ST 12-1)."""
    hours, minutes, seconds, frames = (int(part) for part in re.split("[:;.]", timecode))
    rate = round(frame_rate)
    number = ((hours * 60 + minutes) * 60 + seconds) * rate + frames
    if ";" in timecode:
        total = hours * 60 + minutes
        number -= round(rate / 15) * (total - total // 10)
    return number


def _plain(text: str) -> list[float | None]:
    lines = (line.split("#", 1)[0].strip() for line in text.splitlines())
    try:
        starts = [parse_seconds("shots", line) for line in lines if line]
    except OptionError as error:
        raise ValueError("neither PySceneDetect's CSV nor an EDL nor times") from error
    if not starts:
        raise ValueError("it has no times")
    return [*starts, None]
