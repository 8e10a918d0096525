"""Several films, such as the episodes of a season, as one."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from filmprint.color.arrays import FloatArray, IntArray
from filmprint.errors import OptionError
from filmprint.fingerprint.film import Film, PictureSpan
from filmprint.fingerprint.frame_columns import FrameColumns
from filmprint.fingerprint.model import Fingerprint
from filmprint.fingerprint.titles import title_and_year
from filmprint.options.sampling import MAX_SAMPLES
from filmprint.options.times import clock


def join(fingerprints: Sequence[Fingerprint], *, name: str) -> Fingerprint:
    """The fingerprint of films that are shown one after another, as one film of that name.

    Its time is that of the parts that were sampled, without what was trimmed. It has as many
    samples as they have together, at most `MAX_SAMPLES`, evenly spread over that time. Each is the
    sample in whose stretch of time it lies: none is blended, and where all films were sampled
    equally densely, each is there once. Loudness and frame columns are joined where all have them;
    stills are not.

    Raises `OptionError` for less than two films, or where they were analyzed with different
    options of clustering.
    """
    if len(fingerprints) < 2:
        raise OptionError("joining needs at least two fingerprints.")
    first = fingerprints[0]
    other = next((each for each in fingerprints if each.clustering != first.clustering), None)
    if other is not None:
        raise OptionError(
            f"{first.film.name} and {other.film.name} were analyzed with different --clusters, "
            "--method, --space or --seed; analyze them with the same ones to join them."
        )
    lengths = np.array([_sampled_seconds(each) for each in fingerprints])
    begins, total = np.cumsum(lengths) - lengths, float(lengths.sum())
    count = min(sum(map(len, fingerprints)), MAX_SAMPLES)
    times = (np.arange(count) + 0.5) * total / count
    part = np.searchsorted(begins, times, side="right") - 1
    samples = [
        _samples_at(each, (times[part == n] - begins[n]) / lengths[n])
        for n, each in enumerate(fingerprints)
    ]
    film = _film(fingerprints, name, total)
    return Fingerprint(
        film=film,
        sampling=replace(
            first.sampling, frames=count, start=None, end=None, chapter=None,
            fast=any(each.sampling.fast for each in fingerprints),
        ),
        clustering=first.clustering,
        times_seconds=times,
        colors=np.concatenate(
            [each.colors[taken] for each, taken in zip(fingerprints, samples, strict=True)]
        ),
        shares=np.concatenate(
            [each.shares[taken] for each, taken in zip(fingerprints, samples, strict=True)]
        ),
        warnings=_warnings(fingerprints, begins),
        loudness_lufs=_joined(
            [each.loudness_lufs for each in fingerprints], samples
        ),
        frame_columns=_joined_columns(fingerprints, samples, name),
        stand_in_seconds=_stand_ins(fingerprints, samples),
    )  # fmt: skip


def _sampled_seconds(fingerprint: Fingerprint) -> float:
    """The length of what was sampled, more than 0."""
    return max(fingerprint.film.picture_span.sampled_seconds, 1e-6)


def _samples_at(fingerprint: Fingerprint, positions: FloatArray) -> IntArray:
    """The samples in whose equal parts of the time the positions lie, each 0..1."""
    count = len(fingerprint)
    return np.floor(positions * count).astype(np.int64).clip(0, count - 1)


def _joined(values: Sequence[FloatArray | None], samples: Sequence[IntArray]) -> FloatArray | None:
    """The values of these samples; None unless all films have some."""
    known = [each for each in values if each is not None]
    if len(known) < len(values):
        return None
    return np.concatenate([each[taken] for each, taken in zip(known, samples, strict=True)])


def _stand_ins(
    fingerprints: Sequence[Fingerprint], samples: Sequence[IntArray]
) -> FloatArray | None:
    values = [each.stand_in_seconds for each in fingerprints]
    if all(each is None for each in values):
        return None
    filled = [
        np.full(len(film), np.nan) if each is None else each
        for film, each in zip(fingerprints, values, strict=True)
    ]
    return _joined(filled, samples)


def _joined_columns(
    fingerprints: Sequence[Fingerprint], samples: Sequence[IntArray], name: str
) -> FrameColumns | None:
    columns = [each.frame_columns for each in fingerprints]
    known = [each for each in columns if each is not None]
    if len(known) < len(columns):
        return None
    taken = list(zip(known, samples, strict=True))
    return FrameColumns.of(
        name,
        np.concatenate([each.means[chosen] for each, chosen in taken]),
        np.concatenate([each.middles[chosen] for each, chosen in taken]),
    )


def _film(fingerprints: Sequence[Fingerprint], name: str, seconds: float) -> Film:
    """What is known of all of them; of size and color, what holds for the first."""
    films = [each.film for each in fingerprints]
    first, (title, year) = films[0], title_and_year(name)
    years, rates = {film.year for film in films}, {film.frame_rate for film in films}
    return Film(
        name=name,
        title=title,
        year=year or (first.year if len(years) == 1 else None),
        start_seconds=0.0,
        duration_seconds=seconds,
        width=first.width,
        height=first.height,
        codec=", ".join(dict.fromkeys(film.codec for film in films)),
        frame_rate=first.frame_rate if len(rates) == 1 else None,
        size_bytes=sum(film.size_bytes for film in films),
        modified_ns=max(film.modified_ns for film in films),
        color=first.color,
        picture_area=first.picture_area,
        picture_span=PictureSpan(start_seconds=0.0, end_seconds=seconds),
        rotation=first.rotation,
    )


def _warnings(fingerprints: Sequence[Fingerprint], begins: FloatArray) -> tuple[str, ...]:
    """Where each film begins, and their own warnings with their names."""
    parts = [
        f"{each.film.name} from {clock(float(begin), hours=True)}"
        for each, begin in zip(fingerprints, begins, strict=True)
    ]
    own = [f"{each.film.name}: {line}" for each in fingerprints for line in each.warnings]
    return (f"joined: {', '.join(parts)}.", *dict.fromkeys(own))
