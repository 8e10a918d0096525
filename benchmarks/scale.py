"""Measure filmprint on many films: python benchmarks/scale.py COMMAND FOLDER [--frames N]

small
    A folder of short films through the command line, against decoding and clustering alone: the
    same frames and functions, in as many bare processes as there are cores. Both in seconds of time
    and in CPU seconds, which other work on the machine disturbs less.
shelf
    Made-up fingerprints in the folder, `--count` of them with `--frames` samples, made if they are
    not there; then `filmprint list`, and the films of a gallery read cold and warm.
workers
    The films of the folder on a Dask cluster of 1, 2 and 4 workers of one thread on this machine,
    over TCP, against a run here with one worker process: films a minute. More workers than cores
    can bring nothing. A folder with one film of some minutes shows what a cluster costs.
bytes
    Each film of the folder from a web server on this machine: the bytes that it sent over the
    film's size, and in exact mode over the packets that have to be decoded.
"""

import argparse
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import filmprint
from filmprint.analysis.decode_job import DecodeJob, prepare
from filmprint.analysis.decode_plan import plan_decode_ranges
from filmprint.color.clustering import cluster
from filmprint.fingerprint.file import dumps
from filmprint.library.film_states import film_states
from filmprint.library.galleries import find_fingerprints, read_gallery_films
from filmprint.library.jobs import FILM_SUFFIXES, find_films
from filmprint.options import Clustering, Execution, Limits, Sampling
from filmprint.processes.workers import Workers
from filmprint.video import FilmReader
from made_prints import made_film_print

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from host_tasks import dask_scheduler, dask_worker
from remote_servers import web_server

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


def shelf(folder: Path, frames: int, count: int) -> None:
    prints, films, output = folder / "prints", folder / "films", folder / "gallery"
    if not prints.exists():
        prints.mkdir(parents=True)
        films.mkdir()
        text = dumps(made_film_print(1, frames))
        for number in range(count):
            film = films / f"film {number}.mkv"
            film.write_bytes(b"x")
            facts = {"film 1.mkv": film.name, "Film 1": f"Film {number}"}
            own = text.replace('"modified_ns": 1,', f'"modified_ns": {film.stat().st_mtime_ns},')
            for old, new in facts.items():
                own = own.replace(f'"{old}"', f'"{new}"')
            (prints / f"film {number}.json").write_text(own)
    shutil.rmtree(output, ignore_errors=True)
    with measured() as listed:
        states = Counter(each.state for each in film_states(find_films([films], prints), prints))
    print(f"{count} fingerprints of {frames} samples, {CORES} cores")
    print(f"list: {dict(states)} {listed[0].wall:.1f} s, {listed[0].cpu:.1f} CPU seconds")
    for name in ("cold", "warm"):
        with measured() as read:
            sources = find_fingerprints([prints], output)
            outcomes = read_gallery_films(
                sources, output, reports=False, overwrite=False, workers=CORES
            )
            films_read = sum(outcome is not None for outcome in outcomes)
        print(f"gallery, {name}: {films_read} films, {read[0].wall:.1f} s, "
              f"{read[0].cpu:.1f} CPU seconds")  # fmt: skip


def workers(folder: Path, frames: int) -> None:
    from distributed import Client

    films, command = films_in(folder), [sys.executable, "-m", "filmprint", str(folder)]

    def seconds(*options: str) -> float:
        with tempfile.TemporaryDirectory() as output, measured() as cost:
            subprocess.run(
                [*command, "-o", output, "--frames", str(frames), "--jobs", "1", *options],
                check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        return cost[0].wall

    def row(name: str, taken: float) -> None:
        print(f"| {name} | {taken:.1f} s | {60 * len(films) / taken:.1f} | {alone / taken:.2f} | "
              f"{os.getloadavg()[0]:.1f} |")  # fmt: skip

    print(f"{len(films)} films, {frames} samples, {CORES} cores\n")
    print("| workers | time | films a minute | times as fast as here | load |")
    print("|---|---|---|---|---|")
    alone = seconds()
    row("none, one process here", alone)
    for count in (1, 2, 4):
        with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
            file = stack.enter_context(dask_scheduler(Path(name)))
            for number in range(count):
                stack.enter_context(dask_worker(file, f"worker{number}"))
            while not file.exists():
                time.sleep(0.1)
            with Client(scheduler_file=str(file), set_as_default=False) as client:
                client.wait_for_workers(count)
                address = client.scheduler.address
            row(str(count), seconds("--scheduler", address))


def fetched(folder: Path, frames: int) -> None:
    print("| film | MB | exact, of the film | of the packets needed | fast, of the film |")
    print("|---|---|---|---|---|")
    for film in films_in(folder):
        (job,) = prepared([film], frames)
        ranges = plan_decode_ranges(job.index, job.shown_packets)
        needed = sum(int(job.index.size[r.first : r.first + r.count].sum()) for r in ranges)
        sent = {}
        with web_server(folder) as server:
            for fast in (False, True):
                server.sent = 0
                url = f"{server.address}/{film.relative_to(folder)}"
                filmprint.analyze(url, frames=frames, fast=fast)
                sent[fast] = server.sent
        size = film.stat().st_size
        print(f"| {film.name} | {size / 1e6:.0f} | {sent[False] / size:.1%} | "
              f"{sent[False] / needed:.2f} | {sent[True] / size:.1%} |")  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["small", "shelf", "workers", "bytes"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--frames", type=int, default=Sampling.frames)
    parser.add_argument("--count", type=int, default=50_000)
    arguments = parser.parse_args()
    if arguments.what == "small":
        small(arguments.folder, arguments.frames)
    elif arguments.what == "workers":
        workers(arguments.folder, arguments.frames)
    elif arguments.what == "bytes":
        fetched(arguments.folder, arguments.frames)
    else:
        shelf(arguments.folder, arguments.frames, arguments.count)
