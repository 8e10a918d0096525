"""The film's colors as a strip to lay under a player's seek bar."""

import io

import numpy as np
from PIL import Image

from filmprint.color.arrays import ByteArray
from filmprint.fingerprint.by_shot import ShotFingerprint
from filmprint.fingerprint.model import Fingerprint
from filmprint.measures.measures import sample_stretches

UNDECODED = (128, 128, 128)
"""Color of the samples that could not be decoded."""


def seekbar_png(fingerprint: Fingerprint, size: tuple[int, int]) -> bytes:
    """A PNG of exactly `size` (width, height), from the film's first frame to its end."""
    width, height = size
    strip = np.broadcast_to(seekbar_colors(fingerprint, width), (height, width, 4))
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(strip)).save(file, "png")
    return file.getvalue()


def seekbar_colors(fingerprint: Fingerprint, width: int) -> ByteArray:
    """(width, 4) uint8 RGBA: for each pixel, the dominant color at the moment under its middle, or
    of the shot.

    Nothing is blended. Where the film was not sampled, as in its black ends and between
    several parts, it is transparent.
    """
    span, count = fingerprint.film.picture_span, len(fingerprint)
    duration = max(fingerprint.film.duration_seconds, span.end_seconds, 1e-9)
    seconds = (np.arange(width) + 0.5) / width * duration
    if isinstance(fingerprint, ShotFingerprint):
        samples = np.searchsorted(fingerprint.edges_seconds, seconds, side="right") - 1
    elif len(span.sampled_parts) > 1:
        begin = sample_stretches(fingerprint).begin
        samples = np.searchsorted(begin, seconds, side="right") - 1
        samples[span.is_in_gap(seconds) | (seconds >= span.end_seconds)] = -1
    else:
        length = max(span.sampled_seconds, 1e-9)
        elapsed = (seconds - span.start_seconds) / length * count
        samples = np.floor(np.round(elapsed, 9)).astype(np.int64)  # 2.9999999999 is 3
    sampled = (samples >= 0) & (samples < count)
    colors = np.where(fingerprint.decoded[:, None], fingerprint.dominant()[:, 0], UNDECODED)
    pixels = np.zeros((width, 4), np.uint8)
    pixels[sampled, :3] = colors[samples[sampled]]
    pixels[sampled, 3] = 255
    return pixels
