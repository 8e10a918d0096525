"""Made-up films for galleries: each with a few shots around colors of its own."""

from dataclasses import replace

import numpy as np

import filmprint
from filmprint.color.spaces import bytes_from_srgb, srgb_from_oklab
from report_films import made_up_film

WORDS = (
    "Amber", "Blue", "Copper", "Distant", "Early", "Falling", "Golden", "Hollow", "Iron", "June",
    "Kind", "Long", "Marble", "Night", "Open", "Paper", "Quiet", "Red", "Silver", "Tall",
)  # fmt: skip
THINGS = ("River", "Garden", "Road", "Summer", "House", "Sea", "Letter", "Mountain", "Train")


def many_films(count: int, samples: int = 120, clusters: int = 5) -> list[filmprint.Fingerprint]:
    """Films of 1 to 3 hours from 1920 on, every seventh without a year."""
    return [_film(n, samples, clusters) for n in range(count)]


def _film(n: int, samples: int, clusters: int) -> filmprint.Fingerprint:
    random = np.random.default_rng(n)
    hue, chroma = random.uniform(0, 2 * np.pi), random.choice((0.015, 0.05, 0.09, 0.13))
    shots = np.sort(random.integers(0, samples // 9 + 2, samples))
    angle = (
        hue
        + random.normal(0, 0.7, shots.max() + 1)
        + (random.random(shots.max() + 1) < 0.2) * np.pi
    )
    light = random.uniform(0.2, 0.7) + random.normal(0, 0.15, shots.max() + 1)
    strength = chroma * random.uniform(0.3, 1.3, shots.max() + 1)
    middles = np.stack([light, strength * np.cos(angle), strength * np.sin(angle)], axis=1)[shots]
    offsets = random.normal(0, (0.16, 0.02, 0.02), (shots.max() + 1, clusters, 3))[shots]
    noise = random.normal(0, 0.012, (samples, clusters, 3))
    lab = (middles[:, None] + offsets + noise).clip((0.02, -0.3, -0.3), (0.97, 0.3, 0.3))
    base = made_up_film(samples, clusters=clusters)
    seconds = float(random.integers(3600, 10800))
    title = f"{WORDS[n % len(WORDS)]} {THINGS[n * 7 % len(THINGS)]}"
    title += f" {n // 180 + 1}" if n >= 180 else ""
    film = {
        "name": f"{n:04d} {title}.mkv", "title": title,
        "year": None if n % 7 == 6 else 1920 + n * 37 % 100, "duration_seconds": seconds,
    }  # fmt: skip
    facts = {name: getattr(base.film, name) for name in base.film.__struct_fields__} | film
    span = replace(base.film.picture_span, end_seconds=seconds)
    return replace(
        base,
        film=filmprint.Film(**(facts | {"picture_span": span})),
        times_seconds=(np.arange(samples) + 0.5) * seconds / samples,
        colors=bytes_from_srgb(srgb_from_oklab(lab)),
        shares=-np.sort(-random.dirichlet(np.full(clusters, 1.5), shots.max() + 1))[shots],
    )
