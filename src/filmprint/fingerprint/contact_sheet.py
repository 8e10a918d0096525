"""Which frames of a film to keep, and the sheet that they are kept on. No film needed.

`choose_moments` takes one sample after another, each time the one with the largest product of

- merit: not black, not of one color, rather colorful than gray, not amid a fade;
- how far it is in time from those taken, in even steps of the film, 1 at most;
- how different its colors are from the most alike of those taken;
- what it shows of the film's palette that none of them shows as well.
"""

import io
import math
from collections.abc import Sequence

import numpy as np
from PIL import Image

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.color.spaces import oklab_from_srgb
from filmprint.fingerprint.model import Fingerprint
from filmprint.fingerprint.provenance import film_tag
from filmprint.fingerprint.stills import Still, Stills

BOX = (960, 960)
"""A still fits into it, in pixels; it is never larger than the film's own frame."""
BACKGROUND = (17, 17, 17)
GAP = 0.025
"""Between stills and around them, as a part of a still's width."""
JPEG_QUALITY = 90

CONTRAST, LIGHTNESS, CHROMA = 0.15, 0.35, 0.08
"""Spread, mean lightness and mean chroma (Oklab) from which on a frame loses nothing by them."""
PALETTE_COLORS = 12
FADE_SECONDS = 0.5
CHANGE_WEIGHT = 20.0
"""How much it counts against a sample that the colors around it change."""


def choose_moments(fingerprint: Fingerprint, count: int) -> list[int]:
    """At most `count` decoded samples that show the film best, ascending."""
    decoded = np.flatnonzero(fingerprint.decoded)
    if len(decoded) == 0:
        return []
    shown = fingerprint.palette_presence(fingerprint.palette(PALETTE_COLORS))[decoded]
    shown = shown / np.maximum(shown.max(axis=0), 1e-9)
    merit = _merit(fingerprint)[decoded] / (1 + CHANGE_WEIGHT * _change(shown, _lag(fingerprint)))
    step = max(len(fingerprint) / count, 1.0)
    distance, difference = np.ones(len(decoded)), np.ones(len(decoded))
    covered = np.zeros(shown.shape[1])
    chosen: list[int] = []
    while len(chosen) < min(count, len(decoded)):
        novelty = np.maximum(shown - covered, 0).mean(axis=1)
        best = int((merit * distance * (0.1 + difference) * (0.1 + novelty)).argmax())
        if best in chosen:
            break
        chosen.append(best)
        distance = np.minimum(distance, np.abs(decoded - decoded[best]) / step)
        difference = np.minimum(difference, np.abs(shown - shown[best]).mean(axis=1))
        covered = np.maximum(covered, shown[best])
    return sorted(int(decoded[index]) for index in chosen)


def _merit(fingerprint: Fingerprint) -> FloatArray:
    """(N,) from almost 0 to 1."""
    lab, share = oklab_from_srgb(fingerprint.colors), fingerprint.shares[..., None]
    mean = (lab * share).sum(axis=1)
    spread = np.sqrt((((lab - mean[:, None]) ** 2) * share).sum(axis=(1, 2)))
    chroma = (np.hypot(lab[..., 1], lab[..., 2]) * fingerprint.shares).sum(axis=1)
    merit = np.minimum(spread / CONTRAST, 1) * np.minimum(mean[:, 0] / LIGHTNESS, 1) ** 2
    return np.asarray(1e-6 + merit * (0.5 + 0.5 * np.minimum(chroma / CHROMA, 1)))


def _lag(fingerprint: Fingerprint) -> int:
    """How many samples lie in the length of a fade, at least 1."""
    step = float(np.ptp(fingerprint.times_seconds)) / max(len(fingerprint) - 1, 1)
    return max(round(FADE_SECONDS / step), 1) if step else 1


def _change(shown: FloatArray, lag: int) -> FloatArray:
    """(N,): how far a sample is from the more alike of those `lag` before and after it."""
    steps = np.abs(shown[lag:] - shown[:-lag]).mean(axis=1)
    ends = np.full(min(lag, len(shown)), np.inf)
    nearer = np.minimum(np.append(steps, ends), np.append(ends, steps))
    return np.asarray(np.minimum(nearer, 1.0))


def make_sheet(
    film_name: str, samples: Sequence[int], images: Sequence[ByteArray], wanted: int
) -> Stills:
    """The frames of some samples, all of one size (h, w, 3), on a sheet near 16 to 9.

    The file's comment is a provenance tag: a sheet of ours, of that film, may be written again.
    """
    height, width, _ = images[0].shape
    gap = max(round(GAP * width), 8)
    columns = _columns(len(images), width + gap, height + gap)
    rows = -(-len(images) // columns)
    size = (gap + columns * (width + gap), gap + rows * (height + gap))
    sheet = Image.new("RGB", size, BACKGROUND)
    stills = []
    for n, (sample, image) in enumerate(zip(samples, images, strict=True)):
        row, column = divmod(n, columns)
        x, y = gap + column * (width + gap), gap + row * (height + gap)
        sheet.paste(Image.fromarray(image), (x, y))
        stills.append(Still(sample=sample, x=x, y=y))
    file = io.BytesIO()
    sheet.save(file, "jpeg", quality=JPEG_QUALITY, subsampling=0, comment=film_tag(film_name))
    return Stills(
        wanted=wanted, width=width, height=height, stills=tuple(stills), sheet=file.getvalue()
    )


def _columns(count: int, width: float, height: float) -> int:
    """Columns that leave few cells empty and bring the sheet near 16 to 9."""

    def cost(columns: int) -> float:
        rows = -(-count // columns)
        empty = (rows * columns - count) / count
        return abs(math.log(columns * width / (rows * height) / (16 / 9))) + empty

    return min(range(1, count + 1), key=cost)
