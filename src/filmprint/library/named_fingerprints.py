"""Fingerprint files that are read together, each under a name of its own."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from filmprint.fingerprint.model import Fingerprint
from filmprint.library.fingerprint_files import read_fingerprint
from filmprint.library.jobs import find_files
from filmprint.library.outcomes import Failure, FingerprintSuccess, outcome_of
from filmprint.library.result_names import Job


@dataclass(frozen=True)
class NamedFingerprint:
    """A fingerprint, the job it is from, and what its film is called in tables and pictures."""

    job: Job
    fingerprint: Fingerprint
    name: str


@dataclass(frozen=True)
class NamedFingerprints:
    """Those that could be read, in the order of their files, and why others could not."""

    readable: tuple[NamedFingerprint, ...]
    failures: tuple[Failure, ...]


def load_named(files: Iterable[Path], output: Path | None = None) -> NamedFingerprints:
    """Read files, each once; `output` is the folder of their results, without it: beside them.

    A film is called by its file's name; where several are called so, by its fingerprint's path.
    """
    loaded, failures = [], []
    for job in find_files(files, output):
        outcome = outcome_of(job.source, lambda: _loaded(job.source))  # noqa: B023 - called now
        if isinstance(outcome, FingerprintSuccess):
            loaded.append((job, outcome.fingerprint))
        elif isinstance(outcome, Failure):
            failures.append(outcome)
    counts = Counter(fingerprint.film.name for _, fingerprint in loaded)
    readable = [
        NamedFingerprint(job, fingerprint, name if counts[name] == 1 else str(job.source))
        for job, fingerprint in loaded
        for name in [fingerprint.film.name]
    ]
    return NamedFingerprints(tuple(readable), tuple(failures))


def _loaded(file: Path) -> FingerprintSuccess:
    return FingerprintSuccess(
        source=file, status="unchanged", results=(), fingerprint=read_fingerprint(file)
    )
