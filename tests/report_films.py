"""Made-up fingerprints for pages."""

from typing import Any

import numpy as np

import filmprint
from filmprint.color.spaces import bytes_from_srgb, srgb_from_oklab
from filmprint.fingerprint.contact_sheet import make_contact_sheet
from filmprint.fingerprint.film import ColorTags, PictureArea, PictureSpan
from filmprint.options import Clustering, Sampling

HOSTILE = "</script><img src=x onerror=alert(1)>"


def made_up_film(
    count: int,
    *,
    clusters: int = 3,
    missing: tuple[int, ...] = (),
    stills: tuple[int, ...] = (),
    warnings: tuple[str, ...] = (),
    film: dict[str, Any] | None = None,
) -> filmprint.Fingerprint:
    """A sample every two seconds, each with colors of its own; stills are of one color each."""
    random = np.random.default_rng(1)
    lab = random.uniform((0.1, -0.1, -0.1), (0.95, 0.1, 0.1), (count, clusters, 3))
    colors = bytes_from_srgb(srgb_from_oklab(lab))
    shares = np.round(-np.sort(-random.dirichlet(np.full(clusters, 2.0), count)), 6)
    for i in missing:
        colors[i], shares[i] = 0, 0
    images = [np.full((72, 128, 3), (200, 60, i), np.uint8) for i in stills]
    facts = {
        "name": "A film.mkv", "title": "A film", "year": 1984, "start_seconds": 0.0,
        "duration_seconds": 2.0 * count, "width": 1920, "height": 1080, "codec": "h264",
        "frame_rate": 24.0, "size_bytes": 1, "modified_ns": 1,
        "color": ColorTags(
            matrix="bt709", primaries="bt709", transfer="bt709", range="limited",
            assumed=("matrix",),
        ),
        "picture_area": PictureArea(x=0, y=140, width=1920, height=800),
        "picture_span": PictureSpan(start_seconds=0.0, end_seconds=2.0 * count),
    }  # fmt: skip
    return filmprint.Fingerprint(
        film=filmprint.Film(**(facts | (film or {}))),
        sampling=Sampling(frames=count),
        clustering=Clustering(clusters=clusters),
        times_seconds=np.arange(count) * 2.0 + 1,
        colors=colors,
        shares=shares,
        warnings=warnings,
        loudness_lufs=np.round(random.uniform(-40, -10, count), 2),
        stills=make_contact_sheet("A film.mkv", stills, images, len(stills)) if stills else None,
    )
