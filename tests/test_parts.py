"""Several parts of a film in one fingerprint: --start and --end more than once."""

import re
from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import filmprint
from clips import flat_frames, moving_frames, write_clip
from conftest import COLORS, Run, refuse
from filmprint.analysis.decode_plan import sample_times, sample_times_in_parts
from filmprint.analysis.pipeline import complete, fingerprint
from filmprint.export.seekbar import seekbar_colors
from filmprint.measures.measures import sample_stretches
from filmprint.options import Clustering, Extras, Sampling
from filmprint.options.sampling import FilmPart
from filmprint.processes.workers import Workers
from filmprint.render.color_arrangement import smooth_over_time

Analyze = Callable[..., filmprint.Fingerprint]

TWO_PARTS = ("--start", "0:01", "--end", "0:02", "--start", "0:03", "--end", "0:05")
"""The second, fourth and fifth color of the clip with a color each second."""


@pytest.fixture
def analyze(workers: Workers) -> Analyze:
    def analyze(film: Path, extras: Extras = Extras(), **options: object) -> filmprint.Fingerprint:
        try:
            sampling = Sampling(**options)  # type: ignore[arg-type]
            return fingerprint(film, sampling, Clustering(clusters=1), workers, extras=extras)
        finally:
            workers.end_film()

    return analyze


@given(st.lists(st.fractions(Fraction(1, 100), 10), min_size=1, max_size=12), st.integers(1, 200))
def test_samples_are_even_without_the_gaps(bounds: list[Fraction], count: int) -> None:
    """Parts and gaps take turns; a part of the whole film is sampled as ever."""
    ends = list(accumulate(bounds))
    parts = [FilmPart(*pair) for pair in zip(ends[::2], ends[1::2], strict=False)]
    if not parts:
        parts = [FilmPart(Fraction(0), ends[0])]
    times = sample_times_in_parts(parts, count)
    lengths = [part.end - part.start for part in parts]
    for time, elapsed in zip(times, sample_times(Fraction(0), sum(lengths), count), strict=True):
        (n,) = [n for n, part in enumerate(parts) if part.start <= time < part.end]
        assert sum(lengths[:n]) + time - parts[n].start == elapsed
    if len(parts) == 1:
        assert times == sample_times(parts[0].start, parts[0].end, count)


def test_each_part_has_its_colors(run: Run, flat_clip: Path, tmp_path: Path) -> None:
    run(flat_clip, *TWO_PARTS, "--frames", 6, "--dpi", 60, "--no-title", "--name", "x", code=2)
    run(flat_clip, *TWO_PARTS, "--frames", 6, "--dpi", 60, "--no-title")
    film = filmprint.load(tmp_path / "Five.Colors.1984.json")
    expected = [COLORS[n] for n in (1, 1, 3, 3, 4, 4)]
    assert film.times_seconds.tolist() == [1.25, 1.75, 3.25, 3.75, 4.25, 4.75]
    assert np.abs(film.dominant(1)[:, 0].astype(int) - expected).max() <= 1
    assert [(part.start_seconds, part.end_seconds) for part in film.film.picture_span.sampled_parts
            ] == [(1, 2), (3, 5)]  # fmt: skip
    picture = np.asarray(Image.open(tmp_path / "Five.Colors.1984.png").convert("RGB"))
    bars = picture[300, 50::100].astype(int)
    assert np.abs(bars - expected).max() <= 1
    again = run(flat_clip, *TWO_PARTS, "--frames", 6, "--dpi", 60, "--no-title")
    assert "up to date" in again.stdout
    run("frames", flat_clip, *TWO_PARTS, "--frames", 6)
    frames = sorted((tmp_path / "Five.Colors.1984_frames").iterdir())
    middles = [Image.open(frame).convert("RGB").getpixel((30, 20)) for frame in frames]
    assert np.abs(np.array(middles, int) - expected).max() <= 1


def test_every_sample_is_the_frame_on_screen(analyze: Analyze, tmp_path: Path) -> None:
    """The samples of parts are those that the whole film has at the same times, B-frames too."""
    film = write_clip(tmp_path / "film.mp4", moving_frames(96), options={"g": "30", "bf": "3"})
    whole = analyze(film, frames=96)
    several = analyze(film, frames=42, start=[0.5, 2.5], end=["0:01", -0.25])
    same = np.searchsorted(whole.times_seconds, several.times_seconds - 1e-9)
    assert np.array_equal(same, [*range(12, 24), *range(60, 90)])
    assert np.array_equal(several.colors, whole.colors[same])
    fast = analyze(film, frames=42, start=[0.5, 2.5], end=[1, -0.25], fast=True)
    assert np.array_equal(fast.times_seconds, several.times_seconds)
    assert fast.coverage == 1


def test_one_part_is_what_start_and_end_say(
    analyze: Analyze, flat_clip: Path, tmp_path: Path
) -> None:
    texts = {
        analyze(flat_clip, frames=7, start=start, end=end).save(tmp_path / "a.json").read_text()
        for start, end in ((1, 3), ([1], ["0:03"]), ((1.0,), 3))
    }
    assert len(texts) == 1
    text = texts.pop()
    assert '"start": 1.0, "end": 3.0,' in text and '"parts"' not in text
    touching = analyze(flat_clip, frames=7, start=[1, 2], end=[2, 3])
    assert np.array_equal(touching.times_seconds, filmprint.load(tmp_path / "a.json").times_seconds)
    assert len(touching.film.picture_span.sampled_parts) == 1


def test_the_film_s_ends_need_not_be_said(analyze: Analyze, tmp_path: Path) -> None:
    """An intermission is left out; black before and after the film is, too."""
    black = list(flat_frames([(0, 0, 0)], 24, 128, 96))
    film = write_clip(tmp_path / "a.mkv", [*black, *moving_frames(96), *black], options={"g": "24"})
    whole = analyze(film, frames=4).film.picture_span
    assert whole.start_seconds == 1 and 5 <= whole.end_seconds < 5.2
    before = analyze(film, frames=4, end=[2, -0.5], start=4).film.picture_span.sampled_parts
    assert [(part.start_seconds, part.end_seconds) for part in before] == [(1, 2), (4, 5.5)]
    after = analyze(film, frames=4, start=[0, 4], end=2).film.picture_span.sampled_parts
    assert [(part.start_seconds, part.end_seconds) for part in after] == [
        (0, 2), (4, whole.end_seconds),
    ]  # fmt: skip


def test_sound_is_that_of_the_parts(analyze: Analyze, loud_clip: Path, workers: Workers) -> None:
    """-23 LUFS up to 1.5 s, silence up to 3.5 s, then -33 LUFS. Added later it is the same."""
    options = {"frames": 4, "start": [0.5, 4.1], "end": [1.3, 4.9]}
    at_once = analyze(loud_clip, Extras(loudness=True), **options)
    assert at_once.loudness_lufs is not None
    assert np.abs(at_once.loudness_lufs - [-23, -23, -33, -33]).max() < 0.1
    one = analyze(loud_clip, Extras(loudness=True), **(options | {"frames": 1}))
    assert one.loudness_lufs is not None
    both = 10 * np.log10((10**-2.3 + 10**-3.3) / 2)  # a sample over both parts
    assert abs(one.loudness_lufs[0] - both) < 0.4  # values are 0.1 s apart
    later = complete(loud_clip, analyze(loud_clip, **options), Extras(loudness=True), workers)
    workers.end_film()
    assert later == at_once


def test_gaps_stay_gaps(run: Run, analyze: Analyze, flat_clip: Path, tmp_path: Path) -> None:
    film = analyze(flat_clip, frames=6, start=[1, 3], end=[2, 5])
    assert (seekbar_colors(film, 50)[:, 3] > 0).tolist() == [
        *[False] * 10, *[True] * 10, *[False] * 10, *[True] * 20
    ]  # fmt: skip
    stretches = sample_stretches(film)
    assert stretches.begin.tolist() == [1, 1.5, 3, 3.5, 4, 4.5]
    assert stretches.end.tolist() == [1.5, 2, 3.5, 4, 4.5, 5]
    uneven = analyze(flat_clip, frames=20, start=[0, 3], end=[1, 5])  # 0.15 s apart
    edges = sample_stretches(uneven)
    assert (edges.end[6], edges.begin[7]) == (1, 3)
    assert np.abs(seekbar_colors(uneven, 250)[[49, 150], :3] - [COLORS[0], COLORS[3]]).max() <= 1
    values = np.array([0, 0, 1, 1, 1, 1.0])
    assert np.abs(smooth_over_time(values, film, 60) - values).max() < 1e-9  # none over the gap
    film.save(tmp_path / "a.json")
    run("render", "a.json", "--style", "strip", "--axis", "--format", "svg", "--no-title")
    svg = (tmp_path / "a.strip.svg").read_text()
    labels = re.findall(r">(\d+:\d\d[^<]*)<", svg)
    assert labels == ["0:01", "0:03", "0:04", "0:05 min"]
    joined = filmprint.join([film, film], name="twice")
    assert joined.film.duration_seconds == 6
    assert np.array_equal(joined.colors, np.concatenate([film.colors, film.colors]))


@pytest.mark.parametrize("options", [
    ("--start", "2", "--end", "1"), ("--start", "1", "--end", "3", "--start", "2", "--end", "4"),
    ("--start", "3", "--end", "4", "--start", "1", "--end", "2"), ("--end", "1", "--end", "2", "--end", "3"),
    ("--start", "-2", "--end", "-3"), ("--chapter", "1", "--chapter", "2", "--end", "3"),
])  # fmt: skip
def test_parts_that_are_none(flat_clip: Path, options: tuple[str, ...], tmp_path: Path) -> None:
    refuse(flat_clip, *options, "-o", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_parts_that_overlap_in_this_film(run: Run, flat_clip: Path) -> None:
    overlapping = ("--start", "0", "--end", "-1", "--start", "3", "--end", "5")
    result = run(flat_clip, *overlapping, code=1)
    assert "parts are in the film's order and do not overlap" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    gone = run(flat_clip, "--start", "0", "--end", "1", "--start", "7", "--end", "9", code=1)
    assert "is left with --start 0:07 and --end 0:09" in gone.stderr


def test_parts_from_a_file_of_defaults(
    tmp_path: Path, flat_clip: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FILMPRINT_NO_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    (tmp_path / "filmprint.toml").write_text('start = ["0:01", 3]\nend = [2, "0:05"]\n')
    run(flat_clip, "--frames", 3, "--dpi", 20)
    times = filmprint.load(tmp_path / "Five.Colors.1984.json").times_seconds
    assert times.tolist() == [1.5, 3.5, 4.5]
