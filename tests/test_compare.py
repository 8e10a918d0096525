"""Distances against independent implementations; releases aligned with what was done to them."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from scipy.stats import wasserstein_distance_nd

import filmprint
from clips import write_clip
from conftest import Run, refuse
from filmprint.color.cielab import cielab_from_srgb, srgb_from_cielab
from filmprint.color.spaces import oklab_from_srgb
from filmprint.fingerprint.model import Fingerprint
from filmprint.measures.alignment import NothingInCommonError, align_releases
from filmprint.measures.distances import color_distance, distance_matrix, time_distance
from filmprint.measures.signatures import PARTS, STRETCHES, color_parts, color_points, course
from filmprint.measures.warping import GAP, OPEN, align
from filmprint.render.comparison import draw_pair
from filmprint.render.save import save
from fingerprints import made, of_chance


def scenes(seed: int, count: int = 240, clusters: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Colors and shares of a film of scenes of 4 to 15 moments, each with a palette of its own."""
    random = np.random.default_rng(seed)
    colors, shares = [], []
    while len(colors) < count:
        palette = random.integers(0, 256, (clusters, 3))
        share = -np.sort(-random.dirichlet(np.ones(clusters)))
        for _ in range(random.integers(4, 16)):
            colors.append(np.clip(palette + random.integers(-6, 7, palette.shape), 0, 255))
            shares.append(share)
    return np.array(colors[:count]), np.array(shares[:count])


@given(st.integers(0, 10_000), st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_color_distance_is_nearly_the_exact_one(one: int, other: int) -> None:
    """Against SciPy's earth mover's distance (a linear program) of all clusters by share."""
    films = [of_chance(seed=seed, count=8, clusters=3) for seed in (one, other)]
    a, b = map(color_points, films)
    exact = wasserstein_distance_nd(a.points, b.points, a.weights, b.weights)
    found = color_distance(*map(color_parts, films))
    assert found == pytest.approx(exact, abs=0.01)


def test_color_distance_of_flat_films() -> None:
    """One color against another: the way between them. Order and time do not matter."""
    red, blue = (np.tile([[color]], (9, 1, 1)) for color in ([200, 40, 60], [30, 120, 200]))
    way = np.linalg.norm(oklab_from_srgb(red[0, 0]) - oklab_from_srgb(blue[0, 0]))
    parts = [color_parts(made(film)) for film in (red, blue)]
    assert parts[0].shape == (PARTS, 3)
    assert color_distance(*parts) == pytest.approx(way)
    half = np.concatenate([red, blue])
    assert color_distance(color_parts(made(half)), parts[0]) == pytest.approx(way / 2)
    assert color_distance(color_parts(made(half)), color_parts(made(half[::-1]))) == pytest.approx(
        0, abs=1e-9
    )


def test_distances_are_metrics() -> None:
    films = [of_chance(seed=seed) for seed in range(5)]
    for by in ("colors", "time"):
        if by == "time":
            pytest.importorskip("dtaidistance")
        matrix = distance_matrix(films, by)
        assert (matrix == matrix.T).all()
        assert (np.diag(matrix) == 0).all()
        assert (matrix[~np.eye(5, dtype=bool)] > 0).all()
    matrix = distance_matrix(films, "colors")
    assert all(
        matrix[a, c] <= matrix[a, b] + matrix[b, c] + 1e-9
        for a in range(5) for b in range(5) for c in range(5)
    )  # fmt: skip


def test_time_distance_is_dtw() -> None:
    """Against dynamic time warping written out."""
    pytest.importorskip("dtaidistance")
    one, other = (course(of_chance(seed=seed, count=40)) for seed in (1, 2))
    assert one.shape == (STRETCHES, 3)
    cost = np.full((STRETCHES + 1, STRETCHES + 1), np.inf)
    cost[0, 0] = 0
    for i in range(STRETCHES):
        for j in range(max(0, i - 31), min(STRETCHES, i + 32)):
            step = min(cost[i, j], cost[i, j + 1], cost[i + 1, j])
            cost[i + 1, j + 1] = np.linalg.norm(one[i] - other[j]) + step
    assert time_distance(one, other) == pytest.approx(cost[-1, -1] / STRETCHES)
    assert time_distance(one, one) == 0


def test_a_film_without_colors_is_nowhere() -> None:
    empty = made(np.zeros((3, 1, 3)), np.zeros((3, 1)))
    matrix = distance_matrix([empty, of_chance(seed=1)], "colors")
    assert np.isnan(matrix[0, 1])


def exhaustive(a: list[float], b: list[float], kind: int = 0) -> float:
    """The least cost of aligning two short sequences, by trying everything."""
    if not a and not b:
        return 0.0
    options = []
    if a and b:
        options.append(abs(a[0] - b[0]) + exhaustive(a[1:], b[1:], 0))
    if a:
        options.append(GAP + (0 if kind == 1 else OPEN) + exhaustive(a[1:], b, 1))
    if b:
        options.append(GAP + (0 if kind == 2 else OPEN) + exhaustive(a, b[1:], 2))
    return min(options)


values = st.lists(st.sampled_from([0.0, 1.0, 4.0, 9.0]), min_size=1, max_size=5)


@given(values, values)
@settings(max_examples=150, deadline=None)
def test_alignment_is_the_best(a: list[float], b: list[float]) -> None:
    path = align(np.array(a)[:, None], np.array(b)[:, None])
    assert path.cost == pytest.approx(exhaustive(a, b))
    gaps = path.only_first + path.only_second
    spelled = sum(abs(a[i] - b[j]) for i, j in zip(path.first, path.second, strict=True))
    spelled += sum(OPEN + GAP * (end - begin) for begin, end, _ in gaps)
    assert spelled == pytest.approx(path.cost)
    for sequence, pairs, only in ((a, path.first, path.only_first),
                                  (b, path.second, path.only_second)):  # fmt: skip
        covered = [*pairs, *(n for begin, end, _ in only for n in range(begin, end))]
        assert sorted(covered) == list(range(len(sequence)))
    assert (np.diff(path.first) > 0).all()
    assert (np.diff(path.second) > 0).all()


def graded(colors: np.ndarray, change: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    return np.rint(srgb_from_cielab(change(cielab_from_srgb(colors))))


def film(colors: np.ndarray, shares: np.ndarray, seconds: float) -> Fingerprint:
    return made(colors, shares, seconds=seconds)


def test_the_same_film() -> None:
    colors, shares = scenes(1)
    found = align_releases(film(colors, shares, 1200), film(colors, shares, 1200))
    assert (found.first == found.second).all()
    assert len(found.first) == 240
    assert found.speed == pytest.approx(1)
    assert not (found.only_first or found.only_second or found.differing)
    assert found.overall.delta_e == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_missing_scenes_are_found(seed: int) -> None:
    """Moments 100 to 129 of 240, five seconds each, are cut out of the second release."""
    colors, shares = scenes(seed)
    kept = np.r_[0:100, 130:240]
    found = align_releases(film(colors, shares, 1200), film(colors[kept], shares[kept], 1050))
    (gap,) = found.only_first
    assert gap.begin_seconds == pytest.approx(500, abs=11)
    assert gap.end_seconds == pytest.approx(650, abs=11)
    assert gap.other_seconds == pytest.approx(500, abs=11)
    assert not found.only_second
    assert found.speed == pytest.approx(1, abs=1e-3)
    back = align_releases(film(colors[kept], shares[kept], 1050), film(colors, shares, 1200))
    assert (len(back.only_first), len(back.only_second)) == (0, 1)


@pytest.mark.parametrize("faster", [True, False])
def test_another_frame_rate(faster: bool) -> None:
    """24 frames shown as 25: the same pictures in 24/25 of the time, sampled at other moments."""
    colors, shares = scenes(5, count=300)
    dense = np.repeat(np.arange(300), 10)
    slow = dense[np.rint(np.linspace(3, 2996, 400)).astype(int)]
    quick = dense[np.rint(np.linspace(4, 2994, 390)).astype(int)]
    cut = np.r_[0:200, 240:390]
    long, short = film(colors[slow], shares[slow], 6000), film(
        colors[quick[cut]], shares[quick[cut]], 6000 * 24 / 25 * 350 / 390)  # fmt: skip
    found = align_releases(long, short) if faster else align_releases(short, long)
    assert found.speed == pytest.approx(0.96 if faster else 1 / 0.96, rel=0.004)
    (gap,) = found.only_first if faster else found.only_second
    assert gap.end_seconds - gap.begin_seconds == pytest.approx(6000 * 40 / 390, rel=0.12)


def test_grading_is_measured() -> None:
    """All is lighter by 5, and from moment 120 on yellower by 8."""
    random = np.random.default_rng(8)
    lab = np.repeat(
        np.stack([random.uniform(25, 75, 40), *random.uniform(-20, 20, (2, 40))], -1), 6, axis=0
    )[:, None]
    other = lab + np.array([5.0, 0, 0])
    other[120:] += [0, 0, 8.0]
    one, two = (np.rint(srgb_from_cielab(values)) for values in (lab, other))
    shares = np.ones((240, 1))
    found = align_releases(film(one, shares, 1200), film(two, shares, 1200))
    assert len(found.first) > 230
    assert found.overall.lightness == pytest.approx(5, abs=0.3)
    assert found.overall.a == pytest.approx(0, abs=0.3)
    assert found.overall.b == pytest.approx(4, abs=0.4)
    yellow = align_releases(film(one[120:], shares[120:], 600), film(two[120:], shares[120:], 600))
    (stretch,) = yellow.differing
    assert stretch.b == pytest.approx(8, abs=0.5)
    assert stretch.end_seconds - stretch.begin_seconds > 560


def test_releases_without_their_colors() -> None:
    """Of a black-and-white, a tinted and a slightly darker black-and-white release, a part
    missing, all else is aligned; other films in black and white are still other films."""
    colors, shares = scenes(4)
    gray = graded(colors, lambda lab: lab * [0.9, 0, 0])
    tinted = graded(colors, lambda lab: lab * [1, 0, 0] + [0, 12, 30])
    one = film(colors, shares, 1200)
    for change in (gray, tinted):
        found = align_releases(one, film(change, shares, 1200))
        assert (found.by, len(found.first)) == ("lightness", 240)
        assert not (found.only_first or found.only_second)
    assert found.overall.b > 10
    kept = np.r_[0:100, 130:240]
    found = align_releases(one, film(gray[kept], shares[kept], 1050))
    (gap,) = found.only_first
    assert gap.begin_seconds == pytest.approx(500, abs=11)
    assert found.overall.chroma < -10
    assert not found.only_second
    for seed in (5, 6, 7):
        other, other_shares = scenes(seed)
        other_gray = graded(other, lambda lab: lab * [1, 0, 0])
        with suppress(NothingInCommonError):
            found = align_releases(one, film(other_gray, other_shares, 1200))
            assert found.by == "color"
            assert len(found.first) < 60  # scenes that are alike by chance


def test_the_command(run: Run, tmp_path: Path) -> None:
    colors, shares = scenes(1)
    kept = np.r_[0:100, 130:240]
    made(colors, shares, seconds=1200, name="a.mkv").save(tmp_path / "a.json")
    made(colors[kept], shares[kept], seconds=1050, name="b.mkv").save(tmp_path / "b.json")
    of_chance(seed=3, name="c.mkv").save(tmp_path / "c.json")
    text = run("compare", "a.json", "b.json", "--picture", "pair.png").stdout
    assert "of a.mkv is missing in b.mkv" in text
    assert "both run at the same speed" in text
    data = json.loads(run("compare", "a.json", "b.json", "--json").stdout)
    assert data["alignment"]["pairs"] == pytest.approx(210, abs=3)
    assert len(data["alignment"]["only_first"]) == 1
    table = run("compare", "a.json", "b.json", "c.json", "--csv", "--picture", "tree.svg").stdout
    read = list(csv.reader(io.StringIO(table)))
    assert read[0] == ["film", "a.mkv", "b.mkv", "c.mkv"]
    matrix = np.array([[float(cell) for cell in row[1:]] for row in read[1:]])
    expected = distance_matrix([filmprint.load(tmp_path / f"{n}.json") for n in "abc"], "colors")
    assert matrix == pytest.approx(expected, abs=1e-5)
    drawn = (tmp_path / "tree.svg").read_text("utf-8")
    assert all(name in drawn for name in ("a.mkv", "b.mkv", "c.mkv"))
    (tmp_path / "pair.png").write_bytes(b"mine")
    assert (
        "is not from filmprint"
        in run("compare", "a.json", "b.json", "--picture", "pair.png", code=1).stderr
    )
    assert (tmp_path / "pair.png").read_bytes() == b"mine"
    assert "a.json is the same file twice" in run("compare", "a.json", "a.json", code=2).stderr
    for wrong in (("a.json",), ("a.json", "b.json", "--picture", "x.gif"),
                  ("a.json", "b.json", "--csv", "--json")):  # fmt: skip
        refuse("compare", *wrong)


def test_the_picture_of_a_pair(tmp_path: Path) -> None:
    """Each strip is as long as its film, on one scale; bars have the films' colors."""
    long = made(np.full((40, 1, 3), (200, 40, 60)), seconds=100, name="a")
    short = made(np.full((20, 1, 3), (200, 40, 60)), seconds=50, name="b")
    save(draw_pair(long, short, "ab", align_releases(long, short)), tmp_path / "pair.png")
    with Image.open(tmp_path / "pair.png") as image:
        red = (np.asarray(image.convert("RGB")) == (200, 40, 60)).all(axis=2)
    width = red.any(axis=1) * red.sum(axis=1)
    rows = np.flatnonzero(width)
    upper, lower = width[rows[0] + 20], width[rows[-1] - 20]
    assert lower == pytest.approx(upper / 2, abs=3)


def test_encodes_of_one_clip_are_nearest(run: Run, tmp_path: Path) -> None:
    """12 clips, each as H.264, and smaller as MPEG-4 with letterbox bars: any two different clips
    lie farther apart than the two encodes of any one, by colors and along time."""
    clips = tmp_path / "clips"
    clips.mkdir()
    for seed in range(12):
        frames = list(painted_frames(seed))
        write_clip(clips / f"{seed:02d}a.mkv", frames, colorspace=1)
        small = [barred(frame) for frame in frames]
        write_clip(clips / f"{seed:02d}b.mp4", small, codec="mpeg4", colorspace=1)
    run(clips, "--frames", "24", "--jobs", "2", "--dpi", "30", "-q", "-o", "out")
    films = [filmprint.load(path) for path in sorted((tmp_path / "out").glob("*.json"))]
    assert [film.film.name[2] for film in films] == ["a", "b"] * 12
    assert {film.film.picture_area.height for film in films[1::2]} == {48}
    different = ~np.kron(np.eye(12, dtype=bool), np.ones((2, 2), bool))
    for by in ("colors", "time"):
        if by == "time":
            pytest.importorskip("dtaidistance")
        matrix = distance_matrix(films, by)
        same = [matrix[n, n + 1] for n in range(0, 24, 2)]
        assert max(same) < matrix[different].min(), by


def painted_frames(seed: int) -> Iterator[np.ndarray]:
    """Two seconds, 128 x 64, in three shots: a ground that fades from color to color, a moving
    square. All clips have colors from the same few, so that none is far from all others."""
    random = np.random.default_rng(seed)
    few = np.random.default_rng(99).integers(20, 236, (6, 3))
    y, x = np.mgrid[0:64, 0:128] / np.array([64, 128])[:, None, None]
    for _ in range(3):
        top, bottom, square = few[random.choice(6, 3, replace=False)] + random.integers(
            -15, 16, (3, 3)
        )
        for n in range(16):
            part = (y * random.uniform(0.9, 1) + 0.1 * x)[..., None]
            frame = top * (1 - part) + bottom * part
            frame[16:48, 4 * n : 4 * n + 44] = square
            yield np.clip(frame, 0, 255).astype(np.uint8)


def barred(frame: np.ndarray) -> np.ndarray:
    """At three quarters of the size, with bars above and below."""
    small = np.asarray(Image.fromarray(frame).resize((96, 48), Image.Resampling.BICUBIC))
    return np.pad(small, ((16, 16), (0, 0), (0, 0)))


def test_different_films_have_a_distance(run: Run, tmp_path: Path) -> None:
    for n, color in enumerate(((200, 40, 60), (30, 120, 200))):
        ramp = np.linspace(1, 0.2, 60) if n else np.linspace(0.2, 1, 60) ** 3
        made(np.rint(ramp[:, None, None] * color)).save(tmp_path / f"{n}.json")
    result = run("compare", "0.json", "1.json").stdout
    assert "distance of colors: 0." in result
    assert "no moment in common: two films" in result
    assert json.loads(run("compare", "0.json", "1.json", "--json").stdout)["alignment"] is None
