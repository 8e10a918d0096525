"""What is gathered from a film besides its colors: loudness, frame columns and stills."""

from dataclasses import replace

import numpy as np

from filmprint.analysis.decode_job import DecodeJob
from filmprint.analysis.decode_plan import plan_decode_ranges
from filmprint.analysis.loudness import mean_loudness
from filmprint.analysis.sample_colors import SampleColors, sample_colors
from filmprint.analysis.worker_tasks import ReadPictures, run_over_ranges
from filmprint.fingerprint.contact_sheet import make_contact_sheet, moments_to_keep, still_box
from filmprint.fingerprint.frame_columns import ROWS, FrameColumns
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import MOST_CHOSEN_STILLS, Clustering, Extras
from filmprint.processes.workers import Workers
from filmprint.video import measure_loudness


def with_extras(
    fingerprint: Fingerprint, job: DecodeJob, extras: Extras, workers: Workers
) -> Fingerprint:
    """The fingerprint with the extras that are asked for; `job` is the one that it came from."""
    if extras.loudness:
        fingerprint = _with_loudness(fingerprint, job, workers)
    if extras.frame_columns and fingerprint.frame_columns is None:
        fingerprint = _with_columns(fingerprint, job, workers)
    if extras.stills:
        fingerprint = _with_stills(fingerprint, job, extras.stills, workers)
    return fingerprint


def columns_of_samples(film_name: str, result: SampleColors, count: int) -> FrameColumns:
    """The columns of `count` samples, black for those that were not decoded."""
    columns = np.zeros((count, 2, ROWS, 3), np.uint8)
    for sample, of_frame in result.columns.items():
        columns[sample] = of_frame
    return FrameColumns.of(film_name, columns[:, 0], columns[:, 1])


def _with_columns(fingerprint: Fingerprint, job: DecodeJob, workers: Workers) -> Fingerprint:
    """With the frames of all samples squeezed; they are decoded again as for their colors."""
    quickest = Clustering(method="average", space="srgb")  # the colors are known
    result = sample_colors(job, quickest, workers, None, with_columns=True)
    columns = columns_of_samples(fingerprint.film.name, result, len(fingerprint))
    return replace(fingerprint, frame_columns=columns)


def _with_loudness(fingerprint: Fingerprint, job: DecodeJob, workers: Workers) -> Fingerprint:
    """With the mean loudness of the stretch of the film around each sample."""
    film, span = fingerprint.film, fingerprint.film.picture_span
    task = (job.source.path, film.start_seconds, span.end_seconds)
    (momentary,) = workers.run(measure_loudness, [task])
    sampled = ~span.is_in_gap(momentary.times_seconds)
    without_gaps = replace(
        momentary,
        times_seconds=span.without_gaps(momentary.times_seconds[sampled]),
        lufs=momentary.lufs[sampled],
    )
    start, end = span.without_gaps(np.array([span.start_seconds, span.end_seconds]))
    edges = np.linspace(start, end, len(fingerprint) + 1)
    return replace(
        fingerprint,
        loudness_lufs=mean_loudness(without_gaps, edges),
        warnings=fingerprint.warnings + momentary.warnings,
    )


def _with_stills(
    fingerprint: Fingerprint, job: DecodeJob, count: int, workers: Workers
) -> Fingerprint:
    """With the frames of some samples, which are decoded again at a larger size."""
    packets = job.shown_packets
    chosen = [sample for sample in moments_to_keep(fingerprint, count) if sample in packets]
    if count <= MOST_CHOSEN_STILLS:  # each packet once
        chosen = sorted({packets[sample]: sample for sample in chosen}.values())
    ranges = plan_decode_ranges(job.index, {sample: packets[sample] for sample in chosen})
    source = job.source_scaled_to(still_box(len(chosen), job.picture_aspect))
    pictures = {
        sample: picture.pixels
        for part in run_over_ranges(ReadPictures(), source, ranges, workers)
        for picture in part
        for sample in picture.samples
    }
    samples = sorted(pictures)
    if not samples:
        return fingerprint
    sheet = make_contact_sheet(
        fingerprint.film.name, samples, [pictures[n] for n in samples], count
    )
    return replace(fingerprint, stills=sheet)
