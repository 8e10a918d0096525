"""Write the table that the gallery's arithmetic is tested against: python web/gallery_table.py

The films are packed as the page has them; what is computed here is computed from those numbers, as
the page does it, in NumPy.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from filmprint.color.spaces import hex_from_srgb, oklab_from_srgb
from filmprint.fingerprint.film import ColorTags, Film, PictureArea, PictureSpan
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Clustering, Sampling
from filmprint.report.gallery_data import (
    CHROMA_STEPS,
    LIGHTNESS_STEPS,
    GalleryFilm,
    gallery_data,
    gallery_film,
)

TABLE = Path(__file__).parent / "test" / "gallery-table.json"
COLORS = ((200, 16, 46), (32, 80, 160), (128, 128, 128), (250, 240, 200))
NEAR = 0.08
LEVELS, STEP, FIRST = (11, 13, 13), np.array((0.1, 0.05, 0.05)), np.array((0, -0.3, -0.3))


def gallery_table() -> str:
    """JSON: the data of a few films, shares near colors, of moments too, and likenesses."""
    films = [gallery_film(film, film.document().palette or ()) for film in map(_film, range(5))]
    data = gallery_data([(f"film {n}", film) for n, film in enumerate(films)], reports=False)
    points = [oklab_from_srgb(color) for color in COLORS]
    table: dict[str, Any] = {
        "data": data,
        "colors": [hex_from_srgb(color) for color in COLORS],
        "shares": [[_share_near(film, point) for point in points] for film in films],
        "moments": [_moments_near(film, points[0]) for film in films],
        "likeness": [
            [float(np.minimum(_distribution(one), _distribution(other)).sum()) for other in films]
            for one in films
        ],
    }
    return json.dumps(table, separators=(",", ":")) + "\n"


def _film(n: int) -> Fingerprint:
    random = np.random.default_rng(n)
    count, clusters = 30 * (n + 1), 4
    colors = random.integers(0, 256, (1, clusters, 3)) + random.integers(-60, 61, (count, 1, 3))
    shares = -np.sort(-random.dirichlet(np.ones(clusters), count))
    shares[3] = 0 if n == 1 else shares[3]
    return Fingerprint(
        film=Film(
            name=f"{n}.mkv", title=f"Film {n}", year=1950 + n, start_seconds=0.0,
            duration_seconds=60.0, width=640, height=360, codec="h264", frame_rate=24.0,
            size_bytes=0, modified_ns=0, color=ColorTags(
                matrix="bt709", primaries="bt709", transfer="bt709", range="limited"
            ),
            picture_area=PictureArea(x=0, y=0, width=640, height=360),
            picture_span=PictureSpan(start_seconds=0.0, end_seconds=60.0),
        ),
        sampling=Sampling(frames=count), clustering=Clustering(clusters=clusters),
        times_seconds=np.arange(count) / 4, colors=colors.clip(0, 255).astype(np.uint8),
        shares=shares,
    )  # fmt: skip


def _points(film: GalleryFilm) -> tuple[np.ndarray, np.ndarray]:
    """Oklab of the cells and their shares, as they are read from the page."""
    steps = np.array((LIGHTNESS_STEPS, CHROMA_STEPS, CHROMA_STEPS))
    return (film.cells - np.array((0.0, 128, 128))) / steps, np.rint(
        film.cell_shares * 65535
    ) / 65535


def _nearness(film: GalleryFilm, point: np.ndarray) -> np.ndarray:
    return np.asarray(np.exp(-((_points(film)[0] - point) ** 2).sum(axis=1) / NEAR**2))


def _share_near(film: GalleryFilm, point: np.ndarray) -> float:
    return float(_nearness(film, point) @ _points(film)[1])


def _moments_near(film: GalleryFilm, point: np.ndarray) -> list[float]:
    near = _nearness(film, point)[film.moment_cells]
    return list(map(float, (near * film.moment_shares / 255).sum(axis=1)))


def _distribution(film: GalleryFilm) -> np.ndarray:
    points, shares = _points(film)
    held = np.zeros(LEVELS)
    for at, share in zip((points - FIRST) / STEP, shares, strict=True):
        node_at = at.clip(0, np.array(LEVELS) - 1)
        for corner in np.ndindex(2, 2, 2):
            node = np.minimum(np.floor(node_at), np.array(LEVELS) - 2) + corner
            held[tuple(node.astype(int))] += share * (1 - np.abs(node_at - node)).clip(0).prod()
    return held


if __name__ == "__main__":
    TABLE.write_text(gallery_table(), encoding="utf-8")
