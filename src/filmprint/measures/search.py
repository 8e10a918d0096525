"""Search: the films and moments that show a color, or the films whose colors are most alike."""

from dataclasses import dataclass

import numpy as np

from filmprint.color.arrays import FloatArray
from filmprint.color.spaces import oklab_from_srgb
from filmprint.fingerprint.model import Fingerprint
from filmprint.measures.distances import color_distance
from filmprint.measures.index import Indexed, Samples
from filmprint.measures.signatures import color_parts

REACH = 0.08
"""Oklab distance at which a color counts 1/e as a show of another."""
APART_SECONDS = 10.0
"""Moments that are reported of one film lie at least so far apart."""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A moment of a film: how much it shows of the color, 0..1, and its cluster that shows most."""

    time_seconds: float
    score: float
    color: tuple[int, int, int]
    share: float


@dataclass(frozen=True, kw_only=True)
class Match:
    """A film: `score` is how much of it shows the color, 0..1, or the distance of
    its colors from those of the film that was asked for."""

    path: str
    title: str
    year: int | None
    score: float
    moments: tuple[Moment, ...] = ()


def find_color(
    index: Indexed, color: tuple[int, int, int], *, rank: str, count: int, moments: int
) -> list[Match]:  # fmt: skip
    """The films with most of an sRGB color in all ("films") or in one moment ("moments").

    A color counts by its share, less the farther off it is: exp(-(distance / REACH)^2). Films
    without any are left out.
    """
    scores = _film_scores(index, color, rank)
    order = [n for n in np.argsort(-scores, kind="stable")[: 2 * count] if scores[n] > 1e-4]
    matches = []
    for number in order:
        path = index.paths[number]
        best = best_moments(index.samples(path), color, max(moments, 1))
        score = float(scores[number]) if rank == "films" else best[0].score
        matches.append(
            Match(path=path, title=index.titles[number], year=index.years[number] or None,
                  score=score, moments=best[:moments])
        )  # fmt: skip
        if rank == "films" and len(matches) == count:
            break
    return sorted(matches, key=lambda match: -match.score)[:count]


def find_like(index: Indexed, fingerprint: Fingerprint, count: int) -> list[Match]:
    """The films whose colors are nearest, by earth mover's distance, nearest first."""
    parts = color_parts(fingerprint)
    distances = np.array([color_distance(parts, other) for other in index.parts])
    return [
        Match(path=index.paths[n], title=index.titles[n], year=index.years[n] or None,
              score=float(distances[n]))
        for n in np.argsort(distances, kind="stable")[:count]
    ]  # fmt: skip


def best_moments(
    film: Samples | Fingerprint, color: tuple[int, int, int], count: int
) -> tuple[Moment, ...]:
    """The at most `count` moments that show most of a color, the best first."""
    near = film.shares * _nearness(oklab_from_srgb(film.colors), color)
    score = near.sum(axis=1)
    cluster = near.argmax(axis=1)
    times = film.times_seconds
    chosen: list[int] = []
    for sample in np.argsort(-score, kind="stable"):
        if score[sample] <= 0 or len(chosen) == count:
            break
        if all(abs(times[sample] - times[other]) >= APART_SECONDS for other in chosen):
            chosen.append(int(sample))
    return tuple(
        Moment(
            time_seconds=float(times[n]), score=float(score[n]),
            color=(*(int(value) for value in film.colors[n, cluster[n]]),),  # type: ignore[arg-type]
            share=float(film.shares[n, cluster[n]]),
        )
        for n in chosen
    )  # fmt: skip


def _film_scores(index: Indexed, color: tuple[int, int, int], rank: str) -> FloatArray:
    """(F,): by the index alone."""
    if len(index.paths) == 0:
        return np.empty(0)
    near = _nearness(index.points, color)
    if rank == "films":
        return np.asarray(np.add.reduceat(near * index.shares, index.starts[:-1]))
    return np.asarray(np.maximum.reduceat(near * index.peaks, index.starts[:-1]))


def _nearness(oklab: FloatArray, color: tuple[int, int, int]) -> FloatArray:
    off = ((oklab - oklab_from_srgb(color)) ** 2).sum(axis=-1)
    return np.asarray(np.exp(-off / REACH**2))
