"""Fingerprints as tables and pictures in Python."""

import io
import sys

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

import filmprint
from filmprint import plot
from filmprint.export.tables import samples_table
from filmprint.fingerprint.model import Fingerprint
from filmprint.measures.measures import by_sample
from fingerprints import made, of_chance


@pytest.fixture(scope="module")
def film() -> Fingerprint:
    return of_chance(seed=1, loudness=np.r_[np.nan, np.linspace(-40, -10, 59)])


def test_pandas_and_polars(film: Fingerprint) -> None:
    pandas, polars = map(pytest.importorskip, ("pandas", "polars"))
    pytest.importorskip("pyarrow")
    expected = samples_table(film)
    frame = film.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == list(expected.columns)
    assert frame["share"].to_numpy() == pytest.approx(expected.columns["share"].values)
    assert frame["loudness_lufs"].isna().sum() == 5
    lazy = film.to_polars()
    assert isinstance(lazy, polars.DataFrame)
    assert lazy["hex"].to_list() == frame["hex"].to_list()
    assert lazy["loudness_lufs"].null_count() == 5


def test_arrow_readers_need_not_know_us(film: Fingerprint) -> None:
    pyarrow, polars = map(pytest.importorskip, ("pyarrow", "polars"))
    duckdb = pytest.importorskip("duckdb")
    table = samples = film.to_arrow()
    assert isinstance(table, pyarrow.Table)
    assert pyarrow.table(film).equals(table)  # through __arrow_c_stream__
    assert polars.DataFrame(film).equals(film.to_polars())
    ((total,),) = duckdb.sql("select sum(share) from samples").fetchall()
    del samples
    assert total == pytest.approx(60)


@pytest.mark.parametrize("module", ["pandas", "polars"])
def test_what_is_not_installed(film: Fingerprint, module: str,
                               monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(filmprint.OptionError, match=f"needs {module}, which is not installed"):
        getattr(film, f"to_{module}")()


def test_notebooks_show_it(film: Fingerprint) -> None:
    with Image.open(io.BytesIO(film._repr_png_())) as image:
        pixels = np.asarray(image.convert("RGB"))
    assert (pixels[pixels.shape[0] // 2, [0, -1]] == film.colors[[0, -1], 0]).all()
    html = made(np.zeros((4, 1, 3)), title="<b>&", name="a<b.mkv")._repr_html_()
    assert "&lt;b&gt;&amp;" in html
    assert "<b>&" not in html
    assert "data:image/png;base64," in html


def test_strip_on_axes(film: Fingerprint) -> None:
    axes = Figure(figsize=(6, 2), dpi=100).subplots()
    assert plot.strip(film, ax=axes) is axes
    assert axes.get_ylim() == (1, 0)  # the largest share at the top
    (image,) = axes.get_images()
    assert (np.asarray(image.get_array())[0] == film.colors[:, 0]).all()
    assert axes.get_xlim() == pytest.approx((0, 60))


def test_curves_on_axes(film: Fingerprint) -> None:
    axes = Figure().subplots()
    plot.curves(film, ["lightness", "change"], ax=axes)
    first, second = axes.get_lines()
    measures = by_sample(film)
    assert np.asarray(first.get_xdata()) == pytest.approx(film.times_seconds)
    assert np.asarray(first.get_ydata()) == pytest.approx(measures.measures.lightness)
    assert np.asarray(second.get_ydata())[1:] == pytest.approx(measures.change[1:])
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["lightness", "change"]
    with pytest.raises(filmprint.OptionError, match="brightness"):
        plot.curves(film, "brightness", ax=axes)


@pytest.mark.parametrize("space", ["oklab", "cielab"])
def test_space_on_axes(space: str) -> None:
    film = made(np.array([[[200, 40, 60], [30, 120, 200]]]), np.array([[0.8, 0.2]]))
    axes = Figure().subplots()
    plot.space(film, ax=axes, space=space)
    (dots,) = axes.collections
    red, blue = np.asarray(dots.get_offsets())
    assert red[0] > 0 > blue[1]
    sizes = dots.get_sizes()
    assert sizes[0] / sizes[1] == pytest.approx(4)
    assert {"oklab": "Oklab", "cielab": "CIELAB"}[space] in axes.get_xlabel()
    with pytest.raises(filmprint.OptionError, match="space"):
        plot.space(film, ax=axes, space="hsv")


def test_axes_are_made_where_none_are_given(film: Fingerprint) -> None:
    assert plot.strip(film).figure is not None
