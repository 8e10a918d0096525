"""A film that is ready to be decoded: which of its frames are wanted, and how to read them."""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from msgspec import UNSET, structs

from filmprint.analysis import worker_tasks
from filmprint.analysis.decode_plan import (
    displayed_frames,
    in_timestamp_gaps,
    sample_times_in_parts,
    worthwhile_processes,
)
from filmprint.analysis.fast_plan import plan_key_frames
from filmprint.analysis.first_pass import FirstPass, first_pass
from filmprint.errors import FilmError, OptionError
from filmprint.fingerprint.film import Film, PictureArea, PictureSpan, SampledPart
from filmprint.options import Sampling
from filmprint.options.sampling import MAX_SAMPLES, FilmPart
from filmprint.options.times import clock, clock_within
from filmprint.processes.workers import Workers
from filmprint.remote.path import FilmPath
from filmprint.video import FilmProbe, Source, scaled_frame_size
from filmprint.video.packet_index import PacketIndex


@dataclass(frozen=True, kw_only=True)
class DecodeJob:
    """A film, and the frames of it that are wanted.

    times
        The sample times, in seconds from the film's first frame.
    packets
        Sample to the number of the packet that is displayed then; only samples that the film has.
    fast
        `sampling.fast`; off for films whose frames are addressed by number.
    area_is_known
        Whether the picture area was given or detected. Else it is the whole frame.
    """

    film: Film
    index: PacketIndex
    source: Source
    sampling: Sampling
    sample_aspect_ratio: float
    times: list[Fraction]
    packets: dict[int, int]
    fast: bool
    area_is_known: bool
    warnings: tuple[str, ...]

    @property
    def shown_packets(self) -> dict[int, int]:
        """Sample to the packet that is decoded for it: with `fast`, the nearby key packet."""
        if self.fast:
            return plan_key_frames(self.index, self.packets).stand_in
        return self.packets

    @property
    def frame_seconds(self) -> float:
        """How long a frame is usually displayed."""
        return float(self.index.median_frame_duration * self.index.time_base)

    def with_area(self, area: PictureArea) -> "DecodeJob":
        """The same job with another picture area."""
        job = replace(self, film=structs.replace(self.film, picture_area=area))
        return replace(job, source=job.source_scaled_to(self.sampling.box))

    @property
    def picture_aspect(self) -> float:
        """Width to height of the upright picture."""
        area = self.film.picture_area
        aspect = area.width * self.sample_aspect_ratio / area.height
        return 1 / aspect if self.source.orientation.swaps_sides else aspect

    def source_scaled_to(self, box: tuple[int, int]) -> Source:
        """The source whose upright picture fits into a box of (width, height) pixels."""
        area = self.film.picture_area
        swapped = self.source.orientation.swaps_sides
        size = scaled_frame_size(
            self.source.coded_size, self.sample_aspect_ratio, area, box[::-1] if swapped else box
        )
        return replace(self.source, area=area, scaled_size=size)


def prepare(
    path: FilmPath,
    sampling: Sampling,
    workers: Workers,
    *,
    analyzed: Film | None = None,
    interval: float | None = None,
) -> DecodeJob:
    """Probe a film, run the first pass, and choose the frames to decode.

    `analyzed` is the result of an earlier analysis of the film with these options; the first pass
    is not run again. With `interval`, there are not `sampling.frames` samples but so many that they
    are at most `interval` seconds apart.

    All that touches the film happens in workers: a film that crashes FFmpeg costs only itself.
    Raises `FilmError` also for a film that is cut short before its first sample.
    """
    workers.begin_film()
    hwaccel, max_pixels = workers.execution.hwaccel, workers.limits.max_pixels
    task = (path, sampling, max_pixels, hwaccel)
    (probed,) = workers.run(worker_tasks.probe_film, [task])
    probe, warnings = probed.probe, probed.probe.warnings
    if hwaccel != "none" and probed.device is None:
        warnings += (f"no device for --hwaccel {hwaccel}; the processor decoded.",)
    film = probe.film
    if analyzed is None:
        count = worthwhile_processes(probe.index, film.width * film.height, sampling)
        workers.start(count, worker_tasks.__name__)
    source = Source(
        path=path,
        modified_ns=film.modified_ns,
        stream_index=probe.stream_index,
        color=film.color,
        coded_size=(film.width, film.height),
        scaled_size=(film.width, film.height),
        area=film.picture_area,
        orientation=probe.orientation,
        device=probed.device,
        rate=sampling.rate,
        max_pixels=max_pixels,
    )
    if analyzed is None:
        first = first_pass(probe, source, sampling, workers)
    else:
        first = _known_first_pass(analyzed, probe.index.time_base)
    if interval is not None:
        sampling = replace(sampling, frames=_samples_within(interval, first))
    times = sample_times_in_parts(first.parts, sampling.frames)
    packets = _packets_at(probe, times)
    if not packets:
        _refuse_cut_short(path, probe, interval)
    fast = sampling.fast and not probe.index.addressed_by_number
    job = DecodeJob(
        film=structs.replace(film, picture_span=_picture_span(first)),
        index=probe.index,
        source=replace(source, skip_loop_filter=fast),
        sampling=sampling,
        sample_aspect_ratio=probe.sample_aspect_ratio,
        times=times,
        packets=packets,
        fast=fast,
        area_is_known=first.area is not None,
        warnings=warnings,
    )
    return job.with_area(first.area or film.picture_area)


def _packets_at(probe: FilmProbe, times: list[Fraction]) -> dict[int, int]:
    """Sample to the packet displayed at its time; without samples in gaps or after the end."""
    index = probe.index
    presentation_times = [probe.start + time for time in times]
    displayed = displayed_frames(index, presentation_times)
    missing = in_timestamp_gaps(index, presentation_times, displayed)
    return {
        sample: int(displayed[sample])
        for sample, time in enumerate(presentation_times)
        if time < index.end * index.time_base and not missing[sample]
    }


def _picture_span(first: FirstPass) -> PictureSpan:
    parts = tuple(
        SampledPart(start_seconds=float(part.start), end_seconds=float(part.end))
        for part in first.parts
    )
    return PictureSpan(
        start_seconds=parts[0].start_seconds,
        end_seconds=parts[-1].end_seconds,
        credits_seconds=None if first.credits is None else float(first.credits),
        parts=parts if len(parts) > 1 else UNSET,
    )


def _samples_within(interval: float, first: FirstPass) -> int:
    """How many samples are at most `interval` seconds apart. Raises `OptionError` for too many."""
    seconds = sum(part.end - part.start for part in first.parts)
    count = max(ceil(seconds / Fraction(interval)), 1)
    if count > MAX_SAMPLES:
        raise OptionError(
            f"--interval {interval:g} cuts the film into {count} parts, more than {MAX_SAMPLES}."
        )
    return count


def _refuse_cut_short(path: FilmPath, probe: FilmProbe, interval: float | None) -> None:
    """Raise `FilmError` for a film that is cut short before its first sample."""
    whole = float(probe.end - probe.start)
    readable_seconds = float(probe.index.end * probe.index.time_base - probe.start)
    if readable_seconds < whole:
        advice = (
            f"--end {clock_within(readable_seconds)}"
            if interval is None
            else f"--interval {readable_seconds:.2g}"
        )
        raise FilmError(
            f"{path}: cut short: only {clock(readable_seconds)} of {clock(whole)} is readable, "
            f"and no sample falls in it; use {advice}."
        )


def _known_first_pass(film: Film, time_base: Fraction) -> FirstPass:
    """The first pass of an earlier analysis."""
    span = film.picture_span
    return FirstPass(
        area=film.picture_area,
        parts=tuple(
            FilmPart(
                _exact_seconds(part.start_seconds, time_base),
                _exact_seconds(part.end_seconds, time_base),
            )
            for part in span.sampled_parts
        ),
        credits=None if span.credits_seconds is None else Fraction(span.credits_seconds),
    )


def _exact_seconds(seconds: float, time_base: Fraction) -> Fraction:
    """The fraction that became `seconds` in a fingerprint: ticks, or a decimal number of seconds.

    Sample times must not move by a rounding error: they may fall exactly on a frame's time.
    """
    ticks = round(Fraction(seconds) / time_base) * time_base
    decimal = Fraction(seconds).limit_denominator(1_000_000)
    return next((exact for exact in (ticks, decimal) if float(exact) == seconds), Fraction(seconds))
