"""What the page says of the film and its analysis, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from filmprint.fingerprint.film import Film
from filmprint.fingerprint.model import Fingerprint
from filmprint.options.times import clock


@dataclass(frozen=True)
class FactGroup:
    """Facts under a heading: what, and its value."""

    title: str
    facts: tuple[tuple[str, str], ...]


def fact_groups(fingerprint: Fingerprint) -> tuple[FactGroup, ...]:
    """Everything that a reader of the colors may want to know."""
    return (
        FactGroup("Film", tuple(_film(fingerprint.film))),
        FactGroup("Color", tuple(_color(fingerprint.film))),
        FactGroup("Analysis", tuple(_analysis(fingerprint))),
    )


def exact_clock(seconds: float) -> str:
    """Such as "0:42.0" or "1:02:33.5"."""
    tenths = round(seconds * 10)
    text = clock(tenths // 10)
    return f"{text}.{tenths % 10}"


def _film(film: Film) -> Iterator[tuple[str, str]]:
    area, span = film.picture_area, film.picture_span
    yield "File", film.name
    if film.year is not None:
        yield "Year", str(film.year)
    yield "Length", exact_clock(film.duration_seconds)
    yield "Frame", f"{film.width} × {film.height} pixels"
    if (area.width, area.height) == (film.width, film.height):
        yield "Picture area", "the whole frame"
    else:
        yield (
            "Picture area",
            f"{area.width} × {area.height} pixels, {area.x} from the left and {area.y} from the "
            "top; bars around it are left out",
        )
    if film.rotation:
        yield "Rotation", f"{film.rotation}° counterclockwise"
    parts = [
        f"{exact_clock(part.start_seconds)} to {exact_clock(part.end_seconds)}"
        for part in span.sampled_parts
    ]
    yield "Sampled", ", ".join(parts)
    if span.credits_seconds is not None:
        yield "End credits", f"from {exact_clock(span.credits_seconds)} on"
    yield "Codec", film.codec
    if film.frame_rate:
        yield "Frame rate", f"{film.frame_rate:.3f}".rstrip("0").rstrip(".") + " a second"


def _color(film: Film) -> Iterator[tuple[str, str]]:
    color = film.color
    for name in ("matrix", "primaries", "transfer", "range"):
        assumed = " (assumed)" if name in color.assumed else ""
        yield name.capitalize(), f"{getattr(color, name)}{assumed}"
    if color.hdr_peak_nits is not None:
        yield "Tone mapped from", f"{color.hdr_peak_nits:g} nits ({color.hdr_peak_source})"
    if color.assumed:
        yield (
            "Assumed",
            f"{', '.join(color.assumed)}: the film does not say, so the usual value for its size "
            "was taken",
        )
    else:
        yield "Assumed", "nothing; the film says all of it"


def _analysis(fingerprint: Fingerprint) -> Iterator[tuple[str, str]]:
    sampling, clustering = fingerprint.sampling, fingerprint.clustering
    yield "Moments", f"{len(fingerprint)}, evenly spread in time"
    yield "Decoded", f"{int(fingerprint.decoded.sum())} ({fingerprint.coverage:.1%})"
    stand_in = fingerprint.stand_in_seconds
    if stand_in is not None and (count := int((~np.isnan(stand_in)).sum())):
        yield "Stood in for", f"{count} by another frame"
    yield "Frames", "key frames and little else (--fast)" if sampling.fast else "exact"
    yield "Working size", f"within {sampling.scale.replace('x', ' × ')} pixels"
    if clustering.method == "average":
        yield "Color", "average of the frame"
    else:
        number = "as many as eyes tell apart, " if clustering.clusters == "auto" else ""
        yield "Colors", f"{number}up to {clustering.kept} for each moment ({clustering.method})"
    yield "Clustered in", {"oklab": "Oklab", "srgb": "sRGB"}.get(clustering.space, clustering.space)
    loudness = fingerprint.loudness_lufs
    if loudness is None:
        yield "Loudness", "not measured (--loudness)"
    elif np.isnan(loudness).all():
        yield "Loudness", "silent throughout"
    else:
        low, high = np.nanmin(loudness), np.nanmax(loudness)
        yield "Loudness", f"{low:.1f} to {high:.1f} LUFS".replace("-", "\N{MINUS SIGN}")
    stills = fingerprint.stills
    yield "Stills", "none kept (--stills)" if stills is None else str(len(stills.stills))
