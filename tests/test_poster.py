"""Finished pictures, read back."""

import io
import re
import subprocess
import sys
from pathlib import Path
from typing import get_type_hints
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pypdfium2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.text import Text
from PIL import Image

import filmprint
from conftest import Run
from filmprint.color.spaces import hex_from_srgb
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import PICTURE_FORMATS, Clustering, Picture, PictureOptions, Sampling
from filmprint.render.save import encode, save
from filmprint.render.text.fonts import choose_fonts, line_width, outline_extent
from fingerprints import FILM, FILM_PRINT


@pytest.fixture(autouse=True)
def any_picture_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)


@pytest.fixture
def many() -> Fingerprint:
    """3600 samples of chance colors."""
    random = np.random.default_rng(3)
    shares = np.tile([0.5, 0.3, 0.2], (3600, 1))
    shares[::7, 2] = 0
    shares[::11, 1:] = 0
    return Fingerprint(
        film=FILM, sampling=Sampling(), clustering=Clustering(clusters=3),
        times_seconds=np.arange(3600) / 10.0, shares=shares,
        colors=random.integers(0, 256, (3600, 3, 3)).astype(np.uint8),
    )  # fmt: skip


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def check_bars(picture: np.ndarray, fingerprint: Fingerprint, dominant: int) -> None:
    height, width, _ = picture.shape
    colors = fingerprint.dominant(dominant)
    count = len(fingerprint)
    middles = [int((i + 0.5) * width / count) for i in range(count)]
    for row in range(dominant):
        y = int((row + 0.5) * height / dominant)
        assert np.array_equal(picture[y, middles], colors[:, row])
        top, bottom = row * height // dominant, (row + 1) * height // dominant
        block = picture[top + 1 : bottom - 1]
        assert (block == block[:1]).all()  # from top to bottom of the row
    assert len(np.unique(picture[height // 2], axis=0)) <= count  # no color in between


@pytest.mark.parametrize(("size", "dpi", "pixel_size"), [
    ("10x10", 500, (5000, 5000)), ("12.5x0.5", 400, (5000, 200)), ("8.27x11.69", 300, (2481, 3507)),
])  # fmt: skip
@pytest.mark.parametrize("dominant", [1, 3])
def test_bars_of_a_pixel_and_a_half(many: Fingerprint, tmp_path: Path, size: str, dpi: int,
                                    pixel_size: tuple[int, int], dominant: int) -> None:  # fmt: skip
    path = tmp_path / "a.png"
    save(filmprint.poster(many, size=size, dpi=dpi, no_title=True, dominant=dominant), path)
    picture = pixels(path)
    assert picture.shape[:2] == pixel_size[::-1]
    with Image.open(path) as image:
        assert round(image.info["dpi"][0]) == dpi
    if pixel_size[0] >= len(many):
        check_bars(picture, many, dominant)


def test_bars_of_twenty_pixels(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    save(filmprint.poster(FILM_PRINT, size="8x8", dpi=500, title="", dominant=2), path)
    check_bars(pixels(path), FILM_PRINT, 2)


def test_savefig_gives_the_same_pixels(tmp_path: Path) -> None:
    figure = filmprint.poster(FILM_PRINT, size="4x4", dpi=100)
    save(figure, tmp_path / "a.png")
    figure.savefig(tmp_path / "b.png")
    assert np.array_equal(pixels(tmp_path / "a.png"), pixels(tmp_path / "b.png"))


def test_title_changes_only_its_letters(tmp_path: Path) -> None:
    options = {"size": "6x6", "dpi": 100}
    title = "Nausicaä\nof the\nValley\nof the\nWind"
    save(filmprint.poster(FILM_PRINT, no_title=True, **options), tmp_path / "plain.png")
    save(filmprint.poster(FILM_PRINT, title=title, **options), tmp_path / "titled.png")
    # The letters alone, from the film in which everything is black, in opaque white.
    dark = Fingerprint(**{**FILM_PRINT.__dict__, "colors": np.zeros_like(FILM_PRINT.colors)})
    save(filmprint.poster(dark, title=title, text_color="#fff", **options), tmp_path / "ink.png")
    changed = (pixels(tmp_path / "plain.png") != pixels(tmp_path / "titled.png")).any(axis=-1)
    ink = pixels(tmp_path / "ink.png").any(axis=-1)
    assert 0.01 < ink.mean() < 0.2
    assert not (changed & ~ink).any()
    assert (changed & ink).sum() > 0.9 * ink.sum()
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    assert rows[0] > 40 and rows[-1] < 560 and columns[0] > 40 and columns[-1] < 560
    assert abs((columns[0] + columns[-1]) / 2 - 299.5) <= 1
    assert len(np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)) >= 3  # several lines


@pytest.mark.parametrize("title", ["Up", "The Good, the Bad and the Ugly", "$5 a Day_^{x}",
                                   "Dr. Strangelove or: How I Learned to Stop Worrying and Love "
                                   "the Bomb in a Very Much Longer Title Than It Ever Had",
                                   "Donaudampfschifffahrtsgesellschaftskapitän", "Дом", "قصة"])  # fmt: skip
def test_any_title_is_inside_the_margin(tmp_path: Path,
                                        title: str) -> None:  # fmt: skip
    dark = Fingerprint(**{**FILM_PRINT.__dict__, "colors": np.zeros_like(FILM_PRINT.colors)})
    for size in ("6x6", "8x3", "3x8"):
        path = tmp_path / f"{size}.png"
        save(filmprint.poster(dark, title=title, text_color="white", size=size, dpi=80), path)
        ink = pixels(path).any(axis=-1)
        assert ink.any()
        height, width = ink.shape
        edge = ink.copy()
        edge[int(height * 0.05) : -int(height * 0.05), int(width * 0.08) : -int(width * 0.08)] = 0
        assert not edge.any()


def test_letters_that_no_font_has() -> None:
    fonts = choose_fonts("A\U000f0000B")
    assert (fonts.text, fonts.missing) == ("AB", "\U000f0000")
    assert choose_fonts("Café Дом Ελλ").missing == ""
    with pytest.raises(filmprint.OptionError, match="no installed font"):
        choose_fonts("A", "No Such Font At All")


def test_pdf_and_svg_hold_text_and_sharp_bars(tmp_path: Path) -> None:
    figure = filmprint.poster(FILM_PRINT, title="Two\nLines", size="8x6", dpi=100, dominant=2)
    save(figure, tmp_path / "a.pdf")
    page = pypdfium2.PdfDocument(tmp_path / "a.pdf")[0]
    assert page.get_size() == pytest.approx((576, 432), abs=0.01)
    assert page.get_textpage().get_text_range().split() == ["Two", "Lines"]
    plain = filmprint.poster(FILM_PRINT, no_title=True, size="8x6", dpi=100, dominant=2)
    save(plain, tmp_path / "b.pdf")
    drawn = pypdfium2.PdfDocument(tmp_path / "b.pdf")[0].render(scale=4000 / 576).to_numpy()
    check_bars_nearly(drawn[..., ::-1], FILM_PRINT.dominant(2))

    save(figure, tmp_path / "a.svg")
    tree = ET.parse(tmp_path / "a.svg")
    name = "{http://www.w3.org/2000/svg}"
    assert tree.getroot().get("width") == "576pt"
    assert ["".join(t.itertext()).strip() for t in tree.iter(f"{name}text")] == ["Two", "Lines"]
    fills = re.findall(r"fill: (#[0-9a-f]{6})", (tmp_path / "a.svg").read_text())
    colors = {hex_from_srgb(c) for c in FILM_PRINT.dominant(2).reshape(-1, 3)}
    assert colors - {"#000000"} <= set(fills)  # black is what SVG fills with anyway
    assert "@font-face" in (tmp_path / "a.svg").read_text()


def check_bars_nearly(drawn: np.ndarray, colors: np.ndarray) -> None:
    """PDF readers place edges as they like; the middle of a bar has its color all the same."""
    height, width, _ = drawn.shape
    for row in range(colors.shape[1]):
        y = int((row + 0.5) * height / colors.shape[1])
        middles = [int((i + 0.5) * width / len(colors)) for i in range(len(colors))]
        assert np.abs(drawn[y, middles].astype(int) - colors[:, row]).max() <= 1


@pytest.mark.parametrize("suffix", ["png", "jpg", "tiff", "pdf", "svg"])
def test_the_same_figure_gives_the_same_bytes(tmp_path: Path,
                                              suffix: str) -> None:  # fmt: skip
    for name in ("a", "b"):
        save(filmprint.poster(FILM_PRINT, size="3x2", dpi=100), tmp_path / f"{name}.{suffix}")
    assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()
    if suffix in ("png", "jpg", "tiff"):
        assert pixels(tmp_path / f"a.{suffix}").shape == (200, 300, 3)


def test_samples_without_an_answer_are_gray(many: Fingerprint, tmp_path: Path) -> None:
    shares = many.shares.copy()
    shares[100:2000] = 0
    holes = Fingerprint(**{**many.__dict__, "shares": shares})
    assert holes.coverage == pytest.approx(1700 / 3600)
    save(filmprint.poster(holes, no_title=True, size="9x1", dpi=400), tmp_path / "a.png")
    assert (pixels(tmp_path / "a.png")[200, 101:1999] == 128).all()


def test_options_are_checked() -> None:
    for bad in ({"size": "0x4"}, {"size": "ten"}, {"dpi": 3}, {"format": "bmp"}, {"format": ""},
                {"dominant": 0}, {"size": "100x100", "dpi": 2000}):  # fmt: skip
        with pytest.raises(filmprint.OptionError):
            Picture(**bad)  # type: ignore[arg-type]


def test_keyword_arguments_are_the_fields_of_picture() -> None:
    types = get_type_hints(Picture)
    assert get_type_hints(PictureOptions) == {
        name: kind for name, kind in types.items() if name not in ("style", "format")
    }


MARKS = "$\\^_{}%#&<>'\"~`|@ "
LETTERS = "aB5é" + "e\u0301" + "Дω" + "שלום" + "قصة" + "\u200d" + "😀★"


def without_spaces(text: str) -> str:
    return "".join(text.split())


@given(st.text(st.sampled_from(MARKS + LETTERS), min_size=1, max_size=30))
@example("Ba$$in")
@example("Cost $5 to $6")
@example("\\$5 \\$6")
@example("$\\frac{1}{2}$")
@settings(deadline=None, max_examples=25)
def test_texts_are_drawn_as_they_are(text: str) -> None:
    fonts = choose_fonts(text)
    figure = filmprint.poster(FILM_PRINT, title=text, caption=text, size="3x3", dpi=50)
    drawn = "".join(line.get_text() for line in figure.findobj(Text))
    assert without_spaces(drawn) == 2 * without_spaces(fonts.text)
    tree = ET.fromstring(encode(figure, "svg"))
    texts = ["".join(t.itertext()) for t in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert without_spaces("".join(texts)) == 2 * without_spaces(fonts.text)
    for line in {line.get_text() for line in figure.findobj(Text)}:
        # FreeType's own layout knows no math; its width includes the space beside the letters.
        families = choose_fonts(line).families
        extent, width = outline_extent(line, families), line_width(line, families)
        assert width - 0.4 < extent.end - extent.begin < width + 0.02


@pytest.mark.parametrize("suffix", ["png", "jpg", "tiff", "pdf", "svg"])
@pytest.mark.parametrize("title", ["Ba$$in", "Cost $5 to $6", "\\$5 a_b^c $x$", "100% #1 {a}"])
def test_no_text_is_read_as_math(suffix: str, title: str) -> None:
    figure = filmprint.draw(FILM_PRINT, style="ring", title=title, size="3x3", dpi=50)
    content = encode(figure, suffix)
    with mpl.rc_context({"text.parse_math": False}):
        assert encode(figure, suffix) == content
    if suffix == "pdf":
        text = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()
        assert without_spaces(text) == without_spaces(title)


@pytest.mark.parametrize("suffix", ["png", "jpeg", "tif", "pdf", "svg"])
def test_save_picture_is_what_the_command_line_writes(run: Run, tmp_path: Path,
                                                      suffix: str) -> None:  # fmt: skip
    FILM_PRINT.save(tmp_path / "film.json")
    film = filmprint.load(tmp_path / "film.json")
    options = {"style": "ring", "size": "60x60mm", "dpi": 100, "bleed": "3mm", "title": "$5"}
    filmprint.save_picture(film, tmp_path / f"a.{suffix}", **options)
    stream = io.BytesIO()
    filmprint.save_picture(film, stream, format=suffix, **options)
    arguments = [text for name, value in options.items() for text in (f"--{name}", value)]
    run("render", "film.json", "--format", suffix, *arguments)
    (written,) = tmp_path.glob("film.ring.*")
    assert (tmp_path / f"a.{suffix}").read_bytes() == stream.getvalue() == written.read_bytes()


def test_pillow_s_limit_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """It protects those who import this package too; what is saved may be larger."""
    code = (
        "from PIL import Image; limit = Image.MAX_IMAGE_PIXELS;"
        "import filmprint.plot, filmprint.render.save; assert limit == Image.MAX_IMAGE_PIXELS"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    for format in PICTURE_FORMATS:
        filmprint.save_picture(FILM_PRINT, io.BytesIO(), format=format, dpi=20)
    assert Image.MAX_IMAGE_PIXELS == 10


def test_save_picture_refuses_what_it_cannot_write(tmp_path: Path) -> None:
    for name, options in (("a.bmp", {}), ("a", {}), ("a.png", {"format": "png,pdf"}),
                          ("a.png", {"text_color": "no color"}), ("a.png", {"style": "cube"}),
                          ("a.png", {"background": "#00000000"})):  # fmt: skip
        with pytest.raises(filmprint.OptionError):
            filmprint.save_picture(FILM_PRINT, tmp_path / name, **options)
    (tmp_path / "file").touch()
    with pytest.raises(filmprint.OutputError):
        filmprint.save_picture(FILM_PRINT, tmp_path / "file" / "a.png", dpi=20)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    with pytest.raises(filmprint.OptionError):
        filmprint.poster(FILM_PRINT, text_color="no color")
