"""Comparing films: how exact, how fast, and whether encodes of one clip are told from other clips.

python benchmarks/compare.py                 100 made fingerprints, each with each
python benchmarks/compare.py FILM...         also what the reduction costs, and encodes of films
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from scipy.spatial.distance import cdist

import filmprint
from filmprint.measures.distances import color_distance, distance_matrix
from filmprint.measures.signatures import color_parts, color_points
from made_prints import made_film_print


def speed(count: int, samples: int) -> None:
    films = [made_film_print(seed, samples) for seed in range(count)]
    for by in ("colors", "time"):
        begin, cpu = time.perf_counter(), time.process_time()
        distance_matrix(films, by)
        wall, cpu = time.perf_counter() - begin, time.process_time() - cpu
        print(
            f"{count} films of {samples} samples, by {by}: {wall:.1f} s, {cpu:.1f} s of processor"
        )


def exactness(films: list[filmprint.Fingerprint]) -> None:
    """Against the earth mover's distance over all clusters (POT: pip install pot)."""
    import ot

    off = []
    for n, one in enumerate(films):
        for other in films[:n]:
            a, b = color_points(one), color_points(other)
            exact = ot.emd2(a.weights, b.weights, cdist(a.points, b.points), numItermax=10**7)
            off.append((color_distance(color_parts(one), color_parts(other)) - exact, exact))
    errors, exact = np.array(off).T
    relative = np.abs(errors) / exact
    print(
        f"{len(off)} pairs, distances {exact.min():.3f} to {exact.max():.3f}: error mean "
        f"{np.abs(errors).mean():.4f}, worst {np.abs(errors).max():.4f}; relative mean "
        f"{relative.mean():.1%}, worst {relative.max():.1%}"
    )


def encodes(paths: list[Path], folder: Path) -> None:
    """Each film again at 60 % of its size, as MPEG-4, with letterbox bars, by ffmpeg."""
    films = []
    for path in paths:
        again = folder / f"{path.stem}.again.mp4"
        size = "scale=trunc(iw*0.6/16)*16:trunc(ih*0.6/16)*16,pad=iw:ih+96:0:48"
        subprocess.run(
            ["ffmpeg", "-v", "error", "-i", path, "-vf", size, "-c:v", "mpeg4", "-q:v", "6",
             "-an", again], check=True,
        )  # fmt: skip
        films += [filmprint.analyze(film, frames=300) for film in (path, again)]
    different = ~np.kron(np.eye(len(paths), dtype=bool), np.ones((2, 2), bool))
    for by in ("colors", "time"):
        matrix = distance_matrix(films, by)
        same = [matrix[n, n + 1] for n in range(0, len(films), 2)]
        print(
            f"{len(paths)} films, two encodes each, by {by}: same film up to {max(same):.4f}, "
            f"different films from {matrix[different].min():.4f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("films", nargs="*", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--samples", type=int, default=3600)
    options = parser.parse_args()
    speed(options.count, options.samples)
    if options.films:
        exactness([filmprint.analyze(path, frames=300) for path in options.films])
        with tempfile.TemporaryDirectory() as folder:
            encodes(options.films, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
