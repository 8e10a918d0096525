"""Fingerprints of known colors, made without a film."""

from typing import Any

import msgspec
import numpy as np

from filmprint.fingerprint.film import ColorTags, Film, PictureArea, PictureSpan
from filmprint.fingerprint.frame_columns import FrameColumns
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Clustering, Sampling

FILM = Film(
    name="A Day in Paper.mp4", title="A Day in Paper", year=None, start_seconds=0.0,
    duration_seconds=60.0, width=640, height=360, codec="h264", frame_rate=24.0, size_bytes=0,
    modified_ns=0, color=ColorTags(
        matrix="bt709", primaries="bt709", transfer="bt709", range="limited"
    ),
    picture_area=PictureArea(x=0, y=0, width=640, height=360),
    picture_span=PictureSpan(start_seconds=0.0, end_seconds=60.0),
)  # fmt: skip


def made(
    colors: np.ndarray, shares: np.ndarray | None = None, film: Film = FILM, *,
    seconds: float | None = None, loudness: np.ndarray | None = None,
    columns: np.ndarray | None = None, **about: object,
) -> Fingerprint:  # fmt: skip
    """A fingerprint of colors (N, K, 3), each with the same share where none are given.

    The samples are a second apart, or spread over a film of `seconds`. `columns` are
    frame columns, (N, 2, ROWS, 3); `about` are fields of the film.
    """
    count, clusters = colors.shape[:2]
    if shares is None:
        shares = np.full((count, clusters), 1 / clusters)
    if seconds is not None:
        span = PictureSpan(start_seconds=0.0, end_seconds=seconds)
        about |= {"duration_seconds": float(seconds), "picture_span": span}
    return Fingerprint(
        film=msgspec.structs.replace(film, **about), sampling=Sampling(frames=count),
        clustering=Clustering(clusters=clusters),
        times_seconds=(np.arange(count) + 0.5) * (seconds or count) / count,
        colors=(colors * (shares > 0)[..., None]).astype(np.uint8), shares=shares,
        loudness_lufs=loudness,
        frame_columns=None if columns is None else FrameColumns.of(
            film.name, *columns.astype(np.uint8).swapaxes(0, 1)
        ),
    )  # fmt: skip


def of_chance(count: int = 60, clusters: int = 5, seed: int = 0, **options: Any) -> Fingerprint:
    """Samples of chance colors with chance shares; `options` are those of `made`."""
    random = np.random.default_rng(seed)
    shares = -np.sort(-random.dirichlet(np.ones(clusters), count), axis=1)
    return made(random.integers(0, 256, (count, clusters, 3)), shares, **options)


FILM_PRINT = of_chance(200, 7, 11)
