"""The palette of one moment of a film, or of the shot that it is in."""

from dataclasses import dataclass

import numpy as np

from filmprint.color.names import color_name
from filmprint.color.palette import PaletteColor, vividness
from filmprint.errors import FingerprintFileError
from filmprint.fingerprint.by_shot import ShotFingerprint
from filmprint.fingerprint.model import Fingerprint
from filmprint.measures.shot_colors import shot_palette
from filmprint.options import Export, Prefer


@dataclass(frozen=True)
class Moment:
    """The time of a sample, or when a shot begins, and its palette."""

    seconds: float
    palette: tuple[PaletteColor, ...]


def moment_at(
    fingerprint: Fingerprint, seconds: float, colors: int, *, prefer: Prefer = Export.prefer
) -> Moment:
    """The decoded sample nearest to a time from the film's first frame, with at most `colors` of
    its clusters, those that `prefer` says first; of a fingerprint by shot, the shot at that time
    with its palette.

    A negative time counts from the film's end. Raises `FingerprintFileError` for one outside
    of the film, or in a shot without colors.
    """
    duration = fingerprint.film.duration_seconds
    time = seconds + duration if seconds < 0 else seconds
    last = fingerprint.times_seconds[-1]
    if isinstance(fingerprint, ShotFingerprint):
        last = fingerprint.edges_seconds[-1]
    if not 0 <= time <= max(duration, float(last)):
        raise FingerprintFileError(
            f"{fingerprint.film.name}: --at {seconds:g} lies outside of its {duration:g} seconds."
        )
    if isinstance(fingerprint, ShotFingerprint):
        return _of_shot(fingerprint, time, colors)
    decoded = np.flatnonzero(fingerprint.decoded)
    if len(decoded) == 0:
        raise FingerprintFileError(f"{fingerprint.film.name}: none of its moments has colors.")
    sample = int(decoded[np.abs(fingerprint.times_seconds[decoded] - time).argmin()])
    palette = _clusters(fingerprint, sample, colors, prefer)
    return Moment(float(fingerprint.times_seconds[sample]), palette)


def _of_shot(fingerprint: ShotFingerprint, time: float, colors: int) -> Moment:
    edges = fingerprint.edges_seconds
    shot = int(np.searchsorted(edges, time, side="right")) - 1
    if not 0 <= shot < len(fingerprint) or not fingerprint.decoded[shot]:
        raise FingerprintFileError(
            f"{fingerprint.film.name}: at {time:g} seconds there is no shot that has colors."
        )
    return Moment(float(edges[shot]), shot_palette(fingerprint, shot, colors))


def _clusters(
    fingerprint: Fingerprint, sample: int, colors: int, prefer: Prefer
) -> tuple[PaletteColor, ...]:
    """The at most `colors` clusters of a sample, the largest or the most vivid first."""
    used = fingerprint.shares[sample] > 0
    sample_colors, shares = fingerprint.colors[sample, used], fingerprint.shares[sample, used]
    merit = vividness(sample_colors, shares) if prefer == "vivid" else shares
    first = np.argsort(-merit, kind="stable")[:colors]
    palette = []
    for rgb, share in zip(sample_colors[first], shares[first], strict=True):
        red, green, blue = (int(value) for value in rgb)
        palette.append(PaletteColor((red, green, blue), round(float(share), 6), color_name(rgb)))
    return tuple(palette)
