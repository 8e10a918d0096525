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
from filmprint.processes.workers import Workers
from filmprint.video import FilmProbe, Source
from filmprint.video.chapters import chapter_named

AREA_FRAMES = 12
"""Key frames that are decoded to detect the picture area."""


@dataclass(frozen=True)
class FirstPass:
    """What the key frames show. Times are in seconds from the film's first frame.

    area
        The picture area in coded pixels; None where no picture was detected.
    start, end
        The part of the film to sample.
    credits
        Where the end credits begin; None where there are none or they were not searched for.
    """

    area: PictureArea | None
    start: Fraction
    end: Fraction
    credits: Fraction | None = None


def first_pass(film: FilmProbe, source: Source, sampling: Sampling, workers: Workers) -> FirstPass:
    """Decode key frames between --start and --end, or of --chapter.

    Raises `OptionError` where nothing lies between them, where there is no such chapter, or where
    --crop is not inside the frame.
    """
    duration = film.end - film.start
    start, end = sampling.range_seconds(duration)
    if sampling.chapter is not None:
        chapter = chapter_named(sampling.chapter, film.chapters)
        start, end = max(chapter.start, Fraction(0)), min(chapter.end, duration)
        if start >= end:
            raise OptionError(f"--chapter {sampling.chapter}: nothing of it is in the film.")
    area = _given_area(sampling, source.coded_size)
    probe = KeyFrameProbe(film, source, workers)
    probed = _probed_packets(probe, start, end)
    needs_frames = sampling.crop == "auto" or sampling.trim != "none"
    if film.index.addressed_by_number or not probed or not needs_frames:
        return FirstPass(area, start, end)
    spread = np.linspace(0, len(probed) - 1, min(AREA_FRAMES, len(probed))).astype(int)
    probe.decode([probed[n] for n in spread], with_envelope=sampling.crop == "auto")
    if sampling.crop == "auto" and probe.envelope is not None:
        area = detect_picture_area(probe.envelope)
        area = area and area.rescaled(frame=probe.envelope.size, target=source.coded_size)
    untrimmed = FirstPass(area, start, end)
    first: Fraction | None = start
    if sampling.trims_start:
        first = first_picture_time(probe, probed, start, end)
    if first is None:  # a black film is sampled whole
        return untrimmed
    credits_start = None
    if sampling.trim == "credits" and sampling.trims_end:
        credits_start = credits_time(probe, probed, end)
        if credits_start is not None:
            probed = [packet for packet in probed if probe.time(packet) < credits_start]
    last = end
    if sampling.trims_end:
        last = last_picture_time(probe, probed, credits_start or end)
    if first >= last:  # nothing but credits
        return untrimmed
    return FirstPass(area, first, last, credits_start)


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
