"""Where the time of an exact run goes: python benchmarks/stages.py FILM SAMPLES

CPU seconds. First what is loaded, each in a process of its own, the least of five; then one process
does all the work. With a clip of a few seconds and five samples, it shows where a short run's go.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from filmprint.analysis.decode_job import prepare
from filmprint.analysis.decode_plan import plan_decode_ranges
from filmprint.analysis.pipeline import fingerprint
from filmprint.color.clustering import cluster
from filmprint.options import Clustering, Execution, Limits, Picture, Sampling
from filmprint.processes.workers import Workers
from filmprint.render.drawing import draw_picture
from filmprint.render.save import encode
from filmprint.video import FilmReader

clock = time.process_time

LOADED = {
    "Python": "",
    "command line": "import filmprint.cli.app",
    "command line and its help": "from filmprint.cli.app import app; app.help_print([])",
    "the same and the analysis": "import filmprint.cli.app, filmprint.analysis.pipeline",
    "drawing": "import filmprint.render.save, filmprint.render.styles.poster",
    "a worker": "import filmprint.processes.worker_main, filmprint.analysis.worker_tasks",
}
"""What a process imports, by what needs it."""


def cpu_of(command: list[str]) -> float:
    """CPU seconds of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def print_start() -> None:
    for name, code in LOADED.items():
        seconds = min(cpu_of([sys.executable, "-c", code]) for _ in range(5))
        print(f"{seconds:6.2f} s  loaded: {name}")


def print_stages(path: Path, sampling: Sampling) -> None:
    began = clock()
    with Workers(Execution(jobs=1), Limits()) as workers:
        began_children = resource.getrusage(resource.RUSAGE_CHILDREN)
        job = prepare(path, sampling, workers)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    index, ranges = job.index, plan_decode_ranges(job.index, job.packets)
    in_worker = ended.ru_utime + ended.ru_stime - began_children.ru_utime - began_children.ru_stime
    preparing = clock() - began
    reader, converting, clustering = FilmReader(job.source), 0.0, 0.0
    began = clock()
    for decode_range in ranges:
        for sampled in reader.frames(decode_range):
            a = clock()
            pixels = reader.active_picture(reader.scaled(sampled.frame))
            b = clock()
            cluster(pixels, Clustering())
            converting, clustering = converting + b - a, clustering + clock() - b
    decoding = clock() - began - converting - clustering
    sent = sum(decode_range.count for decode_range in ranges)
    print(f"{len(index.pts)} packets, {int(index.key.sum())} key; {sent} sent to the decoder")
    print(f"{in_worker:6.2f} s  a worker that starts, probes, and decodes for the first pass")
    print(f"{preparing:6.2f} s  the plan")
    print(f"{decoding:6.2f} s  decode\n{converting:6.2f} s  scale\n{clustering:6.2f} s  cluster")


def print_drawing(path: Path, sampling: Sampling) -> None:
    with Workers(Execution(), Limits()) as workers:
        analyzed = fingerprint(path, sampling, Clustering(), workers)
    with tempfile.TemporaryDirectory() as folder:
        began = clock()
        analyzed.save(Path(folder) / "film.json")
        saved = clock()
        figure = draw_picture(analyzed, Picture())
        drawn = clock()
        encode(figure, "png")
        encoded = clock()
    print(
        f"{saved - began:6.2f} s  save the fingerprint\n{drawn - saved:6.2f} s  lay out the poster"
    )
    print(f"{encoded - drawn:6.2f} s  its pixels and the PNG")


if __name__ == "__main__":
    print_start()
    print_stages(Path(sys.argv[1]), Sampling(frames=int(sys.argv[2])))
    print_drawing(Path(sys.argv[1]), Sampling(frames=int(sys.argv[2])))
