"""Measures against independent implementations, the formulas of their sources, and pixels."""

import csv
import io
import json
import re
from pathlib import Path

import colour
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from scipy import stats

import filmprint
from conftest import Run, refuse
from filmprint.color.cielab import cielab_from_srgb, srgb_from_cielab
from filmprint.export.table import Column, Table, as_aligned_text, as_json, as_text
from filmprint.measures.formulas import CELL, HUE_BINS, SCALARS, UNITS, Grouped, measure
from filmprint.measures.measures import by_sample, by_shot, of_film
from filmprint.render.save import save
from filmprint.render.styles.curves import AXIS, COLUMNS, GAP
from fingerprints import made, of_chance


def pixels_as_one(pixels: np.ndarray) -> Grouped:
    flat = pixels.reshape(-1, 3)
    return Grouped(
        colors=flat, weights=np.ones(len(flat)), group=np.zeros(len(flat), np.intp), count=1
    )


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    """An image of 7 colors in whole numbers of pixels, so that clusters lose nothing."""
    random = np.random.default_rng(5)
    colors = random.integers(0, 256, (7, 3)).astype(np.uint8)
    return colors[random.integers(0, 7, (60, 50))]


def lch(pixels: np.ndarray) -> np.ndarray:
    lab = colour.XYZ_to_Lab(
        colour.sRGB_to_XYZ(pixels.reshape(-1, 3) / 255),
        colour.CCS_ILLUMINANTS["CIE 1931 2 Degree Standard Observer"]["D65"],
    )
    return colour.Lab_to_LCHab(lab)


def test_cielab_measures_of_pixels(image: np.ndarray) -> None:
    """Lightness, contrast, chroma, hue, saturation and warmth, from colour-science's CIELAB."""
    found = measure(pixels_as_one(image))
    lightness, chroma, hue = lch(image).T
    radians = np.radians(hue)
    assert found.lightness == pytest.approx(lightness.mean(), abs=0.01)
    assert found.contrast == pytest.approx(lightness.std(), abs=0.01)
    assert found.chroma == pytest.approx(chroma.mean(), abs=0.01)
    resultant = (chroma * np.exp(1j * radians)).sum() / chroma.sum()
    assert found.hue == pytest.approx(np.degrees(np.angle(resultant)) % 360, abs=0.05)
    assert found.hue_spread == pytest.approx(
        np.degrees(np.sqrt(-2 * np.log(abs(resultant)))), abs=0.05
    )
    assert found.saturation == pytest.approx(
        (100 * chroma / np.sqrt(chroma**2 + lightness**2)).mean(), abs=0.01
    )
    warm = -0.5 + 0.02 * chroma**1.07 * np.cos(np.radians(hue - 50))
    assert found.warmth == pytest.approx(warm.mean(), abs=1e-3)


def test_hue_is_that_of_scipy_for_equal_chroma() -> None:
    """With one chroma for all, the weights are alike and scipy's circular statistics apply."""
    degrees = np.array([350.0, 10.0, 30.0, 40.0, 40.0])
    lab = np.stack(
        [np.full(5, 60.0), 25 * np.cos(np.radians(degrees)), 25 * np.sin(np.radians(degrees))], -1
    )
    srgb = np.rint(srgb_from_cielab(lab)).astype(np.uint8)
    found = measure(pixels_as_one(srgb))
    assert found.hue == pytest.approx(stats.circmean(degrees, high=360), abs=1.0)
    assert found.hue_spread == pytest.approx(stats.circstd(degrees, high=360), abs=1.0)


def test_colorfulness_is_that_of_the_paper(image: np.ndarray) -> None:
    """Hasler and Süsstrunk's M(3), written out over all pixels."""
    red, green, blue = (image[..., n].astype(float) for n in range(3))
    rg, yb = red - green, 0.5 * (red + green) - blue
    expected = np.sqrt(rg.var() + yb.var()) + 0.3 * np.sqrt(rg.mean() ** 2 + yb.mean() ** 2)
    assert measure(pixels_as_one(image)).colorfulness == pytest.approx(expected)
    gray = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
    assert measure(pixels_as_one(gray)).colorfulness == pytest.approx(0, abs=1e-9)


def test_diversity_is_scipys_entropy(image: np.ndarray) -> None:
    cells, counts = np.unique(
        np.floor(cielab_from_srgb(image.reshape(-1, 3)) / CELL), axis=0, return_counts=True
    )
    found = measure(pixels_as_one(image))
    assert found.richness == len(cells) == 7
    assert found.diversity == pytest.approx(stats.entropy(counts))
    assert found.evenness == pytest.approx(stats.entropy(counts) / np.log(7))


def test_hue_histogram(image: np.ndarray) -> None:
    _, chroma, hue = lch(image).T
    expected, _ = np.histogram(hue, HUE_BINS, (0, 360), weights=chroma)
    found = measure(pixels_as_one(image)).hue_histogram[0]
    np.testing.assert_allclose(found, expected / expected.sum(), atol=1e-3)


def test_warm_and_cool_are_on_their_sides() -> None:
    colors = np.array([[[240, 120, 40]], [[40, 120, 240]], [[128, 128, 128]]])
    warm, cool, gray = by_sample(made(colors)).measures.warmth
    assert warm > 0 > gray > cool
    assert gray == pytest.approx(-0.5, abs=1e-3)


@given(st.integers(0, 2**32 - 1))
def test_clusters_count_as_their_pixels(seed: int) -> None:
    """Shares in whole pixels give exactly what the pixels give."""
    random = np.random.default_rng(seed)
    counts = random.integers(1, 50, 5)
    colors = random.integers(0, 256, (5, 3)).astype(np.uint8)
    clusters = by_sample(made(colors[None], (counts / counts.sum())[None])).measures
    pixels = measure(pixels_as_one(np.repeat(colors, counts, axis=0)))
    for name in SCALARS:
        np.testing.assert_allclose(getattr(clusters, name), getattr(pixels, name), atol=1e-4)


def test_change_is_ciede2000() -> None:
    colors = np.array([[[200, 40, 60]], [[200, 40, 60]], [[30, 120, 200]]])
    change = by_sample(made(colors)).change
    assert np.isnan(change[0])
    lab = cielab_from_srgb(colors[:, 0])
    expected = colour.delta_E(lab[1], lab[2], method="CIE 2000")
    np.testing.assert_allclose(change[1:], [0, expected], atol=1e-6)


def test_a_film_is_its_samples_together() -> None:
    film = of_chance(seed=1)
    found = of_film(film)
    assert found.whole.lightness[0] == pytest.approx(found.samples.measures.lightness.mean())
    assert found.whole.chroma[0] == pytest.approx(found.samples.measures.chroma.mean())
    variance = found.samples.measures.contrast**2
    spread = found.samples.measures.lightness.var()
    assert found.whole.contrast[0] ** 2 == pytest.approx(variance.mean() + spread)


def test_shots_pool_their_samples() -> None:
    film = of_chance(seed=2, count=40)
    shots = by_shot(film, [0, 10, 12, 12.2, 40])
    first = made(film.colors[:10], film.shares[:10])
    for name in SCALARS:
        assert getattr(shots.measures, name)[0] == pytest.approx(
            getattr(of_film(first).whole, name)[0]
        )
    assert np.isnan(shots.measures.lightness[2])  # no sample lies in it
    assert np.isnan(shots.change[[0, 2, 3]]).all()


def test_what_is_not_there_is_nan() -> None:
    shares = np.array([[0.6, 0.4], [0, 0], [1, 0]])
    found = by_sample(made(np.full((3, 2, 3), 90), shares)).measures
    for name in SCALARS:
        assert np.isnan(getattr(found, name)[1]), name
    assert np.isnan(found.hue[0])  # a gray has none


def test_loudness_with_lightness() -> None:
    grays = np.repeat(np.linspace(20, 230, 30)[:, None, None], 3, axis=2).astype(int)
    loudness = np.linspace(-50, -12, 30) ** 3 / 1e3
    loudness[4] = np.nan
    assert of_film(made(grays, loudness=loudness)).loudness_lightness == pytest.approx(1)
    assert np.isnan(of_film(made(grays)).loudness_lightness)
    shots = by_shot(made(grays[:2], loudness=np.array([-20.0, -20.0])), [0, 2])
    assert shots.loudness_lufs == pytest.approx([-20])


def test_curves_are_as_high_as_the_measure(tmp_path: Path) -> None:
    """Two halves, black and a gray of L* 50, filled in their colors: columns of pixels, counted."""
    colors = np.repeat([[[0, 0, 0]], [[119, 119, 119]]], 20, axis=0)
    figure = filmprint.draw(
        made(colors), style="curves", size="8x6", dpi=100, margin="0", no_title=True
    )
    save(figure, tmp_path / "curves.png")
    with Image.open(tmp_path / "curves.png") as image:
        pixels = np.asarray(image.convert("RGB")).astype(int)
    column = np.flatnonzero((np.abs(pixels[:, 600] - 119) <= 1).all(axis=1))
    runs = np.split(column, np.flatnonzero(np.diff(column) > 3) + 1)
    bars, lightness = len(runs[0]), len(runs[1])
    plots = 600 * (1 - AXIS)
    assert bars == pytest.approx(COLUMNS * plots, abs=2)
    assert lightness == pytest.approx(0.5 * plots * (1 - COLUMNS) / 6 / (1 + GAP), abs=3)
    assert not (pixels[int(bars + 40) : 540, 200] == 119).all(axis=1).any()


def test_the_command(run: Run, tmp_path: Path) -> None:
    gray = np.repeat([[[119, 119, 119]], [[0, 0, 0]]], 5, axis=0)
    made(gray, seconds=10, name="a.mkv").save(tmp_path / "a.json")
    of_chance(seed=3, name="b.mkv").save(tmp_path / "b.json")
    text = run("measure", "a.json", "b.json").stdout
    assert text.startswith("a.mkv: 10 samples\n")
    assert re.search(r"^lightness +25\.02 +25\.02 +25\.02  L\* 0\.\.100$", text, re.MULTILINE)
    films = list(csv.DictReader(io.StringIO(run("measure", "a.json", "b.json", "--csv").stdout)))
    assert [film["film"] for film in films] == ["a.mkv", "b.mkv"]
    assert (films[0]["hue"], films[0]["chroma"]) == ("", "0.0000")
    hues = by_sample(filmprint.load(tmp_path / "b.json")).measures.hue
    assert float(films[1]["hue_mean"]) == pytest.approx(stats.circmean(hues, high=360), abs=1e-3)
    assert float(films[1]["hue_sd"]) == pytest.approx(stats.circstd(hues, high=360), abs=1e-3)
    samples = json.loads(run("measure", "b.json", "--by", "sample", "--json").stdout)
    expected = by_sample(filmprint.load(tmp_path / "b.json")).measures
    assert len(samples) == 60
    assert [row["colorfulness"] for row in samples] == pytest.approx(
        expected.colorfulness, abs=1e-4
    )
    assert samples[0]["change"] is None
    assert sum(samples[0][f"hue_{n:03d}"] for n in range(0, 360, 30)) == pytest.approx(1, abs=1e-3)
    (tmp_path / "cuts.txt").write_text("0\n0:05 # to black\n", "utf-8")
    shots = json.loads(run("measure", "a.json", "--shots", "cuts.txt", "--json").stdout)
    assert [(shot["lightness"], shot["palette"]) for shot in shots] == [
        (pytest.approx(50.03, abs=0.01), "#777777"), (0, "#000000"),
    ]  # fmt: skip
    text = run("measure", "a.json", "--shots", "cuts.txt").stdout
    assert "2 shots, median 5.00 s" in text
    assert text.split()[:4] == ["shot", "begin_seconds", "length_seconds", "samples"]
    assert text.splitlines()[1].split()[3] == "5"
    run("measure", "a.json", "--csv", "-o", "a.csv")
    assert (tmp_path / "a.csv").read_text("utf-8").startswith("film,")
    assert "is different" in run("measure", "b.json", "--csv", "-o", "a.csv", code=1).stderr
    result = run("measure", "cuts.txt", "a.json", "none.json", "b.json", "--csv", code=1)
    readable = csv.DictReader(io.StringIO(result.stdout))
    assert [film["film"] for film in readable] == ["a.mkv", "b.mkv"]
    assert all(f"filmprint: {name}" in result.stderr for name in ("cuts.txt", "none.json"))
    for wrong in (
        ("--csv", "--json"),
        ("--by", "shot"),
        ("--by", "scene"),
        ("b.json", "--shots", "x"),
    ):
        refuse("measure", "a.json", *wrong)


def test_zero_has_no_sign() -> None:
    table = Table({"a": Column(np.array([-0.0, -0.001, -0.01]), 2)})
    assert as_text(table).split() == ["a", "0.00", "0.00", "-0.01"]
    assert as_aligned_text(table).split()[1:3] == ["0.00", "0.00"]
    assert as_json(table).count("-") == 1


def test_every_measure_is_documented() -> None:
    text = (Path(__file__).parents[1] / "docs" / "measures.md").read_text("utf-8")
    for name in (*SCALARS, *UNITS, "hue_000", "loudness_lightness", "length_ecdf"):
        assert f"`{name}`" in text, name


def test_the_examples_of_the_docs() -> None:
    text = (Path(__file__).parents[1] / "docs" / "measures.md").read_text("utf-8")
    found = by_sample(made(np.array([[[0xC8, 0x28, 0x3C], [0x1E, 0x78, 0xC8]]]))).measures
    for name in set(SCALARS) - {"a", "b"}:
        row = next(line for line in text.splitlines() if line.startswith(f"| `{name}` |"))
        assert float(row.split("|")[-2]) == pytest.approx(getattr(found, name)[0], abs=0.006), name
