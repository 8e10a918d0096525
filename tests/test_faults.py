"""Films that are none, damaged ones and hostile ones, all through one run of the program."""

import csv
import os
import sys
from pathlib import Path

import numpy as np
import pytest

import faults
from conftest import Run
from filmprint.errors import printable
from filmprint.library.film_job import FilmOptions, analyze_and_draw
from filmprint.library.outcomes import Failure
from filmprint.library.result_names import Job
from filmprint.options import Execution, Limits, PictureRequest, Sampling
from filmprint.processes.workers import Workers
from mutants import mutant, write_seeds

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it lacks FIFOs and most names")


def test_the_corpus(start: Run, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    cases = list(faults.cases(folder))
    assert len(cases) >= 120
    for case in cases:
        case.make(folder / case.name)
    before = contents(folder)
    films = [folder / case.name for case in cases]
    result = start(*films, "--frames", "30", "--dpi", "20", "--jobs", "2", "-o", "out", code=1)
    assert contents(folder) == before
    with (tmp_path / "out" / "filmprint-summary.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["film"]: row for row in csv.DictReader(file)}
    lines = result.stderr.splitlines()
    written = {path.name for path in (tmp_path / "out").iterdir()} - {"filmprint-summary.csv"}
    wrong = []
    for case, film in zip(cases, films, strict=True):
        row = rows[printable(str(film))]
        outcome = faults.REFUSED
        if row["status"] == "analyzed":
            outcome = faults.WHOLE if float(row["coverage"]) == 1 else faults.IN_PART
            written -= {name for name in written if name.startswith((film.stem, film.name))}
        own = [line for line in lines if line.startswith(f"filmprint: {printable(str(film))}: ")]
        said = row["error"] + row["warnings"]
        if (
            case.outcome not in (outcome, faults.ANY)
            or case.text not in said
            or (outcome != faults.WHOLE and not said)
            or (outcome == faults.REFUSED and len(own) != 1)
        ):
            wrong.append((case.name, case.outcome, outcome, said))
    assert not wrong, "\n".join(map(repr, wrong))
    assert not written
    assert all(line.startswith("filmprint: ") for line in lines)


def contents(folder: Path) -> dict[str, tuple[int, int]]:
    """Name, size and time of last change of all files."""
    states = ((path.name, path.lstat()) for path in folder.iterdir())
    return {name: (state.st_size, state.st_mtime_ns) for name, state in states}


def test_mutants(tmp_path: Path) -> None:
    """A slice of what benchmarks/fuzz.py does at length."""
    seeds = [(path.suffix, path.read_bytes()) for path in write_seeds(tmp_path)]
    with Workers(Execution(jobs=1), Limits()) as workers:
        for number in range(64):
            suffix, data = seeds[number % len(seeds)]
            film = tmp_path / f"mutant{suffix}"
            film.write_bytes(mutant(data, np.random.default_rng(number)))
            job = Job(film, tmp_path / "out" / "mutant")
            options = FilmOptions(
                sampling=Sampling(frames=12), pictures=PictureRequest(dpi=20), overwrite=True
            )
            outcome = analyze_and_draw(job, options, workers)
            failed = isinstance(outcome, Failure)
            assert not (isinstance(outcome, Failure) and "unexpected error" in outcome.error), (
                number
            )
            assert failed == (not os.path.exists(job.file("json"))), number  # noqa: PTH110
            for suffix in ("json", "png"):
                job.file(suffix).unlink(missing_ok=True)
