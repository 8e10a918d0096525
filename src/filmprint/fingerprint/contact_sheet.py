"""Which frames of a film to keep as stills, and the contact sheet that holds them.

`moments_to_keep` needs no film. Of many stills, each is of the middle of an equal part of the film.
Of few, `choose_moments` chooses one sample after another, each time the one with the
largest product of

- merit: not black, not of one color, rather colorful than gray, not amid a fade;
- its distance in time from those chosen, in even steps of the film, 1 at most;
- the difference of its colors from the most similar of those chosen;
- what it shows of the film's palette that none of them shows as well.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PIL import Image

from filmprint.color.arrays import ByteArray, FloatArray
from filmprint.color.spaces import oklab_from_srgb
from filmprint.fingerprint.model import Fingerprint
from filmprint.fingerprint.provenance import film_tag
from filmprint.fingerprint.stills import Still, Stills
from filmprint.options import MOST_CHOSEN_STILLS

BOX = (960, 960)
"""Width and height in pixels that a still fits into; it is never larger than the film's frame."""
MOST_PIXELS = 32_000_000
"""Of all stills together, as 60 of 16:9 have, where there are more: the more, the smaller each, so
that memory and file do not grow."""
LEAST_STEP = 0.5
"""Seconds between stills that are spread evenly, at least."""
BACKGROUND = (17, 17, 17)
GAP = 0.025
"""Between stills and around them, in widths of a still."""
JPEG_QUALITY = 90
SHEET_ASPECT = 16 / 9
"""Width to height that a contact sheet comes near to."""
CONTRAST, LIGHTNESS, CHROMA = 0.15, 0.35, 0.08
"""Spread, mean lightness and mean chroma (Oklab) from which on a frame has full merit."""
PALETTE_COLORS = 12
FADE_SECONDS = 0.5
CHANGE_WEIGHT = 20.0
"""How much a change of colors, as in a fade, lowers a sample's merit."""


def moments_to_keep(fingerprint: Fingerprint, count: int) -> list[int]:
    """The decoded samples of `count` stills, or fewer, ascending."""
    if count <= MOST_CHOSEN_STILLS:
        return choose_moments(fingerprint, count)
    samples, times = len(fingerprint), fingerprint.times_seconds
    sampled_seconds = samples * float(np.median(np.diff(times))) if samples > 1 else 0.0
    count = min(count, samples, max(math.ceil(sampled_seconds / LEAST_STEP - 1e-6), 1))
    middles = ((np.arange(count) + 0.5) * samples / count).astype(int)
    return [int(sample) for sample in middles[fingerprint.decoded[middles]]]


def with_chosen_stills(fingerprint: Fingerprint, count: int) -> Fingerprint:
    """Of stills that are spread evenly, the at most `count` that show the film best."""
    kept = fingerprint.stills
    if kept is None or not kept.are_even:
        return fingerprint
    chosen = choose_moments(fingerprint, count, [still.sample for still in kept.stills])
    stills = tuple(still for still in kept.stills if still.sample in chosen)
    return replace(fingerprint, stills=replace(kept, stills=stills) if stills else None)


def still_box(count: int, aspect: float) -> tuple[int, int]:
    """Width and height in pixels that each of `count` stills of that width to height fits into."""
    if count <= MOST_CHOSEN_STILLS:
        return BOX
    width = math.sqrt(MOST_PIXELS / count * aspect)
    return max(min(int(width), BOX[0]), 1), max(min(int(width / aspect), BOX[1]), 1)


def choose_moments(
    fingerprint: Fingerprint, count: int, among: Sequence[int] | None = None
) -> list[int]:
    """At most `count` decoded samples that show the film best, ascending; `among` some or all."""
    decoded = np.flatnonzero(fingerprint.decoded)
    if len(decoded) == 0:
        return []
    presence = fingerprint.palette_presence(fingerprint.palette(PALETTE_COLORS))[decoded]
    presence = presence / np.maximum(presence.max(axis=0), 1e-9)
    change = _change(presence, _fade_samples(fingerprint))
    merit = _merit(fingerprint)[decoded] / (1 + CHANGE_WEIGHT * change)
    if among is not None:
        merit[~np.isin(decoded, among)] = 0.0
    step = max(len(fingerprint) / count, 1.0)
    distance, difference = np.ones(len(decoded)), np.ones(len(decoded))
    covered = np.zeros(presence.shape[1])
    chosen: list[int] = []
    while len(chosen) < min(count, len(decoded)):
        novelty = np.maximum(presence - covered, 0).mean(axis=1)
        best = int((merit * distance * (0.1 + difference) * (0.1 + novelty)).argmax())
        if best in chosen or not merit[best]:
            break
        chosen.append(best)
        distance = np.minimum(distance, np.abs(decoded - decoded[best]) / step)
        difference = np.minimum(difference, np.abs(presence - presence[best]).mean(axis=1))
        covered = np.maximum(covered, presence[best])
    return sorted(int(decoded[index]) for index in chosen)


def _merit(fingerprint: Fingerprint) -> FloatArray:
    """(N,) from almost 0 to 1: contrast, lightness and chroma of each sample."""
    lab, share = oklab_from_srgb(fingerprint.colors), fingerprint.shares[..., None]
    mean = (lab * share).sum(axis=1)
    spread = np.sqrt((((lab - mean[:, None]) ** 2) * share).sum(axis=(1, 2)))
    chroma = (np.hypot(lab[..., 1], lab[..., 2]) * fingerprint.shares).sum(axis=1)
    merit = np.minimum(spread / CONTRAST, 1) * np.minimum(mean[:, 0] / LIGHTNESS, 1) ** 2
    return np.asarray(1e-6 + merit * (0.5 + 0.5 * np.minimum(chroma / CHROMA, 1)))


def _fade_samples(fingerprint: Fingerprint) -> int:
    """How many samples lie in the length of a fade, at least 1."""
    times = fingerprint.film.picture_span.without_gaps(fingerprint.times_seconds)
    step = float(np.ptp(times)) / max(len(fingerprint) - 1, 1)
    return max(round(FADE_SECONDS / step), 1) if step else 1


def _change(presence: FloatArray, lag: int) -> FloatArray:
    """(N,): the difference from the more similar of the samples `lag` before and after."""
    steps = np.abs(presence[lag:] - presence[:-lag]).mean(axis=1)
    ends = np.full(min(lag, len(presence)), np.inf)
    nearer = np.minimum(np.append(steps, ends), np.append(ends, steps))
    return np.asarray(np.minimum(nearer, 1.0))


def make_contact_sheet(
    film_name: str, samples: Sequence[int], images: Sequence[ByteArray], wanted: int
) -> Stills:
    """The frames of some samples, (h, w, 3) uint8 and all of one size, on a contact sheet.

    `wanted` is the number of stills asked for. The comment in the file says that filmprint made it
    from that film, so it may be replaced.
    """
    height, width, _ = images[0].shape
    gap = max(round(GAP * width), 8)
    columns = _columns(len(images), width + gap, height + gap)
    rows = -(-len(images) // columns)
    size = (gap + columns * (width + gap), gap + rows * (height + gap))
    contact_sheet = Image.new("RGB", size, BACKGROUND)
    stills = []
    for n, (sample, image) in enumerate(zip(samples, images, strict=True)):
        row, column = divmod(n, columns)
        x, y = gap + column * (width + gap), gap + row * (height + gap)
        contact_sheet.paste(Image.fromarray(image), (x, y))
        stills.append(Still(sample=sample, x=x, y=y))
    file = io.BytesIO()
    contact_sheet.save(
        file, "jpeg", quality=JPEG_QUALITY, subsampling=0, comment=film_tag(film_name)
    )
    return Stills(
        wanted=wanted, width=width, height=height, stills=tuple(stills), sheet=file.getvalue()
    )


def _columns(count: int, width: float, height: float) -> int:
    """Columns that leave few cells empty and bring the sheet near `SHEET_ASPECT`."""

    def cost(columns: int) -> float:
        rows = -(-count // columns)
        empty = (rows * columns - count) / count
        return abs(math.log(columns * width / (rows * height) / SHEET_ASPECT)) + empty

    return min(range(1, count + 1), key=cost)
