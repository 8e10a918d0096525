"""Measure filmprint on many films: python benchmarks/scale.py small FOLDER [--frames N]

small
    A folder of short films through the command line, against decoding and clustering alone: the
    same frames and functions, in as many bare processes as there are cores. Both in seconds of time
    and in CPU seconds, which other work on the machine disturbs less.
"""

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filmprint.analysis.decode_job import DecodeJob, prepare
from filmprint.analysis.decode_plan import plan_decode_ranges
from filmprint.color.clustering import cluster
from filmprint.library.jobs import FILM_SUFFIXES
from filmprint.options import Clustering, Execution, Limits, Sampling
from filmprint.processes.workers import Workers
from filmprint.video import FilmReader

CORES = len(os.sched_getaffinity(0))


def films_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in FILM_SUFFIXES)


def prepared(films: list[Path], frames: int) -> list[DecodeJob]:
    with Workers(Execution(), Limits()) as workers:
        return [prepare(film, Sampling(frames=frames), workers) for film in films]


def decode_and_cluster(job: DecodeJob) -> None:
    reader = FilmReader(job.source)
    for decode_range in plan_decode_ranges(job.index, job.shown_packets):
        for sampled in reader.frames(decode_range):
            cluster(reader.active_picture(reader.scaled(sampled.frame)), Clustering())
    reader.close()


@dataclass(frozen=True)
class Cost:
    """Seconds of time, and CPU seconds of all processes."""

    wall: float
    cpu: float

    def beside(self, other: "Cost") -> str:
        """This cost, and how many times the other it is."""
        return (f"{self.wall:.1f} s = {self.wall / other.wall:.2f}, "
                f"{self.cpu:.1f} CPU seconds = {self.cpu / other.cpu:.2f}")  # fmt: skip


@contextmanager
def measured() -> Iterator[list[Cost]]:
    """Give a list that has the cost of the block afterwards; its processes must have ended."""
    cost: list[Cost] = []
    wall, cpu = time.perf_counter(), sum(os.times()[:4])
    yield cost
    cost.append(Cost(time.perf_counter() - wall, sum(os.times()[:4]) - cpu))


def small(folder: Path, frames: int) -> None:
    films = films_in(folder)
    jobs = prepared(films, frames)
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    with measured() as bare, multiprocessing.get_context("spawn").Pool(CORES) as pool:
        pool.map(decode_and_cluster, jobs, chunksize=1)
        pool.close()
        pool.join()
    with tempfile.TemporaryDirectory() as output, measured() as whole:
        command = ["-m", "filmprint", str(folder), "-o", output, "--frames", str(frames)]
        subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
    print(f"{len(films)} films, {frames} samples, {CORES} cores. Decoding and clustering alone: "
          f"{bare[0].wall:.1f} s, {bare[0].cpu:.1f} CPU seconds; filmprint: "
          f"{whole[0].beside(bare[0])}")  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["small"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--frames", type=int, default=Sampling.frames)
    arguments = parser.parse_args()
    small(arguments.folder, arguments.frames)
