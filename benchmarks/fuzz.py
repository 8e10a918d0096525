"""Mutants of small films through the whole program: python benchmarks/fuzz.py [COUNT] [SEED]

For each mutant: a file is written, and `library.film_job` does with it all that `filmprint FILE`
does, but for parsing the command line: look at it, decode, cluster, write the fingerprint, draw and
write the poster (at 20 dots an inch). One process does that for all of them, with one worker and
the limits below; NumPy's warnings are errors.

A fault is: an error that is not one of the program's own, a picture or fingerprint beside a
failure, a part of one under its final name, a death of the process itself. A worker's death is
none, but it is listed, and its mutant is kept.
"""

import os
import resource
import shutil
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import filmprint
from filmprint.library.film_job import FilmOptions, analyze_and_draw
from filmprint.library.outcomes import Failure, FingerprintSuccess, Outcome
from filmprint.library.result_names import Job
from filmprint.options import Execution, Limits, PictureRequest, Sampling
from filmprint.processes.workers import Workers
from mutants import mutant, write_seeds

LIMITS = Limits(max_stall=20, max_time=60, max_memory=1024)
OPTIONS = FilmOptions(sampling=Sampling(frames=12), pictures=PictureRequest(dpi=20))
KEPT = Path(tempfile.gettempdir()) / "filmprint-fuzz"


def kind_of(outcome: Outcome) -> str:
    """The outcome in a few words; the reason without the file's name where it failed."""
    if isinstance(outcome, FingerprintSuccess):
        return "done, whole" if outcome.fingerprint.coverage == 1 else "done, in part"
    assert isinstance(outcome, Failure)
    return f"failed: {outcome.error.split(': ', 1)[-1]}"


def faults_of(outcome: Outcome, job: Job) -> list[str]:
    left = {path.name for path in job.base.parent.iterdir()}
    expected = {f"{job.base.name}.json", f"{job.base.name}.png"}
    faults = []
    if isinstance(outcome, Failure):
        if "unexpected error" in outcome.error or "\n" in outcome.error:
            faults.append(outcome.error)
        expected = set()
    if left != expected:
        faults.append(f"{outcome.status}, but there are {sorted(left)}")
    if isinstance(outcome, FingerprintSuccess) and (
        filmprint.load(job.fingerprint_file) != outcome.fingerprint
    ):
        faults.append("the fingerprint file is not what was computed")
    return faults


def main(count: int, first_seed: int) -> int:
    os.environ["PYTHONWARNINGS"] = "error::RuntimeWarning"  # for the worker
    warnings.simplefilter("error", RuntimeWarning)
    kinds: Counter[str] = Counter()
    faults, slowest, began = 0, 0.0, time.monotonic()
    with (
        tempfile.TemporaryDirectory() as scratch,
        Workers(Execution(jobs=1), LIMITS) as workers,
    ):
        folder = Path(scratch)
        seeds = [(path.suffix, path.read_bytes()) for path in write_seeds(folder)]
        for number in range(first_seed, first_seed + count):
            suffix, data = seeds[number % len(seeds)]
            film = folder / f"mutant{suffix}"
            film.write_bytes(mutant(data, np.random.default_rng(number)))
            out = folder / "out"
            out.mkdir()
            job = Job(film, out / "mutant")
            outcome = analyze_and_draw(job, OPTIONS, workers)
            slowest = max(slowest, outcome.seconds)
            kind = kind_of(outcome)
            kinds[kind] += 1
            found = faults_of(outcome, job)
            faults += len(found)
            if found or "worker" in kind or "given up" in kind:
                KEPT.mkdir(exist_ok=True)
                shutil.copy(film, KEPT / f"{number}{suffix}")
                print(f"{number}{suffix}: {kind} {found}", flush=True)
            shutil.rmtree(out)
            if number % 1000 == 999:
                print(f"{number + 1}, {time.monotonic() - began:.0f} s", flush=True)
    for kind, times in kinds.most_common():
        print(f"{times:6d} {kind}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    workers_peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"{count} mutants in {time.monotonic() - began:.0f} s, the slowest {slowest:.1f} s; "
          f"peak memory {peak} MB, of a worker {workers_peak} MB; {faults} faults")  # fmt: skip
    return 1 if faults else 0


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    sys.exit(main(*(numbers + [20_000, 0][len(numbers) :])))
