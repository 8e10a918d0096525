"""The colors of a film's samples."""

from dataclasses import dataclass

from filmprint.analysis.decode_job import DecodeJob
from filmprint.analysis.decode_plan import plan_decode_ranges
from filmprint.analysis.fast_plan import plan_changes, plan_key_frames
from filmprint.analysis.letterbox import (
    Envelope,
    areas_differ,
    detect_picture_area,
    merge_envelopes,
)
from filmprint.analysis.worker_tasks import ClusterFrames, Progress, run_over_ranges
from filmprint.color.arrays import ByteArray
from filmprint.color.clustering import Clusters
from filmprint.fingerprint.film import PictureArea
from filmprint.options import Clustering
from filmprint.processes.workers import Workers
from filmprint.video.decode_range import DecodeRange


@dataclass(frozen=True)
class SampleColors:
    """The clusters of each sample that could be decoded, and the envelope of the scaled frames.

    `offset_seconds` is, by sample, how far the decoded frame is from the one that is displayed at
    the sample. `columns` are the frames squeezed, where that was asked for. The envelope is None
    where the picture area is not searched for.
    """

    clusters: dict[int, Clusters]
    offset_seconds: dict[int, float]
    columns: dict[int, ByteArray]
    envelope: Envelope | None


def sample_colors(
    job: DecodeJob,
    clustering: Clustering,
    workers: Workers,
    progress: Progress | None,
    *,
    with_columns: bool,
) -> SampleColors:
    """Decode a film's samples and cluster the colors of each."""
    task = ClusterFrames(clustering, with_columns, with_envelope=job.sampling.crop == "auto")
    if not job.fast:
        return _clustered(job, plan_decode_ranges(job.index, job.packets), task, workers, progress)
    # First key frames; their colors tell where more is decoded (see fast_plan).
    plan = plan_key_frames(job.index, job.packets)
    key_ranges = plan_decode_ranges(job.index, {packet: packet for packet in plan.key_packets})
    keys = _clustered(job, key_ranges, task, workers, progress)
    stand_ins = {
        sample: packet for sample, packet in plan.stand_in.items() if packet in keys.clusters
    }
    clusters = {sample: keys.clusters[packet] for sample, packet in stand_ins.items()}
    offsets = {
        sample: float((job.index.pts[packet] - job.index.pts[job.packets[sample]]).item()
                      * job.index.time_base) + keys.offset_seconds[packet]
        for sample, packet in stand_ins.items()
    }  # fmt: skip
    changes = plan_changes(job.index, job.packets, plan, keys.clusters)
    changed = _clustered(job, changes, task, workers, None)
    columns = {sample: keys.columns[packet] for sample, packet in stand_ins.items()
               if packet in keys.columns}  # fmt: skip
    return SampleColors(
        clusters | changed.clusters,
        offsets | changed.offset_seconds,
        columns | changed.columns,
        merge_envelopes(keys.envelope, changed.envelope),
    )


def corrected_area(job: DecodeJob, envelope: Envelope | None) -> PictureArea | None:
    """The picture area over all samples, if it differs from the one that was used."""
    detected = detect_picture_area(envelope) if envelope is not None else None
    if detected is None:
        return None
    used, coded_size = job.source.area, job.source.coded_size
    area = detected.rescaled(frame=job.source.scaled_size, target=coded_size)
    if job.area_is_known:
        area = used.union(area)
    return area if areas_differ(area, used, coded_size) else None


def _clustered(
    job: DecodeJob,
    ranges: list[DecodeRange],
    task: ClusterFrames,
    workers: Workers,
    progress: Progress | None,
) -> SampleColors:
    """The colors of all samples of the ranges."""
    clusters: dict[int, Clusters] = {}
    offsets: dict[int, float] = {}
    columns: dict[int, ByteArray] = {}
    envelope: Envelope | None = None
    for result in run_over_ranges(task, job.source, ranges, workers, progress):
        clusters |= result.clusters
        offsets |= result.offset_seconds
        columns |= result.columns
        envelope = merge_envelopes(envelope, result.envelope)
    return SampleColors(clusters, offsets, columns, envelope)
