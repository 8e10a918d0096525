"""The palette of one moment of a film."""

import numpy as np

from filmprint.color.names import color_name
from filmprint.color.palette import PaletteColor
from filmprint.errors import FingerprintFileError
from filmprint.fingerprint.model import Fingerprint


def sample_at(fingerprint: Fingerprint, seconds: float) -> int:
    """The decoded sample nearest to a time from the film's first frame.

    A negative time counts from the film's end. Raises `FingerprintFileError` for one outside
    of the film.
    """
    duration = fingerprint.film.duration_seconds
    time = seconds + duration if seconds < 0 else seconds
    if not 0 <= time <= max(duration, float(fingerprint.times_seconds[-1])):
        raise FingerprintFileError(
            f"{fingerprint.film.name}: --at {seconds:g} lies outside of its {duration:g} seconds."
        )
    decoded = np.flatnonzero(fingerprint.decoded)
    if len(decoded) == 0:
        raise FingerprintFileError(f"{fingerprint.film.name}: none of its moments has colors.")
    return int(decoded[np.abs(fingerprint.times_seconds[decoded] - time).argmin()])


def moment_palette(fingerprint: Fingerprint, sample: int, colors: int) -> tuple[PaletteColor, ...]:
    """The at most `colors` clusters of a sample, the largest share first."""
    count = min(int((fingerprint.shares[sample] > 0).sum()), colors)
    palette = []
    for rgb, share in zip(
        fingerprint.colors[sample, :count], fingerprint.shares[sample, :count], strict=True
    ):
        red, green, blue = (int(value) for value in rgb)
        palette.append(PaletteColor((red, green, blue), round(float(share), 6), color_name(rgb)))
    return tuple(palette)
