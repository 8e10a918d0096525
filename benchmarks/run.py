"""Measure filmprint and write docs/performance.md: python benchmarks/run.py [--quick]

Needs the ffmpeg program, and pip install -e '.[bench]'. Figures are ratios within one run on one
machine: the sides of a comparison take turns, and medians are quoted, of the time and of CPU
seconds, which other work on the machine disturbs less.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import psutil
from colour.difference import delta_E_CIE2000

import filmprint
import films
import peers
import scripts
from filmprint.color.clustering import cluster, inertia
from filmprint.color.spaces import linear_from_srgb
from filmprint.options import Clustering

DENSITY = 0.5
"""Samples a second: 3600 in two hours."""
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175],
                [0.0193339, 0.119192, 0.9503041]])  # fmt: skip


@dataclass(frozen=True)
class Took:
    """Seconds of time, and of all cores together."""

    seconds: float
    cpu: float


def timed(work: Callable[[], object]) -> Took:
    """What `work` takes, which is done by processes that it waits for or by this one."""
    began, used = time.perf_counter(), cpu_seconds()
    work()
    return Took(time.perf_counter() - began, cpu_seconds() - used)


def cpu_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def program(path: Path, *options: str, output: Path) -> list[str]:
    shutil.rmtree(output, ignore_errors=True)
    return [sys.executable, "-m", "filmprint", str(path), "-o", str(output), *options]


def turns(sides: dict[str, Callable[[], list[str]]], rounds: int) -> dict[str, Took]:
    """The medians of each side's command, the sides taking turns."""
    took: dict[str, list[Took]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, command in sides.items():
            took[name].append(timed(partial(run, command())))
    return {
        name: Took(
            statistics.median(each.seconds for each in values),
            statistics.median(each.cpu for each in values),
        )
        for name, values in took.items()
    }


def seconds_of(path: Path) -> float:
    answer = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "json", str(path)],
        check=True, capture_output=True,
    )  # fmt: skip
    return float(json.loads(answer.stdout)["format"]["duration"])


def frames_of(path: Path) -> int:
    counted = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v:0", "-count_packets",
         "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0", str(path)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return int(counted.stdout)


def peak_memory(command: list[str]) -> float:
    """The largest sum of the process tree's memory (proportional set size), in MB."""
    process = psutil.Popen(command, stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        total = 0
        for member in [process, *process.children(recursive=True)]:
            try:
                total += member.memory_full_info().pss
            except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
                continue
        peak = max(peak, total)
        time.sleep(0.05)
    return peak / 1e6


def differences(a: filmprint.Fingerprint, b: filmprint.Fingerprint) -> np.ndarray:
    """DeltaE 2000 of the first clusters, (N,)."""

    def lab(found: filmprint.Fingerprint) -> np.ndarray:
        xyz = linear_from_srgb(found.dominant(1)[:, 0]) @ XYZ.T / (0.95047, 1, 1.08883)
        f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
        return np.stack(
            [116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1
        )

    return np.asarray(delta_E_CIE2000(lab(a), lab(b)))


def clustering(path: Path, count: int) -> tuple[float, float, float]:
    """Milliseconds a frame; inertia against the best of 10 full-pixel runs, mean and worst."""
    from PIL import Image
    from sklearn.cluster import KMeans

    from filmprint.color.spaces import oklab_from_srgb, srgb_from_oklab

    with tempfile.TemporaryDirectory() as folder:
        command = ["frames", str(path), "--frames", str(count), "-o", folder, "-q"]
        subprocess.run([sys.executable, "-m", "filmprint", *command], check=True)
        frames = [np.asarray(Image.open(name)) for name in sorted(Path(folder).rglob("*.png"))]
    took, ratios = [], []
    for frame in frames:
        began = time.perf_counter()
        found = cluster(frame, Clustering())
        took.append(time.perf_counter() - began)
        points = oklab_from_srgb(frame.reshape(-1, 3))
        model = KMeans(n_clusters=7, n_init=10, random_state=0).fit(points)
        if model.inertia_ > 1e-6:
            best = inertia(frame, srgb_from_oklab(model.cluster_centers_), "oklab")
            ratios.append(inertia(frame, found.colors.astype(float), "oklab") / best)
    return statistics.median(took) * 1000, float(np.mean(ratios)), max(ratios)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small version, in about a minute")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each comparison")
    options = parser.parse_args()
    quick = options.quick
    rounds = 1 if quick else options.rounds
    rows: list[tuple[str, str, str, str]] = []

    def row(
        what: str, figure: float, goal: str, form: str = "{:.2f}", cpu: float | None = None
    ) -> None:
        by_cpu = "-" if cpu is None else form.format(cpu)
        rows.append((what, form.format(figure), by_cpu, goal))
        print(f"{what}: {form.format(figure)}, by CPU {by_cpu} (goal {goal})", flush=True)

    def ratio(what: str, one: Took, other: Took, goal: str, form: str = "{:.2f}") -> None:
        row(what, one.seconds / other.seconds, goal, form, one.cpu / other.cpu)

    def seconds(what: str, took: Took, goal: str) -> None:
        row(what, took.seconds, goal, cpu=took.cpu)

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        main_film = films.film(films.QUICK if quick else films.H264)
        samples = str(round(seconds_of(main_film) * DENSITY))

        def yardstick(path: Path) -> list[str]:
            return ["ffmpeg", "-v", "error", "-threads", "2", "-i", str(path), "-f", "null", "-"]

        took = turns(
            {
                "ffmpeg": lambda: yardstick(main_film),
                "exact": lambda: program(main_film, "--frames", samples, output=out),
                "fast": lambda: program(main_film, "--frames", samples, "--fast", output=out),
                "one": lambda: program(main_film, "--frames", samples, "--jobs", "1", output=out),
                "four": lambda: program(main_film, "--frames", samples, "--jobs", "4", output=out),
            },
            rounds,
        )
        print(took)
        by_scripts = timed(
            lambda: scripts.film_to_poster(main_film, int(samples), Path(folder) / "scripts")
        )
        ratio("exact, 1080p H.264 / ffmpeg decode", took["exact"], took["ffmpeg"], "<= 0.50")
        ratio("fast / ffmpeg decode", took["fast"], took["ffmpeg"], "<= 0.10")
        ratio("the scripts / exact", by_scripts, took["exact"], ">= 5.5", "{:.1f}")
        ratio("the scripts / fast", by_scripts, took["fast"], ">= 28", "{:.1f}")
        ratio("jobs 1 / jobs 2", took["one"], took["exact"], ">= 1.85")
        ratio("jobs 4 / jobs 2", took["four"], took["exact"], "-")
        for recipe, name, goal in (
            (films.LONG, "1080p H.264, key frames up to 10 s apart", "-"),
            (films.HEVC, "4K HEVC 10 bit", "<= 0.60"),
            (films.VP9, "1080p VP9", "-"),
            (films.AV1, "1080p AV1 (SVT-AV1)", "-"),
        ):
            if not quick:
                path = films.film(recipe)
                count = str(round(seconds_of(path) * DENSITY))
                other = turns(
                    {
                        "ffmpeg": lambda path=path: yardstick(path),
                        "exact": lambda path=path, count=count: program(
                            path, "--frames", count, output=out
                        ),
                    },
                    rounds,
                )
                ratio(f"exact, {name} / ffmpeg decode", other["exact"], other["ffmpeg"], goal)

        every_frame = str(frames_of(main_film))
        barcodes = turns(
            {
                "avg": lambda: peers.movie_barcodes(main_film, "avg", Path(folder) / "a.png"),
                "average": lambda: program(
                    main_film, "--frames", every_frame, "--method", "average", output=out
                ),
                "exact": lambda: program(main_film, "--frames", samples, output=out),
            },
            1,
        )
        ratio("movie-barcodes, average / exact", barcodes["avg"], barcodes["exact"], "-", "{:.1f}")
        ratio("movie-barcodes, average / average color of every frame, too",
              barcodes["avg"], barcodes["average"], "-", "{:.1f}")  # fmt: skip
        tiny = films.film(films.TINY)
        clustered = turns(
            {
                "peer": lambda: peers.movie_barcodes(tiny, "kmeans", Path(folder) / "k.png"),
                "ours": lambda: program(tiny, "--frames", str(frames_of(tiny)), output=out),
            },
            1,
        )
        ratio("movie-barcodes, k-means / k-means of every frame, too, two seconds of 720p",
              clustered["peer"], clustered["ours"], "-", "{:.0f}")  # fmt: skip

        for method, goal in (("average", "<= 3"), ("kmeans", "<= 5")):
            exact = filmprint.analyze(main_film, frames=int(samples), method=method)
            fast = filmprint.analyze(main_film, frames=int(samples), method=method, fast=True)
            off = differences(exact, fast)
            what = f"fast against exact, deltaE 2000, {method}"
            row(f"{what}: mean", float(off.mean()), goal)
            row(f"{what}: median", float(np.median(off)), "-")
            row(f"{what}: 90 % are below", float(np.quantile(off, 0.9)), "-")
            row(f"{what}: worst", float(off.max()), "-")

        milliseconds, mean, worst = clustering(main_film, 4 if quick else 12)
        row("clustering, ms a frame", milliseconds, "-", "{:.1f}")
        row("clustering, inertia / best of 10, mean", mean, "<= 1.02", "{:.3f}")
        row("clustering, inertia / best of 10, worst frame", worst, "<= 1.10", "{:.3f}")

        memory = peak_memory(program(main_film, "--frames", samples, "--jobs", "2", output=out))
        row("peak memory of the process tree, 2 jobs, MB", memory, "<= 350", "{:.0f}")
        if not quick:
            longer = films.repeated(main_film, 10)
            count = str(10 * int(samples))
            grown = peak_memory(
                program(longer, "--frames", count, "--jobs", "2", "--fast", output=out)
            ) / peak_memory(
                program(main_film, "--frames", samples, "--jobs", "2", "--fast", output=out)
            )
            row("peak memory, ten times as long / once (fast)", grown, "<= 1.05")
            fast = turns(
                {"fast": lambda: program(longer, "--frames", count, "--fast", output=out)}, 1
            )["fast"]
            once = took["ffmpeg"]  # the packets are copies: to decode them takes ten times as long
            decoding = Took(10 * once.seconds, 10 * once.cpu)
            ratio("fast / ffmpeg decode, ten times as long", fast, decoding, "<= 0.08")

        short = films.film(films.SHORT)
        small = turns(
            {
                "help": lambda: [sys.executable, "-m", "filmprint", "--help"],
                "short": lambda: program(short, output=out),
                "short, 5 samples": lambda: program(short, "--frames", "5", output=out),
                "draw": lambda: [sys.executable, "-m", "filmprint", "render", "--overwrite",
                                 str(out / f"{short.stem}.json"), "-o", str(Path(folder) / "p")],
            },
            max(rounds, 3),
        )  # fmt: skip
        seconds("filmprint --help, s", small["help"], "<= 0.25")
        seconds("ten-second 720p clip to poster, 3600 samples, s", small["short"], "<= 2.5")
        seconds("the same, 5 samples, s", small["short, 5 samples"], "<= 1.2")
        seconds("5000x5000 PNG drawn, program start included, s", small["draw"], "<= 2")
        trailer = films.CLIPS / "sintel_trailer_52s.mp4"
        if trailer.exists():
            whole = turns({"trailer": lambda: program(trailer, output=out)}, rounds)["trailer"]
            seconds("a trailer of 52 s, 640 wide, 3600 samples, s", whole, "<= 4")
        demo = turns(
            {
                "demo": lambda: [sys.executable, "-m", "filmprint", "demo", "-o",
                                 str(Path(folder) / "demo")]
            },
            1,
        )  # fmt: skip
        seconds("filmprint demo, s", demo["demo"], "<= 10")

    if not quick:
        PAGE.write_text(page(rows, rounds), encoding="utf-8")


def page(rows: list[tuple[str, str, str, str]], rounds: int) -> str:
    """docs/performance.md with the table made anew; the words below the line are kept."""
    versions = ", ".join(
        [f"filmprint {filmprint.__version__}"]
        + [f"{name} {importlib.metadata.version(name)}" for name in ("av", "numpy")]
    )
    ffmpeg = subprocess.run(["ffmpeg", "-version"], check=True, capture_output=True, text=True)
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
    kept = PAGE.read_text(encoding="utf-8").partition("\n## ")[2] if PAGE.exists() else ""
    return f"""# Performance

Measured on {date.today()} with `python benchmarks/run.py --rounds {rounds}`: {os.cpu_count()} cores
({platform.machine()}, {platform.system()}), Python {platform.python_version()}, {versions},
{ffmpeg.stdout.split(" Copyright")[0]}. The yardstick is `ffmpeg -threads 2 -f null -` on the same
film.

| what | by time | by CPU seconds | goal |
|---|---|---|---|
{table}

## {kept}"""


if __name__ == "__main__":
    main()
