"""A film enthusiast's way to a poster, in its steps: what filmprint is compared with.

Rescale the whole film with ffmpeg, export evenly spaced frames as PNG files, cluster all pixels of
each with MiniBatchKMeans, keep the most frequent centers, draw bars.
"""

import subprocess
from pathlib import Path

import matplotlib as mpl
import numpy as np
from joblib import Parallel, delayed
from PIL import Image
from sklearn.cluster import MiniBatchKMeans

CLUSTERS, KEPT = 7, 5


def film_to_poster(film: Path, count: int, folder: Path) -> None:
    """All the steps for one film; scratch files go into `folder`."""
    frames = folder / "frames"
    frames.mkdir(parents=True)
    small = folder / "small.mp4"
    quiet = ["ffmpeg", "-v", "error", "-y"]
    subprocess.run([*quiet, "-i", str(film), "-vf", "scale=640:370", "-an", str(small)], check=True)
    length = float(subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0",
         str(small)], check=True, capture_output=True, text=True,
    ).stdout)  # fmt: skip
    rate = f"fps={count}/{length}"
    subprocess.run([*quiet, "-i", str(small), "-vf", rate, str(frames / "%05d.png")], check=True)
    colors = np.array(
        Parallel(n_jobs=-1)(delayed(_dominant)(path) for path in sorted(frames.glob("*.png")))
    )
    mpl.use("agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(KEPT, figsize=(10, 10))
    for row, axis in enumerate(axes):
        axis.bar(range(len(colors)), 1, width=1, color=colors[:, row])
        axis.axis("off")
    figure.subplots_adjust(0, 0, 1, 1, 0, 0)
    figure.savefig(folder / "poster.png", dpi=500)
    plt.close(figure)


def _dominant(path: Path) -> np.ndarray:
    pixels = np.asarray(Image.open(path)).reshape(-1, 3)
    model = MiniBatchKMeans(n_clusters=CLUSTERS, max_iter=100).fit(pixels)
    order = np.argsort(-np.bincount(model.labels_, minlength=CLUSTERS))
    return np.resize(model.cluster_centers_[order][:KEPT], (KEPT, 3)) / 255
