"""Fingerprints of films that were never made, as large as real ones."""

import numpy as np

from filmprint.fingerprint.film import ColorTags, Film, PictureArea, PictureSpan
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Clustering, Sampling


def made_film_print(seed: int, samples: int = 3600, clusters: int = 7) -> Fingerprint:
    """Scenes of 5 to 80 samples, each with a palette near the film's own."""
    random = np.random.default_rng(seed)
    seconds = 1.7 * samples
    film_colors = random.integers(0, 256, (12, 3))
    colors = np.empty((samples, clusters, 3))
    shares = np.empty((samples, clusters))
    begin = 0
    while begin < samples:
        end = min(begin + int(random.integers(5, 80)), samples)
        palette = film_colors[random.choice(12, clusters)] + random.normal(0, 25, (clusters, 3))
        colors[begin:end] = palette + random.normal(0, 4, (end - begin, clusters, 3))
        shares[begin:end] = -np.sort(-random.dirichlet(np.full(clusters, 0.8)))
        begin = end
    film = Film(
        name=f"film {seed}.mkv", title=f"Film {seed}", year=1900 + seed % 120, start_seconds=0.0,
        duration_seconds=seconds, width=1920, height=1080, codec="h264", frame_rate=24.0,
        size_bytes=1, modified_ns=1,
        color=ColorTags(matrix="bt709", primaries="bt709", transfer="bt709", range="limited"),
        picture_area=PictureArea(x=0, y=0, width=1920, height=1080),
        picture_span=PictureSpan(start_seconds=0.0, end_seconds=seconds),
    )  # fmt: skip
    return Fingerprint(
        film=film, sampling=Sampling(frames=samples), clustering=Clustering(clusters=clusters),
        times_seconds=(np.arange(samples) + 0.5) * seconds / samples,
        colors=np.clip(np.rint(colors), 0, 255).astype(np.uint8), shares=shares.round(6),
    )  # fmt: skip
