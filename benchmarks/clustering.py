"""Measure the clusters of a frame: python benchmarks/clustering.py [--clusters K] [--seed N]

Over frames of many kinds (`frames.py`), made and real: CPU time of one process with one thread, and
inertia against that of the best of 10 full runs of scikit-learn's KMeans in the same space. The
full runs get each distinct color once, with its number of pixels as weight, which is the same
problem as all pixels. Their results are kept in benchmarks/films; the first run takes two minutes.

Clusters are rounded to 8 bits, which alone costs about 0.25 a pixel in sRGB: much where a pixel's
inertia is below 10. So the ratio is given twice: against the best run as it is, and against the
best run with its centers rounded too.

With `--moving` instead: how far the largest cluster's color jumps from frame to frame, in Oklab,
where frames follow each other. The full runs get every third pixel of every third row there; the
first run takes three minutes.
"""

import argparse
import hashlib
import json
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from filmprint.color.clustering import cluster
from filmprint.color.spaces import oklab_from_srgb, srgb_from_oklab
from filmprint.options import Clustering, Space
from frames import LOW_CONTRAST, made_frames, moving_frames, real_frames

KEPT = Path(__file__).parent / "films" / "clustering.json"
SPACES: tuple[Space, ...] = ("oklab", "srgb")
TURNS = 5
"""Times that each frame is clustered; the fastest counts, as least disturbed by other work."""


@dataclass(frozen=True)
class Colors:
    """A frame's distinct colors, (m, 3) uint8, and how many pixels have each, (m,)."""

    colors: np.ndarray
    counts: np.ndarray

    @classmethod
    def of(cls, frame: np.ndarray) -> "Colors":
        """Those of a frame, (height, width, 3)."""
        return cls(*np.unique(frame.reshape(-1, 3), axis=0, return_counts=True))

    def points(self, space: Space) -> np.ndarray:
        """The colors in `space`, (m, 3)."""
        return _in_space(self.colors, space)

    def inertia(self, centers: np.ndarray, space: Space) -> float:
        """That of all pixels, with these sRGB centers."""
        points, least = self.points(space), np.inf
        for center in _in_space(centers, space):
            least = np.minimum(least, ((points - center) ** 2).sum(axis=1))
        return float(least @ self.counts)


@dataclass(frozen=True)
class Result:
    """One frame's: inertia of a pixel, milliseconds, and ratios by space."""

    inertia: float
    milliseconds: float
    ratios: dict[Space, float]
    ratios_to_rounded: dict[Space, float]


def _in_space(srgb: np.ndarray, space: Space) -> np.ndarray:
    return oklab_from_srgb(srgb) if space == "oklab" else srgb.astype(np.float64)


def best_of_ten(colors: Colors, space: Space, k: int) -> np.ndarray:
    """Centers in sRGB, not rounded."""
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    digest = hashlib.sha256(colors.colors.tobytes() + colors.counts.tobytes()).hexdigest()[:24]
    key = f"{digest} {space} {k}"
    if key not in kept:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = KMeans(n_clusters=k, n_init=10, random_state=0)
            model.fit(colors.points(space), sample_weight=colors.counts)
        centers = model.cluster_centers_
        kept[key] = (srgb_from_oklab(centers) if space == "oklab" else centers).tolist()
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps(kept))
    return np.array(kept[key])


def measured(frame: np.ndarray, k: int, seed: int) -> Result | None:
    """None for a frame with no more colors than clusters; its clusters must be exact."""
    colors = Colors.of(frame)
    took, ratios, ratios_to_rounded, inertia = [], {}, {}, 0.0
    for space in SPACES:
        options = Clustering(clusters=k, space=space, seed=seed)
        for _ in range(TURNS):
            began = time.process_time()
            clusters = cluster(frame, options)
            took.append(time.process_time() - began)
        own = colors.inertia(clusters.colors, space)
        if len(colors.colors) <= k:
            if own > 0:
                raise SystemExit("the clusters of a frame of few colors are not its colors")
            continue
        best = best_of_ten(colors, space, k)
        ratios[space] = own / colors.inertia(best, space)
        ratios_to_rounded[space] = own / colors.inertia(np.rint(best), space)
        inertia = colors.inertia(best, "srgb") / colors.counts.sum()
    if not ratios:
        return None
    return Result(inertia, min(took) * 1000, ratios, ratios_to_rounded)


def print_steps(k: int) -> None:
    """How far the largest cluster's color is from that of the frame before."""
    columns = "mean / 90 % / worst"
    print(f"| moving | frames | filmprint: {columns} | best of 10: {columns} |\n|---|---|---|---|")
    for kind, frames in moving_frames().items():
        own = [cluster(frame, Clustering(clusters=k)).colors[0] for frame in frames]
        best = [_largest_of_best(Colors.of(frame[1::3, 1::3]), k) for frame in frames]
        steps = f"{_steps(np.array(own))} | {_steps(np.array(best))}"
        print(f"| {kind} | {len(frames)} | {steps} |", flush=True)


def _largest_of_best(colors: Colors, k: int) -> np.ndarray:
    """The sRGB center with the most pixels."""
    if len(colors.colors) <= k:
        return colors.colors[colors.counts.argmax()].astype(np.float64)
    centers = best_of_ten(colors, "oklab", k)
    points, targets = colors.points("oklab"), _in_space(centers, "oklab")
    nearest = np.stack([((points - c) ** 2).sum(axis=1) for c in targets]).argmin(axis=0)
    return np.rint(centers[np.bincount(nearest, colors.counts, k).argmax()])


def _steps(colors: np.ndarray) -> str:
    steps = np.linalg.norm(np.diff(oklab_from_srgb(colors), axis=0), axis=1)
    return f"{steps.mean():.3f} / {np.quantile(steps, 0.9):.3f} / {steps.max():.2f}"


def line(name: str, results: list[Result]) -> str:
    columns = [name, str(len(results)), f"{np.mean([r.inertia for r in results]):.0f}"]
    columns.append(f"{np.mean([r.milliseconds for r in results]):.1f}")
    for space in SPACES:
        columns.append(_mean_and_worst([result.ratios[space] for result in results]))
        columns.append(_mean_and_worst([result.ratios_to_rounded[space] for result in results]))
    return f"| {' | '.join(columns)} |"


def _mean_and_worst(ratios: list[float]) -> str:
    return f"{np.mean(ratios):.3f} / {max(ratios):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clusters", type=int, default=Clustering.clusters)
    parser.add_argument("--seed", type=int, default=Clustering.seed)
    parser.add_argument("--moving", action="store_true")
    arguments = parser.parse_args()
    k = arguments.clusters
    if arguments.moving:
        print_steps(k)
        return
    print(
        "| kind | frames | a pixel's inertia, sRGB | CPU ms | oklab: mean / worst | to rounded |"
        " srgb: mean / worst | to rounded |\n|---|---|---|---|---|---|---|---|"
    )
    ordinary, low = [], []
    for kind, frames in {**made_frames(), **real_frames()}.items():
        with threadpool_limits(1):
            results = [
                result
                for frame in frames
                if (result := measured(frame, k, arguments.seed)) is not None
            ]
        if results:
            print(line(kind, results), flush=True)
        (low if kind in LOW_CONTRAST else ordinary).extend(results)
    print(line("**ordinary**", ordinary))
    print(line("**low contrast**", low))
    print(
        line("**low contrast, a pixel's inertia 10 or more**", [r for r in low if r.inertia >= 10])
    )
    print(line("**all**", ordinary + low))


if __name__ == "__main__":
    main()
