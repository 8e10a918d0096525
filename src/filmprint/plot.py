"""Fingerprints on matplotlib axes of your own: `strip`, `curves` and `space`.

import filmprint

filmprint.plot.strip(fingerprint, ax=ax)
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from filmprint.color.arrays import FloatArray
from filmprint.color.cielab import cielab_from_srgb
from filmprint.color.spaces import srgb_from_oklab
from filmprint.errors import OptionError
from filmprint.fingerprint.by_shot import ShotFingerprint
from filmprint.fingerprint.model import Fingerprint
from filmprint.measures.formulas import SCALARS, UNITS
from filmprint.measures.index import film_cubes
from filmprint.measures.measures import by_sample, sample_stretches

CURVES = (*SCALARS, "change", "loudness_lufs")
"""What `curves` can draw."""
LARGEST = 6000.0
"""Area of a disc of `space` that is the whole film, in square points."""


def strip(fingerprint: Fingerprint, *, ax: Axes | None = None, dominant: int = 1) -> Axes:
    """Bars of the `dominant` most frequent colors over time in seconds; nothing is blended, and
    gaps between parts of the film are left free.

    Gives back the axes, new ones where none are given.
    """
    axes = _axes(ax)
    stretches = sample_stretches(fingerprint)
    colors = fingerprint.dominant(dominant).swapaxes(0, 1)
    if isinstance(fingerprint, ShotFingerprint):
        edges = np.append(stretches.begin, stretches.end[-1])
        axes.pcolormesh(edges, np.arange(dominant + 1), colors)
    else:
        span = fingerprint.film.picture_span
        for part in span.samples_of_parts(fingerprint.times_seconds):
            extent = stretches.begin[part][0], stretches.end[part][-1], dominant, 0
            axes.imshow(colors[:, part], aspect="auto", interpolation="nearest", extent=extent)
        axes.set_xlim(stretches.begin[0], stretches.end[-1])
    axes.set_ylim(dominant, 0)
    axes.set_yticks([])
    axes.set_xlabel("seconds")
    return axes


def curves(
    fingerprint: Fingerprint, names: str | Sequence[str] = "lightness", *, ax: Axes | None = None,
    **style: Any,
) -> Axes:  # fmt: skip
    """Measures over time in seconds, one of `CURVES` or several; `style` is matplotlib's `plot`.

    Raises `OptionError` for a name that is none.
    """
    wanted = (names,) if isinstance(names, str) else tuple(names)
    for name in wanted:
        if name not in CURVES:
            raise OptionError(f"{name!r} is no measure; the measures are {', '.join(CURVES)}.")
    axes = _axes(ax)
    timed = by_sample(fingerprint)
    parts = fingerprint.film.picture_span.samples_of_parts(fingerprint.times_seconds)
    for name in wanted:
        values = getattr(timed.measures if name in SCALARS else timed, name)
        breaks = [part.start for part in parts[1:]]  # no line over a gap
        times = np.insert(fingerprint.times_seconds, breaks, np.nan)
        axes.plot(times, np.insert(values, breaks, np.nan), **{"label": name, **style})
    axes.set_xlabel("seconds")
    if len(wanted) == 1:
        axes.set_ylabel(f"{wanted[0]} ({UNITS[wanted[0]]})")
    else:
        axes.legend()
    return axes


def space(fingerprint: Fingerprint, *, ax: Axes | None = None, space: str = "oklab") -> Axes:
    """All colors of the film in the plane of hues of `oklab` or `cielab`: red to the right, yellow
    up. A disc's area is its color's share. Raises `OptionError` for another space."""
    if space not in ("oklab", "cielab"):
        raise OptionError(f"space must be oklab or cielab, not {space!r}.")
    axes = _axes(ax)
    cubes = film_cubes(fingerprint)
    order = np.argsort(-cubes.shares, kind="stable")  # small ones over large ones
    oklab = cubes.points[order]
    srgb = srgb_from_oklab(oklab)
    lab: FloatArray = oklab if space == "oklab" else cielab_from_srgb(srgb)
    axes.scatter(lab[:, 1], lab[:, 2], s=LARGEST * cubes.shares[order], c=srgb / 255, linewidths=0)
    axes.set_aspect("equal", "datalim")
    name, sign = ("Oklab", "") if space == "oklab" else ("CIELAB", "*")
    axes.set_xlabel(f"a{sign} ({name})")
    axes.set_ylabel(f"b{sign} ({name})")
    return axes


def _axes(ax: Axes | None) -> Axes:
    if ax is not None:
        return ax
    from matplotlib import pyplot

    return pyplot.subplots()[1]
