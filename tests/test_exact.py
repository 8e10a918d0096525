"""Every sample is the frame displayed at its time, bit for bit, against a plain full decode."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from clips import even_times, moving_frames, remux, uneven_times, write_clip
from filmprint.analysis.decode_job import prepare
from filmprint.analysis.decode_plan import plan_decode_ranges
from filmprint.options import Sampling
from filmprint.processes.workers import Workers
from filmprint.video import FilmReader

COUNT = 110
X264 = {"g": "24", "bf": "3", "x264-params": "log-level=none:scenecut=0"}
X264_OPEN = X264 | {"x264-params": "open-gop=1:log-level=none:scenecut=0:b-pyramid=normal"}
X265 = {"x265-params": "keyint=24:bframes=4:open-gop=0:log-level=none"}
X265_OPEN = {"x265-params": "keyint=24:bframes=4:open-gop=1:scenecut=0:log-level=none"}
X265_LAYERS = {"x265-params": "keyint=24:bframes=7:b-pyramid=1:temporal-layers=3:log-level=none"}
VP9 = {
    "g": "24",
    "deadline": "realtime",
    "cpu-used": "8",
    "auto-alt-ref": "1",
    "lag-in-frames": "12",
}
AV1 = {"g": "24", "preset": "12", "svtav1-params": "lookahead=16"}
AV1_LAYERS = {"g": "24", "preset": "8"}
AV1_LOW_DELAY = {"g": "24", "preset": "12", "svtav1-params": "pred-struct=1"}
AV1_ONE_KEY = {"g": "1000", "preset": "12"}
AV1_OPEN = {"g": "33", "preset": "12", "svtav1-params": "irefresh-type=1"}
AV1_GRAIN = {"g": "24", "preset": "12", "svtav1-params": "film-grain=20"}
MPEG2 = {"g": "12", "bf": "2", "b": "900k"}
MPEG4 = {"g": "12", "bf": "2", "b": "900k"}

CASES = {
    "h264-mp4": ("libx264", "mp4", X264),
    "h264-mkv": ("libx264", "mkv", X264),
    "h264-mov": ("libx264", "mov", X264),
    "h264-ts": ("libx264", "ts", X264),
    "h264-avi": ("libx264", "avi", X264),
    "h264-open-mp4": ("libx264", "mp4", X264_OPEN),
    "h264-open-mkv": ("libx264", "mkv", X264_OPEN),
    "h264-open-ts": ("libx264", "ts", X264_OPEN),
    "h264-one-key-mkv": ("libx264", "mkv", X264 | {"g": "1000"}),
    "h264-intra-refresh-ts": (
        "libx264", "ts", X264 | {"x264-params": "intra-refresh=1:log-level=none:keyint=20"}),
    "hevc-mp4": ("libx265", "mp4", X265),
    "hevc-open-mkv": ("libx265", "mkv", X265_OPEN),
    "hevc-open-ts": ("libx265", "ts", X265_OPEN),
    "hevc-open-mp4": ("libx265", "mp4", X265_OPEN),
    "hevc-layers-mp4": ("libx265", "mp4", X265_LAYERS),
    "hevc-layers-ts": ("libx265", "ts", X265_LAYERS),
    "vp9-webm": ("libvpx-vp9", "webm", VP9),
    "vp9-mp4": ("libvpx-vp9", "mp4", VP9),
    "av1-webm": ("libsvtav1", "webm", AV1),
    "av1-mp4": ("libsvtav1", "mp4", AV1),
    "av1-layers-mp4": ("libsvtav1", "mp4", AV1_LAYERS),
    "av1-layers-mkv": ("libsvtav1", "mkv", AV1_LAYERS),
    "av1-low-delay-mp4": ("libsvtav1", "mp4", AV1_LOW_DELAY),
    "av1-one-key-webm": ("libsvtav1", "webm", AV1_ONE_KEY),
    "av1-open-mp4": ("libsvtav1", "mp4", AV1_OPEN),
    "av1-grain-mkv": ("libsvtav1", "mkv", AV1_GRAIN),
    "mpeg2-ts": ("mpeg2video", "ts", MPEG2),
    "mpeg2-mkv": ("mpeg2video", "mkv", MPEG2),
    "mpeg2-mpg": ("mpeg2video", "mpg", MPEG2),
    "mpeg4-avi": ("mpeg4", "avi", MPEG4),
    "mpeg4-mp4": ("mpeg4", "mp4", MPEG4),
}  # fmt: skip
VFR = ("h264-mp4", "h264-mkv", "hevc-open-mkv", "vp9-webm", "h264-open-ts", "av1-webm",
       "av1-layers-mp4")  # fmt: skip


def planes(frame: av.VideoFrame) -> bytes:
    return b"".join(bytes(plane) for plane in frame.planes)


def plain_decode(path: Path) -> list[tuple[Fraction, bytes]]:
    """All frames in display order with their presentation times.

    AVI has none: there the n-th frame has the n-th decode time.
    """
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        frames = [(frame.pts, planes(frame)) for frame in container.decode(stream)]
        if path.suffix == ".avi":
            container.seek(0)
            times = sorted(packet.dts for packet in container.demux(stream) if packet.size)
            frames = [(time, content) for time, (_, content) in zip(times, frames, strict=True)]
        return [(pts * stream.time_base, content) for pts, content in frames]


def check_exact(path: Path, workers: Workers, counts: tuple[int, ...] = (1, 5, 37, 300)) -> None:
    frames = plain_decode(path)
    assert len(frames) > 50
    for count in counts:
        job = prepare(path, Sampling(frames=count, trim="none", crop="none"), workers)
        reader = FilmReader(job.source)
        got = {
            sample: planes(sampled.frame)
            for decode_range in plan_decode_ranges(job.index, job.packets)
            for sampled in reader.frames(decode_range)
            for sample in sampled.samples
        }
        reader.close()
        assert len(got) == count, f"{len(got)} of {count} samples answered"
        for sample, time in enumerate(job.times):
            displayed = [n for n, (at, _) in enumerate(frames) if at - frames[0][0] <= time]
            expected = displayed[-1] if displayed else 0
            found = [n for n, (_, content) in enumerate(frames) if content == got[sample]]
            assert got[sample] == frames[expected][1], (
                f"sample {sample} of {count} at {float(time):.3f}: frame {found}, not {expected}"
            )


@pytest.mark.parametrize("case", CASES)
def test_constant_rate(case: str, tmp_path: Path, workers: Workers) -> None:
    codec, suffix, options = CASES[case]
    path = tmp_path / f"film.{suffix}"
    write_clip(path, moving_frames(COUNT), even_times(COUNT), codec=codec, options=options)
    check_exact(path, workers)


@pytest.mark.parametrize("case", VFR)
def test_variable_rate(case: str, tmp_path: Path, workers: Workers) -> None:
    codec, suffix, options = CASES[case]
    path = tmp_path / f"film.{suffix}"
    write_clip(path, moving_frames(COUNT), uneven_times(COUNT), codec=codec, options=options)
    check_exact(path, workers)


@pytest.mark.parametrize("case", VFR)
def test_start_other_than_zero(case: str, tmp_path: Path, workers: Workers) -> None:
    codec, suffix, options = CASES[case]
    path = tmp_path / f"film.{suffix}"
    times = even_times(COUNT, start=7.3)
    write_clip(path, moving_frames(COUNT), times, codec=codec, options=options)
    check_exact(path, workers)


@pytest.mark.parametrize("case", ["av1-layers-mp4", "vp9-webm", "h264-mp4"])
def test_decoder_that_begins_late(case: str, tmp_path: Path, workers: Workers) -> None:
    """Each frame of the last group, the first thing that a reader is asked for."""
    codec, suffix, options = CASES[case]
    path = tmp_path / f"film.{suffix}"
    write_clip(path, moving_frames(COUNT), even_times(COUNT), codec=codec, options=options)
    expected = dict(plain_decode(path))
    work = prepare(path, Sampling(frames=COUNT, trim="none", crop="none"), workers)
    for packet in np.flatnonzero(work.index.shown)[-10:].tolist():
        reader = FilmReader(work.source)
        (decode_range,) = plan_decode_ranges(work.index, {0: packet})
        (sampled,) = reader.frames(decode_range)
        assert planes(sampled.frame) == expected[int(work.index.pts[packet]) * work.index.time_base]
        reader.close()


@pytest.mark.parametrize("suffix", ["mp4", "mov"])
def test_edit_list_hides_the_beginning(suffix: str, tmp_path: Path, workers: Workers) -> None:
    whole = write_clip(
        tmp_path / "whole.mkv", moving_frames(COUNT), even_times(COUNT), options=X264
    )
    path = remux(whole, tmp_path / f"cut.{suffix}", shift=-1.5)
    assert 60 < len(plain_decode(path)) < 80
    check_exact(path, workers)


def test_cut_out_of_a_stream(tmp_path: Path, workers: Workers) -> None:
    """A recording that starts in the middle of a group of pictures."""
    whole = write_clip(tmp_path / "whole.ts", moving_frames(COUNT), options=X264_OPEN)
    content = whole.read_bytes()
    path = tmp_path / "cut.ts"
    path.write_bytes(content[len(content) // 8 // 188 * 188 :])
    check_exact(path, workers)


def test_recording_put_together_from_parts(tmp_path: Path, workers: Workers) -> None:
    """The time stamps of the second part jump back, then those of the third far ahead."""
    content = b""
    for number, start in enumerate((100.0, 7.0, 5000.0)):
        part = tmp_path / f"{number}.ts"
        write_clip(part, moving_frames(60), even_times(60, start=start), options=X264)
        content += part.read_bytes()
    path = tmp_path / "parts.ts"
    path.write_bytes(content)
    job = prepare(path, Sampling(frames=90, trim="none", crop="none"), workers)
    assert job.film.duration_seconds == pytest.approx(7.5, abs=0.1)
    assert "jump" in job.warnings[0]
    frames = [content for _, content in plain_decode(path)]
    reader = FilmReader(job.source)
    for decode_range in plan_decode_ranges(job.index, job.packets):
        for sampled in reader.frames(decode_range):
            for sample in sampled.samples:
                assert planes(sampled.frame) in frames[2 * sample : 2 * sample + 2]
    reader.close()
