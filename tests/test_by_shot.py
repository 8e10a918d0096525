"""Pictures and tables by shot: a bar for each shot, as wide as it lasts, in its colors."""

import csv
import math
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text
from PIL import Image

import filmprint
from conftest import Run, refuse
from filmprint.cli.app import main
from filmprint.color.clustering import cluster_weighted
from filmprint.color.spaces import linear_from_srgb
from filmprint.export.shot_list import shot_list
from filmprint.fingerprint.by_shot import ShotFingerprint
from filmprint.measures.measures import by_sample, by_shot, sample_stretches
from filmprint.measures.shot_colors import fingerprint_by_shot
from filmprint.measures.shots import ShotListError, Shots
from filmprint.options import BY_SHOT, STYLES, Clustering
from filmprint.render.save import save
from fingerprints import made, of_chance

RED, GREEN, BLUE, SAND = (200, 40, 60), (30, 120, 80), (30, 60, 200), (240, 220, 160)
CUTS = np.array([0.0, 7.0, 10.0, 31.0, 60.0])
COLORS = (RED, GREEN, BLUE, SAND)


def succeed(*arguments: str) -> None:
    """Run the program in this process, which is quicker."""
    with pytest.raises(SystemExit) as stopped:
        main(list(arguments))
    assert stopped.value.code == 0


def flat_shots() -> filmprint.Fingerprint:
    """60 seconds, a sample each, in four shots of one color with a third of its half."""
    shot = np.searchsorted(CUTS, np.arange(60) + 0.5, side="right") - 1
    first = np.array(COLORS)[shot]
    return made(np.stack([first, first // 2], axis=1), np.tile([0.7, 0.3], (60, 1)))


def by_cuts(fingerprint: filmprint.Fingerprint, edges: np.ndarray = CUTS) -> ShotFingerprint:
    return fingerprint_by_shot(fingerprint, Shots(edges))


def pixels(fingerprint: filmprint.Fingerprint, path: Path, **options: object) -> np.ndarray:
    save(filmprint.draw(fingerprint, **{"no_title": True, "dpi": 100, **options}), path)
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def test_a_bar_is_as_wide_as_its_shot(tmp_path: Path) -> None:
    film = by_cuts(flat_shots())
    for style in ("poster", "strip"):
        picture = pixels(film, tmp_path / "a.png", style=style, size="6x2")
        expected = np.repeat(COLORS, (np.diff(CUTS) * 10).astype(int), axis=0)
        assert (picture[100] == expected).all(), style
    stack = pixels(film, tmp_path / "a.png", style="stack", size="6x2")
    for left, right, color in zip(10 * CUTS[:-1], 10 * CUTS[1:], COLORS, strict=True):
        inside = stack[:, int(left) : int(right)]
        assert (inside[:139] == color).all()
        assert (inside[141:] == np.array(color) // 2).all()


def test_sectors_of_rings_are_as_wide_as_their_shots(tmp_path: Path) -> None:
    film = by_cuts(flat_shots())
    ring = pixels(film, tmp_path / "a.png", style="ring", size="8x8", margin="0")
    half = pixels(film, tmp_path / "b.png", style="half-ring", size="8x4", margin="0")
    for begin, end, color in zip(CUTS[:-1] / 60, CUTS[1:] / 60, COLORS, strict=True):
        for turn in (begin + 0.004, (begin + end) / 2, end - 0.004):
            angle = 2 * math.pi * turn
            assert (ring[int(400 - 310 * math.cos(angle)), int(400 + 310 * math.sin(angle))]
                    == color).all()  # fmt: skip
            angle = math.pi * turn
            assert (half[int(400 - 310 * math.sin(angle)), int(400 - 310 * math.cos(angle))]
                    == color).all()  # fmt: skip


@pytest.mark.parametrize("style", ["poster", "stack", "ring", "half-ring"])
def test_shots_of_one_sample_are_the_samples(tmp_path: Path, style: str) -> None:
    """Then what knows the widths of bars draws what takes them for equal."""
    film = of_chance(61, 4, 5)
    stretches = sample_stretches(film)
    again = by_cuts(film, np.append(stretches.begin, stretches.end[-1]))
    assert (again.colors == film.colors).all()
    assert np.abs(again.shares - film.shares).max() < 1e-6
    one, other = (pixels(each, tmp_path / "a.png", style=style, dpi=40) for each in (film, again))
    assert np.abs(one - other).max() <= 1


@pytest.mark.parametrize("style", BY_SHOT)
def test_shapes_and_pixels_are_one_picture(tmp_path: Path, style: str) -> None:
    edges = np.cumsum([0, *np.random.default_rng(1).uniform(0.2, 6, 25)])
    film = by_cuts(of_chance(60, 5, 3), edges)
    picture = pixels(film, tmp_path / "a.png", style=style, dpi=30, dominant=2)
    figure = filmprint.draw(film, style=style, dpi=30, dominant=2, no_title=True)
    for suffix in ("pdf", "svg"):
        save(figure, tmp_path / f"a.{suffix}")
    page = pypdfium2.PdfDocument(tmp_path / "a.pdf")[0]
    again = page.render(scale=30 / 72).to_numpy()[..., ::-1].astype(int)
    assert np.abs(again[: len(picture), : picture.shape[1]] - picture).mean() < 6


def test_the_palette_has_a_cell_for_each_shot(tmp_path: Path) -> None:
    film = by_cuts(flat_shots())
    picture = pixels(film, tmp_path / "a.png", style="palette", size="8x6", margin="0")
    for color in COLORS:
        area = (picture == color).all(axis=-1).sum()
        other = (picture == np.array(color) // 2).all(axis=-1).sum()
        assert other / area == pytest.approx(3 / 7, abs=0.02)
    figure = filmprint.draw(film, style="palette", size="8x6", no_title=True)
    labels = {text.get_text() for text in figure.findobj(Text)}
    assert {"1  0:00.0", "7.0 s", "4  0:31.0", "29.0 s"} <= labels
    many = by_cuts(of_chance(900, 2, 1), np.linspace(0, 900, 901))
    assert not filmprint.draw(many, style="palette", size="4x4", no_title=True).findobj(Text)


def test_measures_are_those_by_shot() -> None:
    film = of_chance(60, 5, 9)
    timed, expected = by_sample(by_cuts(film)), by_shot(film, CUTS)
    assert (timed.measures.mean_colors == expected.measures.mean_colors).all()
    assert (timed.begin_seconds == CUTS[:-1]).all()


@pytest.mark.parametrize("command", ["measure", "render", "export"])
def test_a_list_of_another_film(run: Run, tmp_path: Path, command: str) -> None:
    flat_shots().save(tmp_path / "a.json")
    options = {"export": ["--to", "csv"], "render": ["--style", "strip", "--dpi", "20"]}
    for edges, code, message in (
        ([0, 7, 59.5], 0, ""),
        ([0, 7, 20], 0, "the list ends at 20 s, the film at 60 s; is it the list of this film?"),
        ([0, 50, 90], 0, "the list ends at 90 s, the film at 60 s"),
        ([0, 50, 90, 120], 1, "the list ends at 120 s, the film at 60 s; it must be of another"),
    ):
        (tmp_path / "cuts.csv").write_bytes(shot_list(Shots(np.array(edges, np.float64)), 24))
        result = run(command, "a.json", "--shots", "cuts.csv", *options.get(command, []),
                     "--overwrite", code=code)  # fmt: skip
        assert message in result.stderr
        assert bool(message) == bool(result.stderr)


def test_shots_are_cut_to_what_was_sampled() -> None:
    film = by_cuts(flat_shots(), np.array([-9.0, -3, 7, 10, 10.2, 10.4, 31, 70, 80]))
    assert list(film.edges_seconds) == [0, 7, 10, 10.2, 10.4, 31, 60]
    assert list(film.numbers) == [2, 3, 4, 5, 6, 7]
    assert list(film.decoded) == [True, True, False, False, True, True]
    assert [tuple(color) for color in film.colors[film.decoded, 0]] == list(COLORS)
    with pytest.raises(ShotListError, match="none of the shots"):
        by_cuts(flat_shots(), np.array([60.0, 70.0]))
    with pytest.raises(filmprint.OptionError, match="not saved"):
        film.document()


@given(st.integers(0, 2**32), st.sampled_from(["kmeans", "average"]), st.integers(1, 9))
def test_clusters_of_weighted_colors(seed: int, method: str, most: int) -> None:
    random = np.random.default_rng(seed)
    colors = random.integers(0, 256, (random.integers(1, 60), 3)).astype(np.uint8)
    weights = random.uniform(0.1, 3, len(colors))
    options = Clustering(clusters=most, method=method)
    found = cluster_weighted(colors, weights, options)
    assert 1 <= len(found.colors) <= options.kept
    assert found.shares.sum() == pytest.approx(1, abs=1e-5)
    assert (np.diff(found.shares) <= 0).all()
    order = random.permutation(len(colors))
    again = cluster_weighted(colors[order], weights[order], options)
    assert (again.colors == found.colors).all()
    if len(colors) <= options.kept:
        assert {tuple(c) for c in colors.tolist()} == {tuple(c) for c in found.colors.tolist()}
    if method == "average":
        light = np.average(linear_from_srgb(colors), axis=0, weights=weights)
        assert np.abs(linear_from_srgb(found.colors[0]) - light).max() < 0.005


def test_render(run: Run, tmp_path: Path) -> None:
    flat_shots().save(tmp_path / "film.json")
    (tmp_path / "cuts.txt").write_text("0\n7\n10\n31\n")
    command = (
        "render",
        "film.json",
        "--shots",
        "cuts.txt",
        "--style",
        "poster,ring",
        "--dpi",
        "20",
    )
    assert "drawn from the fingerprint" in run(*command).stdout
    files = {tmp_path / f"film.by-shot.{name}" for name in ("png", "ring.png")}
    assert set(tmp_path.glob("*.png")) == files
    assert "up to date" in run(*command).stdout
    # A picture follows its list; a shot between two samples has no color.
    before = {path: path.read_bytes() for path in files}
    (tmp_path / "cuts.txt").write_text("0\n7\n10\n10.6\n11.4\n31\n")
    result = run(*command)
    assert "drawn from the fingerprint" in result.stdout
    assert "1 of 6 shots have no sample" in result.stderr
    assert all(path.read_bytes() != before[path] for path in files)


def test_what_cannot_be_by_shot(tmp_path: Path) -> None:
    file, cuts = flat_shots().save(tmp_path / "film.json"), tmp_path / "cuts.txt"
    cuts.write_text("0\n7\n")
    assert set(BY_SHOT) < set(STYLES)
    for style in set(STYLES) - set(BY_SHOT):
        refuse("render", file, "--shots", cuts, "--style", f"poster,{style}")
    refuse("render", file, "--shots", cuts, "--smooth", "2")
    refuse("render", file, tmp_path / "other.json", "--shots", cuts)
    refuse("export", file, tmp_path / "other.json", "--shots", cuts, "--to", "csv")
    for kind in ("parquet", "ffmetadata"):
        refuse("export", file, "--shots", cuts, "--to", f"csv,{kind}")


def test_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    flat_shots().save(tmp_path / "film.json")
    (tmp_path / "cuts.txt").write_text("0\n7\n10\n31\n")
    command = ("export", "film.json", "--shots", "cuts.txt", "--to")
    succeed(*command, "csv,csv-wide,tsv,vian,gpl,seekbar", "--seekbar-size", "600x8")

    def rows(name: str, delimiter: str = ",") -> list[dict[str, str]]:
        with (tmp_path / f"film.by-shot.{name}").open(encoding="utf-8") as file:
            return list(csv.DictReader(file, delimiter=delimiter))

    table = rows("csv")
    assert [row["shot"] for row in table] == ["1", "1", "2", "2", "3", "3", "4", "4"]
    assert [float(row["begin_seconds"]) for row in table[::2]] == list(CUTS[:-1])
    assert [float(row["end_seconds"]) for row in table[::2]] == list(CUTS[1:])
    assert [float(row["share"]) for row in table[:2]] == [0.7, 0.3]
    assert [bytes.fromhex(row["color_1"][1:]) for row in rows("wide.csv")] == [*map(bytes, COLORS)]
    assert [float(row["duration in seconds"]) for row in rows("tsv", "\t")] == list(np.diff(CUTS))
    lightness = by_shot(flat_shots(), CUTS).measures.lightness
    assert [float(row["luminance"]) for row in rows("vian.csv")] == pytest.approx(
        list(lightness), abs=1e-3
    )
    with Image.open(tmp_path / "film.by-shot.seekbar.png") as image:
        bar = np.asarray(image.convert("RGB"))[4]
    assert (bar == np.repeat(COLORS, (np.diff(CUTS) * 10).astype(int), axis=0)).all()
    succeed(*command, "json", "--at", "8")
    (name,) = tmp_path.glob("*.colors.json")
    assert name.name == "film.by-shot.at-00-00-07.000.colors.json"
    assert '"#1e7850"' in name.read_text()
