"""Only the picture counts: bars, black ends and credits are left out; rotated, anamorphic and
interlaced films give the colors of their upright, square and progressive twins."""

import itertools
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

import filmprint
from barred import Barred, barred_frames, real_frames, scaled, write_barred
from clips import even_times, flat_frames, remux, write_clip
from conftest import COLORS, Run
from credited import SIZE, Ending, write_credited
from filmprint.analysis.decode_job import prepare
from filmprint.analysis.frame_export import write_frames
from filmprint.analysis.pipeline import complete, fingerprint
from filmprint.cli.demo_film import BAR
from filmprint.options import Clustering, Extras, Sampling
from filmprint.processes.workers import Workers
from patches import delta_e

LOSSLESS = {"qp": "0", "preset": "veryfast", "x264-params": "log-level=none"}
X264 = {"crf": "12", "preset": "veryfast", "x264-params": "log-level=none"}
AVERAGE = Clustering(method="average")


@pytest.fixture(scope="session")
def pictures(demo_film: Path) -> list[np.ndarray]:
    """A day in paper, 48 pictures long, without its bars."""
    return [one[BAR:-BAR] for one in real_frames(demo_film, 48, start=12, every=5)]


BARRED = {
    "letterbox": Barred(),
    "pillarbox": Barred(ratios=(4 / 3,)),
    "window": Barred(ratios=(2.0,), window=0.8),
    "bars of 24, noise": Barred(level=24, noise=3),
    "dark, noise": Barred(gain=0.15, noise=2),
    "logo and subtitles": Barred(logo=True, subtitles=True),
    "changing": Barred(ratios=(2.39, 1.85)),
    "coarse, fades": Barred(ratios=(2.2,), crf=34, fade=True),
    "none": Barred(ratios=(16 / 9,)),
    "none, dark": Barred(ratios=(16 / 9,), gain=0.12, noise=1),
}


@pytest.mark.parametrize("name", BARRED)
def test_bars_are_found(name: str, tmp_path: Path, pictures: list[np.ndarray],
                        workers: Workers) -> None:  # fmt: skip
    made = BARRED[name]
    film = write_barred(tmp_path / "film.mp4", pictures, made)
    true = made.union
    for frames in (2, 15):
        area = fingerprint(film, Sampling(frames=frames), AVERAGE, workers).film.picture_area
        inside = (area.x - true.x, area.y - true.y, true.x + true.width - area.x - area.width,
                  true.y + true.height - area.y - area.height)  # fmt: skip
        assert all(0 <= lines <= 1 for lines in inside), (frames, area, true)


def test_bars_that_key_frames_do_not_show(tmp_path: Path, pictures: list[np.ndarray],
                                          workers: Workers) -> None:  # fmt: skip
    """The only key frame is black: the samples tell."""
    made = Barred(ratios=(2.0,))
    film_frames = [np.zeros_like(pictures[0]), *pictures]
    film = write_barred(tmp_path / "film.mp4", film_frames, made, keyint=250)
    found = fingerprint(film, Sampling(frames=10, trim="none"), AVERAGE, workers)
    assert found.film.picture_area == made.union


def test_the_poster_of_a_letterboxed_film(tmp_path: Path, pictures: list[np.ndarray],
                                          workers: Workers) -> None:  # fmt: skip
    made = Barred()
    with_bars = write_barred(tmp_path / "bars.mp4", pictures, made)
    bare = [scaled(one, made.union.width, made.union.height) for one in pictures]
    without = write_clip(tmp_path / "bare.mp4", bare, even_times(len(bare), 12), options=X264)
    for method in ("kmeans", "average"):
        a, b = (
            fingerprint(film, Sampling(frames=20), Clustering(method=method), workers).dominant(1)
            for film in (with_bars, without)
        )
        assert np.mean(delta_e(a[:, 0], b[:, 0])) < 2


def test_crop_as_it_is_given(tmp_path: Path, run: Run, workers: Workers) -> None:
    frame = np.zeros((96, 128, 3), np.uint8)
    frame[:, :64], frame[:, 64:] = (200, 40, 60), (30, 120, 200)
    film = write_clip(tmp_path / "film.mkv", [frame] * 10, codec="ffv1", pixel_format="yuv444p",
                      colorspace=1)  # fmt: skip
    for crop, shares in (("64x96+0+0", [1]), ("64x96+48+0", [0.75, 0.25]), ("none", [0.5, 0.5])):
        found = filmprint.analyze(film, frames=2, crop=crop, jobs=1)
        assert found.shares[0][found.shares[0] > 0] == pytest.approx(shares)
    assert "not inside the frame of 128x96" in run(film, "--crop", "64x96+80+0", code=1).stderr
    assert "--crop must be auto, none or" in run(film, "--crop", "64x96", code=2).stderr


def check_twins(one: Path, other: Path) -> None:
    a, b = (filmprint.analyze(film, frames=8, clusters=3, jobs=1) for film in (one, other))
    assert np.abs(a.colors.astype(int) - b.colors.astype(int)).max() <= 2
    assert np.abs(a.shares - b.shares).max() <= 0.02


def blocks(count: int, width: int, height: int) -> list[np.ndarray]:
    """Three blocks of color, that take other parts of the frame as time goes on."""
    frames = []
    for n in range(count):
        frame = np.full((height, width, 3), COLORS[0], np.uint8)
        frame[height // 4 :] = COLORS[1]
        frame[height // 2 :, : width // 8 * (2 + n % 4)] = COLORS[2]
        frames.append(frame)
    return frames


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_rotated_film(rotation: int, tmp_path: Path, run: Run) -> None:
    upright = [np.ascontiguousarray(f) for f in blocks(16, 320, 480)]
    stored = [np.ascontiguousarray(np.rot90(f, -rotation // 90)) for f in upright]
    twin = write_clip(tmp_path / "upright.mp4", upright, options=LOSSLESS, pixel_format="yuv444p")
    lying = write_clip(tmp_path / "lying.mp4", stored, options=LOSSLESS, pixel_format="yuv444p")
    turned = remux(lying, tmp_path / "turned.mp4", rotation=rotation)
    check_twins(turned, twin)
    run("frames", turned, "--frames", "1")
    (path,) = (tmp_path / "turned_frames").glob("*.png")
    picture = np.asarray(Image.open(path)).astype(int)
    assert picture.shape[0] > picture.shape[1]
    assert np.abs(picture[5, 5] - COLORS[0]).max() <= 4


UNIT = 1 << 16
ORIENTATIONS = list(itertools.chain.from_iterable(
    ((a, 0, 0, d), (0, a, d, 0)) for a in (1, -1) for d in (1, -1)
))  # fmt: skip


@pytest.mark.parametrize(("a", "b", "c", "d"), ORIENTATIONS)
def test_all_eight_orientations(a: int, b: int, c: int, d: int, tmp_path: Path,
                                workers: Workers) -> None:  # fmt: skip
    """Stored (x, y) is displayed at (ax + cy, bx + dy) (libavutil/display.h)."""
    width, height, bar = 192, 128, 24  # the lower bar is twice as high
    frame = np.zeros((height, width, 3), np.uint8)
    middle = (bar + height - 2 * bar) // 2
    frame[bar:middle, : width // 2], frame[bar:middle, width // 2 :] = COLORS[:2]
    frame[middle : -2 * bar, : width // 2], frame[middle : -2 * bar, width // 2 :] = COLORS[2::2]
    whole = write_clip(tmp_path / "whole.mp4", [frame] * 4, options=LOSSLESS,
                       pixel_format="yuv444p", colorspace=1)  # fmt: skip
    matrix = (a * UNIT, b * UNIT, 0, c * UNIT, d * UNIT, 0, 0, 0, 1 << 30)
    film = remux(whole, tmp_path / "film.mp4", display_matrix=matrix)
    expected = {}
    quarters = itertools.product((-1, 1), repeat=2)
    for color, (y, x) in zip((*COLORS[:2], *COLORS[2::2]), quarters, strict=True):
        expected[a * x + c * y, b * x + d * y] = color

    def check(picture: np.ndarray) -> None:
        high, wide = picture.shape[:2]
        assert (wide > high) == (a != 0)
        for (x, y), color in expected.items():
            shown = picture[(2 + y) * high // 4, (2 + x) * wide // 4].astype(int)
            assert np.abs(shown - color).max() <= 6, (x, y)

    sampling = Sampling(frames=1)
    write_frames(film, tmp_path / "frames", "png", sampling=sampling, workers=workers)
    (path,) = (tmp_path / "frames").glob("*.png")
    check(np.asarray(Image.open(path)))
    found = fingerprint(film, sampling, AVERAGE, workers, extras=Extras(stills=1))
    area = found.film.picture_area
    assert (area.x, area.y, area.width, area.height) == (0, bar, width, height - 3 * bar)
    assert found.stills is not None
    check(found.stills.images()[0])


def test_anamorphic_film(tmp_path: Path) -> None:
    twin = write_clip(
        tmp_path / "square.mp4", blocks(16, 640, 360), options=LOSSLESS, pixel_format="yuv444p"
    )
    narrow = write_clip(
        tmp_path / "narrow.mp4",
        blocks(16, 320, 360),
        options=LOSSLESS,
        pixel_format="yuv444p",
        sample_aspect_ratio=2,
    )
    check_twins(narrow, twin)


def test_interlaced_film(tmp_path: Path) -> None:
    """Every other line is of another moment; the first moment is the one that is looked at."""
    moments = blocks(32, 640, 480)
    woven = [moment.copy() for moment in moments[:16]]
    for frame, other in zip(woven, moments[3:], strict=False):
        frame[1::2] = (255 - other)[1::2]
    options = LOSSLESS | {"x264-params": "log-level=none:tff=1",
                      "flags": "+ildct+ilme"}  # fmt: skip
    twin = write_clip(
        tmp_path / "progressive.mp4", moments[:16], options=LOSSLESS, pixel_format="yuv444p"
    )
    film = write_clip(tmp_path / "interlaced.mp4", woven, options=options, pixel_format="yuv444p")
    with av.open(str(film)) as container:
        assert next(container.decode(video=0)).interlaced_frame
    check_twins(film, twin)


BLACK = (0, 0, 0)


def ends_in_black(path: Path, lead: int, tail: int, keyint: int) -> Path:
    """`lead` black frames, five seconds of color, `tail` black frames."""
    colors = [*[(BLACK)] * lead, *[color for color in COLORS for _ in range(24)], *[BLACK] * tail]
    return write_clip(path, flat_frames(colors, 1, 320, 180), options=X264 | {"g": str(keyint)})


@pytest.mark.parametrize(("lead", "tail", "keyint"), [(30, 50, 12), (7, 11, 250), (60, 0, 24),
                                                      (0, 31, 24)])  # fmt: skip
def test_black_ends_are_not_sampled(lead: int, tail: int, keyint: int, tmp_path: Path) -> None:
    film = ends_in_black(tmp_path / "film.mp4", lead, tail, keyint)
    found = filmprint.analyze(film, frames=10, jobs=1)
    span = found.film.picture_span
    assert span.start_seconds == pytest.approx(lead / 24, abs=0.13)
    assert span.end_seconds == pytest.approx(lead / 24 + 5, abs=0.13)
    expected = np.repeat(np.array(COLORS), 2, axis=0)
    assert np.abs(found.dominant(1)[:, 0].astype(int) - expected).max() <= 4
    whole = filmprint.analyze(film, frames=10, trim="none", jobs=1)
    assert whole.film.picture_span.start_seconds == 0
    assert whole.film.picture_span.end_seconds == whole.film.duration_seconds
    part = filmprint.analyze(film, frames=10, start=0, jobs=1)
    assert part.film.picture_span.start_seconds == 0
    assert part.film.picture_span.end_seconds == span.end_seconds


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_a_film_cut_within_a_group_of_pictures(codec: str, tmp_path: Path,
                                               pictures: list[np.ndarray],
                                               workers: Workers) -> None:  # fmt: skip
    """No key frame is visible: black, bars and rotation are found as in the re-encoded twin."""
    made = Barred(ratios=(2.0,))
    black = np.zeros_like(pictures[0])
    frames = list(
        barred_frames([*[pictures[0]] * 6, *[black] * 18, *pictures, *[black] * 12], made)
    )
    options = LOSSLESS | {"g": "250", "x265-params": "lossless=1:log-level=none:bframes=3"}
    whole = write_clip(tmp_path / "whole.mp4", frames, even_times(len(frames), 12), codec=codec,
                       options=options)  # fmt: skip
    cut = remux(whole, tmp_path / "cut.mp4", shift=-1, rotation=90)
    again = write_clip(tmp_path / "again.mp4", frames[12:], even_times(len(frames) - 12, 12),
                       options=LOSSLESS | {"g": "4"})  # fmt: skip
    twin = remux(again, tmp_path / "twin.mp4", rotation=90)
    one, other = (prepare(film, Sampling(frames=4), workers).film for film in (cut, twin))
    assert one.picture_span.start_seconds == pytest.approx(1, abs=0.13)
    assert one.picture_span.start_seconds == pytest.approx(
        other.picture_span.start_seconds, abs=0.13
    )
    assert one.picture_span.end_seconds == pytest.approx(other.picture_span.end_seconds, abs=0.13)
    for area in (one.picture_area, other.picture_area):
        assert 0 <= area.y - made.union.y <= 1
        assert 0 <= made.union.height - area.height <= 2
    assert one.rotation == other.rotation == 90


def test_a_range_without_a_key_frame(tmp_path: Path, pictures: list[np.ndarray],
                                     workers: Workers) -> None:  # fmt: skip
    made = Barred(ratios=(2.39, 1.85))
    frames = list(barred_frames(pictures, made))
    whole = write_clip(tmp_path / "whole.mp4", frames, even_times(len(frames), 12),
                       options=LOSSLESS | {"g": "250"})  # fmt: skip
    film = remux(whole, tmp_path / "film.mp4", rotation=270)
    sampling = Sampling(frames=2, start=1.5, end=3.8)
    job = prepare(film, sampling, workers)  # before any sample is decoded
    assert job.film.picture_area == made.union
    assert job.film.rotation == 270
    found = fingerprint(film, sampling, AVERAGE, workers)
    assert found.film.picture_area == made.union


def test_extras_added_later_are_the_same(tmp_path: Path, pictures: list[np.ndarray],
                                         workers: Workers,
                                         monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """Without another first pass: the film's area and span are in the fingerprint."""
    black = [np.zeros_like(pictures[0])] * 10
    whole = write_barred(tmp_path / "whole.mp4", [*black, *pictures, *black], Barred())
    film = remux(whole, tmp_path / "film.mp4", rotation=90)
    for sampling in (Sampling(frames=30), Sampling(frames=30, fast=True, start=1.7)):
        at_once = fingerprint(film, sampling, AVERAGE, workers, extras=Extras(stills=6))
        bare = fingerprint(film, sampling, AVERAGE, workers)
        with monkeypatch.context() as patch:
            patch.delattr("filmprint.analysis.decode_job.first_pass")
            later = complete(film, bare, Extras(stills=6), workers)
        assert later == at_once


def test_a_black_film_is_sampled_whole(tmp_path: Path) -> None:
    film = write_clip(tmp_path / "film.mp4", flat_frames([BLACK], 48, 320, 180), options=X264)
    found = filmprint.analyze(film, frames=4, trim="credits", jobs=1)
    assert (found.film.picture_span.start_seconds, found.coverage) == (0, 1)
    assert found.film.picture_area.width == 320


@pytest.mark.parametrize(("ending", "keyint"), [("rolling", 250), ("cards", 16), ("night", 16),
                                                ("sign", 250), ("none", 16)])  # fmt: skip
def test_credits(ending: Ending, keyint: int, tmp_path: Path, pictures: list[np.ndarray],
                 workers: Workers) -> None:  # fmt: skip
    shots = [scaled(one, *SIZE) for one in pictures] * 2
    film, began = write_credited(tmp_path / "film.mp4", shots, ending, seconds=16, keyint=keyint)
    span = prepare(film, Sampling(frames=4, trim="credits"), workers).film.picture_span
    if ending in ("rolling", "cards"):
        assert span.credits_seconds == pytest.approx(began, abs=5)
        assert began - 0.5 <= span.end_seconds <= span.credits_seconds
    else:
        assert span.credits_seconds is None
        assert span.end_seconds == pytest.approx(began if ending == "none" else began + 16, abs=0.2)
