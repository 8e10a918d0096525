"""Whole films through analyze(): what is odd about a film must not matter."""

import subprocess
import sys
from itertools import chain
from pathlib import Path

import av
import numpy as np
import pytest

import filmprint
from clips import even_times, flat_frames, moving_frames, remux, write_clip
from conftest import COLORS
from filmprint.analysis.pipeline import fingerprint
from filmprint.cli.demo_film import RATE, film_seconds, sky_color
from filmprint.color.spaces import oklab_from_srgb
from filmprint.options import Clustering, Method, Sampling
from filmprint.processes.workers import Workers


def test_a_color_each_second(flat_clip: Path) -> None:
    found = filmprint.analyze(flat_clip, frames=50, jobs=1)
    assert np.allclose(found.times_seconds, (np.arange(50) + 0.5) / 10, atol=1e-3)  # mkv: ms
    expected = np.repeat(np.array(COLORS), 10, axis=0)
    assert np.abs(found.dominant(1)[:, 0].astype(int) - expected).max() <= 1
    assert found.shares[:, 0] == pytest.approx(1)
    assert (found.film.title, found.film.year) == ("Five Colors", 1984)
    assert found.coverage == 1 and not found.warnings


def test_start_and_end(flat_clip: Path) -> None:
    found = filmprint.analyze(flat_clip, frames=4, start="0:01", end=-2, jobs=1)
    assert np.allclose(found.times_seconds, [1.25, 1.75, 2.25, 2.75], atol=1e-3)
    expected = np.repeat(np.array(COLORS[1:3]), 2, axis=0)
    assert np.abs(found.dominant(1)[:, 0].astype(int) - expected).max() <= 1


def test_the_demo_film_has_its_true_colors(demo_print: filmprint.Fingerprint) -> None:
    assert demo_print.film.duration_seconds == pytest.approx(film_seconds(), abs=0.05)
    checked = 0
    for time, colors, shares in zip(demo_print.times_seconds, demo_print.colors,
                                    demo_print.shares, strict=True):  # fmt: skip
        sky = sky_color(int(time * RATE) / RATE)
        if sky is None or max(sky) < 40:
            continue
        distance = np.abs(colors.astype(int) - sky).max(axis=1)
        assert distance.min() <= 4, (time, sky, colors)
        assert shares[distance.argmin()] > 0.3
        checked += 1
    assert checked > 120


def test_jobs_do_not_matter(real_clips: list[Path], tmp_path: Path) -> None:
    for path in real_clips:
        files = []
        for jobs in (1, 2, 3):
            found = filmprint.analyze(path, frames=100, jobs=jobs)
            files.append(found.save(tmp_path / f"{jobs}.json").read_bytes())
        assert files[0] == files[1] == files[2]


def test_a_script_without_a_main_guard(flat_clip: Path, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(f"import filmprint\nprint(filmprint.analyze({str(flat_clip)!r}, frames=9))\n")
    result = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert result.stdout == "Fingerprint('Five.Colors.1984.mkv', 9 samples, 7 clusters, 100.0%)\n"


def test_more_samples_than_frames(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", moving_frames(72))
    found = filmprint.analyze(path, frames=3600)
    assert found.coverage == 1
    changes = (found.colors[1:] != found.colors[:-1]).any(axis=(1, 2)).sum()
    assert changes == 71


def test_a_film_of_one_frame(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", flat_frames([(200, 100, 50)], 1), colorspace=1)
    found = filmprint.analyze(path, frames=10)
    assert found.coverage == 1
    assert np.abs(found.dominant(1) - np.array([200, 100, 50])).max() <= 4


def test_a_black_film(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mkv", flat_frames([(0, 0, 0)], 30))
    found = filmprint.analyze(path, frames=10)
    assert (found.shares > 0).sum(axis=1).tolist() == [1] * 10
    assert not found.colors.any()
    assert not found.dominant(5).any()


@pytest.mark.parametrize("size", [(2, 2), (2, 96), (256, 2), (18, 10)])
def test_tiny_films(tmp_path: Path, size: tuple[int, int]) -> None:
    frames = flat_frames([(30, 120, 200)], 24, *size)
    path = write_clip(tmp_path / "a.mkv", frames, options={"crf": "1"}, colorspace=1)
    found = filmprint.analyze(path, frames=5)
    assert found.coverage == 1
    assert np.abs(found.dominant(1).astype(int) - np.array([30, 120, 200])).max() <= 3


def streams_clip(path: Path, *, default: int | None, cover: bool = False) -> Path:
    """A small red, a large blue and a middle green video, and perhaps cover art."""
    tracks = [((64, 48), (220, 30, 30)), ((128, 96), (30, 30, 220)), ((96, 64), (30, 180, 30))]
    with av.open(str(path), "w") as container:
        streams = []
        for number, (size, _) in enumerate(tracks):
            stream = container.add_stream("libx264", rate=24)
            stream.width, stream.height = size
            flags = av.stream.Disposition.default if number == default else 0
            stream.disposition = av.stream.Disposition(flags)
            streams.append(stream)
        if cover:
            art = container.add_stream("mjpeg", rate=24)
            art.width, art.height, art.pix_fmt = 512, 512, "yuvj420p"
            art.disposition = av.stream.Disposition.attached_pic
            picture = np.full((512, 512, 3), 250, np.uint8)
            container.mux(art.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        for n in range(24):
            for stream, (size, color) in zip(streams, tracks, strict=True):
                picture = np.full((size[1], size[0], 3), color, np.uint8)
                frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
                frame.pts = n
                container.mux(stream.encode(frame))
        for stream in streams:
            container.mux(stream.encode())
    return path


@pytest.mark.parametrize(("default", "cover", "color"), [
    (None, False, (30, 30, 220)), (2, False, (30, 180, 30)), (0, False, (220, 30, 30)),
    (1, True, (30, 30, 220)),
])  # fmt: skip
def test_several_videos(tmp_path: Path, default: int | None, cover: bool,
                        color: tuple[int, int, int]) -> None:  # fmt: skip
    path = streams_clip(tmp_path / ("a.mp4" if cover else "a.mkv"), default=default, cover=cover)
    found = filmprint.analyze(path, frames=4, jobs=1)
    assert np.abs(found.dominant(1).astype(int) - np.array(color)).max() <= 12


@pytest.mark.parametrize("suffix", ["mkv", "webm", "avi"])
def test_a_film_that_is_cut_short(tmp_path: Path, suffix: str) -> None:
    codec = {"webm": "libvpx-vp9", "mkv": "libx264", "avi": "mpeg4"}[suffix]
    options = {"g": "12"} | ({"deadline": "realtime", "cpu-used": "8"} if suffix == "webm" else {})
    whole = write_clip(tmp_path / f"whole.{suffix}", moving_frames(240), even_times(240),
                       codec=codec, options=options)  # fmt: skip
    content = whole.read_bytes()
    path = tmp_path / f"cut.{suffix}"
    path.write_bytes(content[: len(content) * 6 // 10])
    found = filmprint.analyze(path, frames=100)
    original = filmprint.analyze(whole, frames=100)
    assert found.film.duration_seconds == pytest.approx(10, abs=1e-3)
    assert 0.45 < found.coverage < 0.7
    assert np.allclose(found.times_seconds, original.times_seconds, atol=1e-3)
    there = np.flatnonzero(found.answered)
    assert np.array_equal(there, np.arange(len(there)))
    assert any("cut short" in line for line in found.warnings)
    same = (found.colors[there[:-3]] == original.colors[there[:-3]]).all(axis=(1, 2))
    assert same.mean() > 0.9


@pytest.mark.parametrize("method", ["kmeans", "average"])
def test_fast_is_near_and_says_so(real_clips: list[Path], method: Method) -> None:
    """Fast must beat key frames alone, and give a film of still shots exactly."""
    exact = filmprint.analyze(real_clips[0], frames=60, method=method)
    fast = filmprint.analyze(real_clips[0], frames=60, method=method, fast=True)
    assert fast.sampling.fast and not exact.sampling.fast
    assert fast.coverage == 1
    assert np.array_equal(fast.times_seconds, exact.times_seconds)
    again = filmprint.analyze(real_clips[0], frames=60, method=method, fast=True, jobs=1)
    assert fast == again
    # Which of two clusters of nearly the same share is the larger one changes from frame to frame.
    dominant, clusters = oklab_from_srgb(exact.dominant(1)), oklab_from_srgb(fast.colors)
    apart = np.linalg.norm(dominant - clusters, axis=-1)
    difference = np.where(fast.shares > 0, apart, np.inf).min(axis=1)
    assert difference.mean() < 0.12
    assert np.median(difference) < 0.03


def test_fast_on_still_shots_is_exact(tmp_path: Path) -> None:
    lengths = (24, 60, 36, 96, 48)
    shots = [flat_frames([color], each) for color, each in zip(COLORS, lengths, strict=True)]
    path = write_clip(tmp_path / "a.mp4", chain.from_iterable(shots), colorspace=1,
                      keys=np.cumsum(lengths).tolist(), options={"forced-idr": "1"})  # fmt: skip
    fast = filmprint.analyze(path, frames=100, fast=True)
    exact = filmprint.analyze(path, frames=100)
    assert np.abs(fast.dominant(1).astype(int) - exact.dominant(1)).max() <= 2


@pytest.mark.parametrize(("suffix", "codec", "options", "keyint"), [
    ("mp4", "libx264", {"x264-params": "scenecut=0:log-level=none"}, 48),
    ("mov", "libx264", {"x264-params": "scenecut=0:bframes=0:log-level=none"}, 250),
    ("mp4", "libx265", {"x265-params": "scenecut=0:log-level=none"}, 250),
    ("mov", "mpeg4", {}, 48),
])  # fmt: skip
def test_fast_with_a_hidden_key_frame(tmp_path: Path, suffix: str, codec: str,
                                      options: dict[str, str], keyint: int,
                                      workers: Workers) -> None:  # fmt: skip
    """Cut by stream copy: the first key frame, with a keyint of 250 the only one, is hidden."""
    colors = COLORS[:3] if keyint == 48 else COLORS[:1]
    whole = write_clip(tmp_path / "whole.mp4", flat_frames(colors, 48), codec=codec, colorspace=1,
                       options=options | {"g": str(keyint), "crf": "4", "b": "2M"})  # fmt: skip
    film = remux(whole, tmp_path / f"cut.{suffix}", shift=-0.5)
    fast, exact = (
        fingerprint(film, Sampling(frames=30, fast=fast), Clustering(), workers)
        for fast in (True, False)
    )
    assert exact.film.duration_seconds == pytest.approx(2 * len(colors) - 0.5, abs=0.05)
    assert fast.coverage == exact.coverage == 1
    assert np.abs(fast.dominant(1).astype(int) - exact.dominant(1)).max() <= 4


def test_without_a_graphics_device_the_processor_decodes(flat_clip: Path) -> None:
    plain = filmprint.analyze(flat_clip, frames=10)
    for name in ("auto", "cuda", "vdpau"):
        found = filmprint.analyze(flat_clip, frames=10, hwaccel=name)
        assert np.array_equal(found.colors, plain.colors)  # ffv1: no device decodes it
        assert any(f"no device for --hwaccel {name}" in line for line in found.warnings)


def test_fast_mode_says_which_frame_stands_in(tmp_path: Path) -> None:
    """One sample a frame: what stands in for a frame is the frame at the time that is told."""
    path = write_clip(tmp_path / "a.mkv", moving_frames(96), codec="mpeg4",
                      options={"g": "12", "bf": "2", "b": "2M"})  # fmt: skip
    exact = filmprint.analyze(path, frames=96, jobs=1, trim="none")
    fast = filmprint.analyze(path, frames=96, jobs=1, trim="none", fast=True)
    assert exact.stand_in_seconds is None
    assert fast.stand_in_seconds is not None
    stands_in = ~np.isnan(fast.stand_in_seconds)
    assert 60 < stands_in.sum() < 96
    offsets = np.rint(np.where(stands_in, fast.stand_in_seconds, 0) * 24).astype(int)
    assert (offsets[stands_in] != 0).all()
    used = np.arange(96) + offsets
    assert np.array_equal(fast.colors, exact.colors[used])
    assert np.array_equal(fast.shares, exact.shares[used])
    fast.save(tmp_path / "a.json")
    assert filmprint.load(tmp_path / "a.json") == fast
