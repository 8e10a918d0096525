"""The first pass over a film: its picture area, and where its picture begins and ends in time.

Key frames can be decoded alone, so a dozen of them cost next to nothing. Where a film or a range
begins in the middle of a group of pictures, as after a cut by stream copy, some of the frames
before the first key frame are decoded as well.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from filmprint.analysis.black_ends import first_picture_time, last_picture_time
from filmprint.analysis.credits import credits_time
from filmprint.analysis.key_frame_probe import KeyFrameProbe
from filmprint.analysis.letterbox import detect_picture_area
from filmprint.errors import OptionError
from filmprint.fingerprint.film import PictureArea
from filmprint.options import Sampling
from filmprint.options.checks import parse_area
from filmprint.options.sampling import FilmPart, in_order
from filmprint.processes.workers import Workers
from filmprint.video import FilmProbe, Source
from filmprint.video.chapters import chapter_part

AREA_FRAMES = 12
"""Key frames that are decoded to detect the picture area."""


@dataclass(frozen=True)
class FirstPass:
    """What the key frames show. Times are in seconds from the film's first frame.

    area
        The picture area in coded pixels; None where no picture was detected.
    parts
        The parts of the film to sample, in order, at least one.
    credits
        Where the end credits begin; None where there are none or they were not searched for.
    """

    area: PictureArea | None
    parts: tuple[FilmPart, ...]
    credits: Fraction | None = None


def first_pass(film: FilmProbe, source: Source, sampling: Sampling, workers: Workers) -> FirstPass:
    """Decode key frames between --start and --end, or of --chapter.

    Raises `OptionError` where nothing lies between them, where there is no such chapter, where
    parts overlap, or where --crop is not inside the frame.
    """
    parts = _parts(film, sampling)
    area = _given_area(sampling, source.coded_size)
    probe = KeyFrameProbe(film, source, workers)
    probed_of_parts = [_probed_packets(probe, part.start, part.end) for part in parts]
    probed = [packet for of_part in probed_of_parts for packet in of_part]
    needs_frames = sampling.crop == "auto" or sampling.trim != "none"
    if film.index.addressed_by_number or not probed or not needs_frames:
        return FirstPass(area, parts)
    spread = np.linspace(0, len(probed) - 1, min(AREA_FRAMES, len(probed))).astype(int)
    probe.decode([probed[n] for n in spread], with_envelope=sampling.crop == "auto")
    if sampling.crop == "auto" and probe.envelope is not None:
        area = detect_picture_area(probe.envelope)
        area = area and area.rescaled(frame=probe.envelope.size, target=source.coded_size)
    untrimmed = FirstPass(area, parts)
    first: Fraction | None = parts[0].start
    if sampling.trims_start:
        first = first_picture_time(probe, probed_of_parts[0], parts[0].start, parts[0].end)
    if first is None:  # a black film is sampled whole
        return untrimmed
    last, late = parts[-1].end, probed_of_parts[-1]
    credits_start = None
    if sampling.trim == "credits" and sampling.trims_end:
        credits_start = credits_time(probe, late, last)
        if credits_start is not None:
            late = [packet for packet in late if probe.time(packet) < credits_start]
    if sampling.trims_end:
        last = last_picture_time(probe, late, credits_start or last)
    trimmed = (FilmPart(first, parts[0].end), *parts[1:])
    trimmed = (*trimmed[:-1], FilmPart(trimmed[-1].start, last))
    if any(part.start >= part.end for part in trimmed):  # nothing but credits
        return untrimmed
    return FirstPass(area, trimmed, credits_start)


def _parts(film: FilmProbe, sampling: Sampling) -> tuple[FilmPart, ...]:
    """The parts of the film that --start and --end say, or --chapter."""
    duration = film.end - film.start
    if not sampling.chapters:
        return sampling.parts(duration)
    return in_order([chapter_part(name, film.chapters, duration) for name in sampling.chapters])


def _probed_packets(probe: KeyFrameProbe, start: Fraction, end: Fraction) -> list[int]:
    """The packets that stand for the film between `start` and `end`, in display order.

    These are its key packets. Where other packets come before the first of them that can be decoded
    from an earlier key packet, also some of those: at least the first, at most as many as make
    `AREA_FRAMES` in all.
    """
    keys = probe.key_packets_between(start, end)
    before = probe.packets_between(start, probe.time(keys[0]) if keys else end)
    before = [packet for packet in before if probe.is_decodable(packet)]
    count = min(max(AREA_FRAMES - len(keys), 1), len(before))
    spread = np.arange(count) * len(before) // max(count, 1)
    return [*(before[n] for n in spread), *keys]


def _given_area(sampling: Sampling, coded_size: tuple[int, int]) -> PictureArea | None:
    """The area that --crop states; None for auto."""
    width, height = coded_size
    if sampling.crop == "auto":
        return None
    if sampling.crop == "none":
        return PictureArea(x=0, y=0, width=width, height=height)
    x, y, area_width, area_height = parse_area("crop", sampling.crop)
    if x + area_width > width or y + area_height > height:
        raise OptionError(
            f"--crop {sampling.crop} is not inside the frame of {width}x{height} pixels."
        )
    return PictureArea(x=x, y=y, width=area_width, height=area_height)
