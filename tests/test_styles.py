"""Pictures of every style, read back."""

import math
from contextlib import suppress
from itertools import combinations
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.text import Text
from msgspec import structs
from PIL import Image

import filmprint
from conftest import Run
from filmprint.color.cielab import cielab_from_srgb
from filmprint.color.spaces import oklab_from_srgb, srgb_from_oklab
from filmprint.fingerprint.frame_columns import ROWS
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import PANEL, STYLES, WITH_AXIS, Panel, Picture
from filmprint.render.color_arrangement import dominant_rows
from filmprint.render.panel import panel
from filmprint.render.save import save
from filmprint.render.text.line_breaks import wrappings
from fingerprints import FILM, FILM_PRINT, made, of_chance


@pytest.fixture
def chance() -> Fingerprint:
    """60 samples of 3 chance colors with chance shares."""
    return of_chance(60, 3, 7)


def drawn(folder: Path, fingerprint: Fingerprint, **options: object) -> np.ndarray:
    """The pixels of a picture that was saved, without a title unless one is given."""
    figure = filmprint.draw(fingerprint, **{"no_title": "title" not in options, **options})
    return pixels(figure, folder / "picture.png")


def pixels(figure: object, path: Path) -> np.ndarray:
    save(figure, path)
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB")).astype(int)


@pytest.mark.parametrize("rows", [1, 3])
def test_ring_has_its_colors_at_their_angles(chance: Fingerprint, tmp_path: Path,
                                             rows: int) -> None:  # fmt: skip
    picture = drawn(tmp_path, chance, style="ring", size="8x8", dpi=100, margin="0.5in",
                    dominant=rows)  # fmt: skip
    colors = chance.dominant(rows)
    # The inner radius is 0.55 of the outer one, 350 pixels.
    for row in range(rows):
        radius = 350 * (1 - 0.45 * (row + 0.5) / rows)
        for sample in range(60):
            angle = 2 * math.pi * (sample + 0.5) / 60
            x, y = 400 + radius * math.sin(angle), 400 - radius * math.cos(angle)
            assert np.array_equal(picture[int(y), int(x)], colors[sample, row]), (row, sample)
    ground = picture[5, 5]
    for radius in (0, 0.53 * 350, 352):
        assert np.array_equal(picture[400, int(400 + radius)], ground)


def test_half_ring_goes_from_left_to_right(chance: Fingerprint, tmp_path: Path) -> None:
    picture = drawn(tmp_path, chance, style="half-ring", size="8x4", dpi=100, margin="0")
    for sample, color in enumerate(chance.dominant(1)[:, 0]):
        angle = math.pi * (sample + 0.5) / 60
        x, y = 400 - 310 * math.cos(angle), 400 - 310 * math.sin(angle)
        assert np.array_equal(picture[int(y), int(x)], color)


def test_a_pixel_over_many_bars_of_a_ring_has_their_mean(tmp_path: Path) -> None:  # fmt: skip
    colors = np.zeros((10_000, 1, 3))
    colors[::2] = 200
    picture = drawn(tmp_path, made(colors), style="ring", size="1x1", dpi=100,
                    margin="0")  # fmt: skip
    assert np.abs(picture[50, 86] - 100).max() <= 12
    assert np.abs(picture[14, 50] - 100).max() <= 12


def test_stack_is_as_high_as_the_shares(chance: Fingerprint, tmp_path: Path) -> None:
    picture = drawn(tmp_path, chance, style="stack", size="6x5", dpi=100)
    lightness = oklab_from_srgb(chance.colors)[..., 0]
    for sample in range(60):
        column = picture[:, 10 * sample + 5]
        order = np.argsort(-lightness[sample])
        assert np.array_equal(column[0], chance.colors[sample, order[0]])  # the lightest on top
        assert np.array_equal(column[-1], chance.colors[sample, order[-1]])
        for color, share in zip(chance.colors[sample], chance.shares[sample], strict=True):
            assert abs((column == color).all(axis=-1).sum() - 500 * share) <= 1


def test_strip_has_its_colors(chance: Fingerprint, tmp_path: Path) -> None:
    plain = drawn(tmp_path, chance, style="strip", size="12x2", dpi=100)
    assert np.array_equal(plain[100, 10::20], chance.dominant(1)[:, 0])
    with_axis = drawn(tmp_path, chance, style="strip", size="12x2", dpi=100, axis=True)
    left, right = 16, 1184  # 8 % of the height are free on each side
    middles = [int(left + (i + 0.5) * (right - left) / 60) for i in range(60)]
    assert np.array_equal(with_axis[80, middles], chance.dominant(1)[:, 0])
    figure = filmprint.draw(chance, style="strip", size="12x2", axis=True, no_title=True)
    labels = [text.get_text() for text in figure.findobj(Text)]
    assert labels[0] == "0:00" and labels[-1] == "1:00 min"
    below = with_axis[160:]
    assert (below != below[0, 0]).any()  # ticks and labels
    assert (below[:, :8] == below[0, 0]).all() and (below[:, -8:] == below[0, 0]).all()


def columns_of_chance(seed: int = 3) -> np.ndarray:
    """Frame columns of 30 samples, each in 4 even parts from top to bottom."""
    parts = np.random.default_rng(seed).integers(0, 256, (30, 2, 4, 3))
    return np.repeat(parts, ROWS // 4, axis=2)


@pytest.mark.parametrize(("style", "which"), [("barcode", 0), ("slitscan", 1)])
def test_squeezed_frames_stand_side_by_side(tmp_path: Path, style: str, which: int) -> None:
    columns = columns_of_chance()
    film = made(np.zeros((30, 1, 3)), columns=columns)
    picture = drawn(tmp_path, film, style=style, size="6x4", dpi=100)
    middles = np.ix_([50, 150, 250, 350], np.arange(10, 600, 20))  # of the parts, of the columns
    expected = columns[:, which, ROWS // 8 :: ROWS // 4].swapaxes(0, 1)
    assert np.array_equal(picture[middles], expected)
    pdf = tmp_path / "a.pdf"
    save(filmprint.draw(film, style=style, size="6x4", dpi=100, no_title=True), pdf)
    page = np.asarray(pypdfium2.PdfDocument(pdf)[0].render(scale=100 / 72).to_pil())
    assert np.abs(page[middles].astype(int) - expected).max() <= 2


def test_squeezed_frames_go_around_with_their_top_outside(tmp_path: Path) -> None:
    columns = columns_of_chance()
    picture = drawn(tmp_path, made(np.zeros((30, 1, 3)), columns=columns), style="barcode-ring",
                    size="8x8", margin="0", dpi=100)  # fmt: skip
    for sample in range(30):
        angle = (sample + 0.5) / 30 * 2 * np.pi
        for part in range(4):
            radius = 400 * (1 - 0.45 * (part + 0.5) / 4)
            x, y = 400 + radius * np.sin(angle), 400 - radius * np.cos(angle)
            color = picture[int(y), int(x)]
            assert np.abs(color - columns[sample, 0, part * ROWS // 4]).max() <= 2


def test_squeezed_frames_that_were_not_decoded_are_gray(tmp_path: Path) -> None:
    shares = np.ones((30, 1))
    shares[7] = 0
    film = made(np.zeros((30, 1, 3)), shares, columns=columns_of_chance())
    picture = drawn(tmp_path, film, style="barcode", size="6x4", dpi=50)
    assert (picture[:, 75] == 128).all()


def test_smooth_squeezed_frames_blend_over_time(tmp_path: Path) -> None:
    columns = np.zeros((30, 2, ROWS, 3))
    columns[::2] = 255
    film = made(np.zeros((30, 1, 3)), columns=columns)
    picture = drawn(tmp_path, film, style="barcode", size="6x4", dpi=50, smooth=10)
    assert np.ptp(picture[:, 100:200]) < 10


@pytest.mark.parametrize(
    ("style", "options"),
    [("ring", {}), ("half-ring", {}), ("barcode-ring", {}), ("strip", {"axis": True})],
)
def test_what_is_as_pale_as_the_background_has_an_outline(
    tmp_path: Path, style: str, options: dict[str, object]
) -> None:
    paper = np.array([0xF7, 0xF5, 0xF0])
    columns = np.broadcast_to(paper, (40, 2, ROWS, 3))
    pale = drawn(tmp_path, made(np.full((40, 2, 3), paper), columns=columns), style=style, dpi=60,
                 **options)  # fmt: skip
    line = np.abs(pale - paper).max(axis=2) > 12
    rows, columns_of_line = np.flatnonzero(line.any(axis=1)), np.flatnonzero(line.any(axis=0))
    height, width = line.shape
    assert np.ptp(rows) > 0.5 * height and np.ptp(columns_of_line) > 0.7 * width
    blue = np.full((40, 2, 3), (40, 60, 160))
    plain = drawn(tmp_path, made(blue, columns=np.broadcast_to(blue[0, 0], columns.shape)),
                  style=style, dpi=60, background="#000000", **options)  # fmt: skip
    assert (plain.max(axis=2) <= 165).mean() > (0.97 if options else 0.999)  # no line beside blue


def test_a_title_over_pale_bars_is_dark(tmp_path: Path) -> None:
    for color, darker in ((240, True), (60, False)):
        film = made(np.full((30, 1, 3), color))
        with_title = drawn(tmp_path, film, style="poster", dpi=30, title="A Film")
        changed = with_title[(with_title != color).any(axis=2)].mean()
        assert (changed < color) == darker


def test_squeezed_frames_are_needed(tmp_path: Path) -> None:
    with pytest.raises(filmprint.FilmprintError, match="--frame-columns"):
        filmprint.draw(FILM_PRINT, style="barcode")


def test_space_has_discs_where_the_colors_are(tmp_path: Path) -> None:
    color = np.array([210, 120, 60])
    picture = drawn(tmp_path, made(np.tile(color, (5, 1, 1))), style="space",
                    size="8x4", dpi=100, margin="0")  # fmt: skip
    lightness, red, yellow = oklab_from_srgb(color)
    reach = 0.05 * math.ceil(math.hypot(red, yellow) / 0.05)
    side = 0.94 * 400
    above = (200 + side * red / reach / 2, 200 - side * yellow / reach / 2)
    beside = (600 + side * yellow / reach / 2, 200 + side / 2 - side * lightness)
    for x, y in (above, beside):
        assert np.abs(picture[round(y), round(x)] - color).max() <= 1


@pytest.mark.parametrize("color", [(210, 120, 60), (250, 248, 250), (3, 2, 4), (90, 90, 90)])
@pytest.mark.parametrize("coordinates", ["oklab", "cielab"])
def test_scales_of_space_tell_where_a_color_is(tmp_path: Path, coordinates: str,
                                               color: tuple[int, int, int]) -> None:  # fmt: skip
    figure = filmprint.draw(made(np.tile(color, (5, 1, 1))), style="space", axis=True, dpi=60,
                            coordinates=coordinates, no_title=True)  # fmt: skip
    picture = pixels(figure, tmp_path / "a.png")
    exact = (oklab_from_srgb if coordinates == "oklab" else cielab_from_srgb)(color)
    scales = read_scales(figure)
    middle = picture.shape[1] / 2
    rows, columns = np.nonzero(np.abs(picture - color).max(axis=-1) <= 1)
    for view, (across, up) in enumerate(((1, 2), (2, 0))):
        inside = (columns > middle) == bool(view)
        center = columns[inside].mean() + 0.5, rows[inside].mean() + 0.5
        for axis, number in ((0, across), (1, up)):
            positions, values = scales[view][axis]
            assert len(values) >= 3
            value = np.polynomial.Polynomial.fit(positions, values, 1)(center[axis])
            assert value == pytest.approx(exact[number], abs=0.02 * np.ptp(values))


def read_scales(figure: Figure) -> list[tuple[tuple[list[float], list[float]], ...]]:
    """For each view, across and up: the numbers' pixel positions, and the numbers."""
    numbers = []
    for text in figure.findobj(Text):
        with suppress(ValueError):
            value = float(text.get_text().replace("\N{MINUS SIGN}", "-"))
            box = text.get_window_extent()
            numbers.append((box, value))
    assert not any(a.overlaps(b) for (a, _), (b, _) in combinations(numbers, 2))
    width, height = figure.bbox.size
    views = []
    for left in (0, width / 2):
        here = [(box, value) for box, value in numbers if left <= box.x0 < left + width / 2]
        lowest = min(box.y0 for box, _ in here)
        below = [(box, value) for box, value in here if box.y0 < lowest + 3]
        beside = [(box, value) for box, value in here if box.y0 >= lowest + 3]
        across = [(box.x0 + box.x1) / 2 for box, _ in below], [value for _, value in below]
        up = [height - (box.y0 + box.y1) / 2 for box, _ in beside], [value for _, value in beside]
        views.append((across, up))
    return views


def test_order_of_a_samples_colors(tmp_path: Path) -> None:
    gray, red, green, blue = (90, 90, 90), (255, 60, 60), (60, 200, 60), (40, 40, 160)
    film = made(np.array([[gray, blue, green, red]]))
    for order, expected in (("share", (gray, blue, green, red)), ("hue", (red, green, blue, gray)),
                            ("lightness", (green, red, gray, blue))):  # fmt: skip
        picture = drawn(tmp_path, film, size="1x4", dpi=50, dominant=4, order=order)
        assert np.array_equal(picture[25::50, 25], expected), order


def test_vivid_colors_are_preferred(tmp_path: Path) -> None:
    gray, red, dark = (120, 120, 120), (220, 30, 40), (20, 22, 20)
    colors = np.array([[gray, red, dark], [gray, dark, (60, 60, 60)], [red, gray, dark]])
    film = made(colors, np.array([[0.8, 0.05, 0.15], [0.5, 0.3, 0.2], [0.6, 0.4, 0.0]]))
    expected = {"share": [gray, gray, red], "vivid": [red, gray, red]}
    for prefer, bars in expected.items():
        picture = drawn(tmp_path, film, style="strip", size="3x2", dpi=50, prefer=prefer)
        assert picture[50, [25, 75, 125]].tolist() == [list(color) for color in bars]


def test_smoothing_is_in_oklab_and_skips_what_has_no_answer(tmp_path: Path) -> None:  # fmt: skip
    colors = np.zeros((200, 1, 3))
    colors[:100], colors[100:] = (250, 30, 30), (30, 30, 250)
    shares = np.ones((200, 1))
    film = made(colors, shares)
    picture = drawn(tmp_path, film, size="8x1", dpi=100, smooth=20)
    both = oklab_from_srgb([[250, 30, 30], [30, 30, 250]])
    at_the_cut = (picture[50, 398] + picture[50, 402]) / 2
    assert np.abs(at_the_cut - srgb_from_oklab(both.mean(axis=0))).max() < 4
    assert np.array_equal(picture[50, 4], colors[0, 0])
    assert np.array_equal(picture[50, 796], colors[-1, 0])
    shares = np.ones((200, 1))
    shares[100:] = 0
    picture = drawn(tmp_path, made(colors, shares), size="8x1", dpi=100, smooth=20)
    assert np.array_equal(picture[50, 398], colors[0, 0])
    assert (picture[50, 402] == 128).all()


@pytest.mark.parametrize(("size", "dpi", "pixel_size", "points"), [
    ("A3", 300, (3508, 4961), (841.89, 1190.55)), ("A6 landscape", 100, (583, 413), (419.53, 297.64)),
    ("50x70cm", 50, (984, 1378), (1417.32, 1984.25)), ("24x36in", 20, (480, 720), (1728, 2592)),
    ("1920x1080px", 96, (1920, 1080), (1440, 810)), ("phone", 480, (1440, 3120), (216, 468)),
    ("16:9", 240, (3840, 2160), (1152, 648)), ("letter", 72, (612, 792), (612, 792)),
])  # fmt: skip
def test_sizes_are_exact(tmp_path: Path, size: str, dpi: int,
                         pixel_size: tuple[int, int], points: tuple[float, float]) -> None:  # fmt: skip
    figure = filmprint.draw(FILM_PRINT, style="stack" if dpi < 60 else "poster", size=size, dpi=dpi)
    save(figure, tmp_path / "a.pdf")
    save(figure, tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == pixel_size
        assert image.info["dpi"][0] == pytest.approx(dpi, abs=0.0128)  # whole pixels a meter
    assert pypdfium2.PdfDocument(tmp_path / "a.pdf")[0].get_size() == pytest.approx(
        points, abs=0.01
    )


@pytest.mark.parametrize("style", ["poster", "stack", "ring", "strip"])
def test_bleed_is_what_is_cut_off(tmp_path: Path, style: str) -> None:
    options = {"style": style, "size": "100x80mm", "dpi": 254, "title": "Cut"}
    plain = drawn(tmp_path, FILM_PRINT, **options)
    bled = drawn(tmp_path, FILM_PRINT, bleed="3mm", **options)
    assert bled.shape == (860, 1060, 3)
    cut = bled[30:-30, 30:-30]
    bars_only = slice(0, 200)  # letters may lie a part of a pixel elsewhere
    assert np.array_equal(cut[bars_only], plain[bars_only])
    assert np.array_equal(bled[200, :30], np.tile(bled[200, 30], (30, 1)))
    save(filmprint.draw(FILM_PRINT, bleed="3mm", **options), tmp_path / "a.pdf")
    page = pypdfium2.PdfDocument(tmp_path / "a.pdf")[0]
    bleed, width, height = (72 / 25.4 * mm for mm in (3, 106, 86))
    assert page.get_size() == pytest.approx((width, height), abs=0.01)
    assert page.get_bleedbox() == pytest.approx((0, 0, width, height), abs=0.01)
    assert page.get_trimbox() == pytest.approx(
        (bleed, bleed, width - bleed, height - bleed), abs=0.01
    )


@given(
    st.sampled_from(["A4", "300x300mm", "29.7x42cm", "10.03x9.99in", "1000x701px"]),
    st.sampled_from(["0", "3mm", "5mm", "0.125in", "7px"]), st.integers(72, 1200),
)  # fmt: skip
def test_pixels_are_the_nearest_to_size_and_bleed(size: str, bleed: str, dpi: int) -> None:
    picture = Picture(size=size, bleed=bleed, dpi=dpi)
    for pixels_of_side, inches in zip(picture.size_pixels, picture.size_inches, strict=True):
        assert abs(pixels_of_side - (inches + 2 * picture.bleed_inches) * dpi) <= 0.5 + 1e-9
    assert Picture(size="300x300mm", bleed="3mm", dpi=100).size_pixels == (1205, 1205)


def test_margin_and_background(tmp_path: Path) -> None:
    picture = drawn(tmp_path, FILM_PRINT, size="6x4", dpi=100, margin="0.5in", background="#204060")
    inside = np.zeros((400, 600), bool)
    inside[50:350, 50:550] = True
    assert (picture[~inside] == (0x20, 0x40, 0x60)).all()
    middles = [50 + int((i + 0.5) * 500 / 200) for i in range(200)]
    assert np.array_equal(picture[200, middles], FILM_PRINT.dominant(1)[:, 0])


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", ["1", "2", "10", "10000", "black", "unanswered", "no title"])
def test_every_style_draws_any_film(tmp_path: Path, style: str,
                                    kind: str) -> None:  # fmt: skip
    count = int(kind) if kind.isdigit() else 20
    dpi = 60 if style == "mosaic" else 20  # the gaps between its rows are a pixel wide, or more
    random = np.random.default_rng(1)
    colors = np.zeros((count, 2, 3)) if kind == "black" else random.integers(0, 256, (count, 2, 3))
    shares = np.tile([0.0, 0.0] if kind == "unanswered" else [0.7, 0.3], (count, 1))
    title = "" if kind == "no title" else "A Film"
    # Flat ones: noise of single rows is blended in other ways by a PDF viewer.
    flat = np.repeat(random.integers(0, 256, (count, 2, 1, 3)), ROWS, axis=2)
    columns = flat if STYLES[style].frame_columns else None
    film = made(colors, shares, structs.replace(FILM, title=title), columns=columns)
    figure = filmprint.draw(film, style=style, dpi=dpi, axis=style in WITH_AXIS, caption="1984")
    picture = pixels(figure, tmp_path / "a.png")
    width, height = Picture(style=style, dpi=dpi).size_pixels
    assert picture.shape == (height, width, 3)
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 1
    if count < 1000:
        for suffix in ("pdf", "svg"):
            save(figure, tmp_path / f"a.{suffix}")
        page = pypdfium2.PdfDocument(tmp_path / "a.pdf")[0]
        again = page.render(scale=dpi / 72).to_numpy()[..., ::-1].astype(int)
        # The shapes of the PDF and the pixels of the PNG are one picture.
        assert np.abs(again[:height, :width] - picture).mean() < 6


def test_a_long_caption_is_not_clipped(tmp_path: Path) -> None:
    dark = made(np.zeros((3, 1, 3)))
    for style in ("poster", "strip", "stack"):
        picture = drawn(tmp_path, dark, style=style, size="4x2", dpi=100, text_color="white",
                        title="Up", caption="a caption that goes on and on, " * 5)  # fmt: skip
        ink = picture.any(axis=-1)
        assert ink.any()
        assert not ink[:, :16].any() and not ink[:, -16:].any()


def test_titles_from_right_to_left(tmp_path: Path) -> None:
    dark = made(np.zeros((3, 1, 3)))
    picture = drawn(tmp_path, dark, size="6x3", dpi=100, title="\u05d5 \u05e9", text_color="white")
    columns = np.flatnonzero(picture.any(axis=(0, 2)))
    left, right = np.split(columns, [np.argmax(np.diff(columns)) + 1])
    assert len(left) > 2 * len(right)  # the wide second letter stands to the left of the first


def test_joined_letters_are_no_brighter_where_they_join(tmp_path: Path) -> None:  # fmt: skip
    dark = made(np.zeros((3, 1, 3)))
    picture = drawn(tmp_path, dark, size="6x3", dpi=100, title="قصة", text_color="#ffffff80")
    assert 126 <= picture.max() <= 130


@given(st.text(st.sampled_from("ab 映画日本、。」「ー한국"), max_size=16))
def test_lines_are_broken_where_they_may_be(text: str) -> None:
    for lines in wrappings(text):
        assert "".join("".join(lines).split()) == "".join(text.split())
        for line in lines[1:]:
            allowed = text.startswith(line[0]) or f" {line[0]}" in text
            assert line[0] not in "、。」ー" or allowed


def test_several_styles_are_several_files(run: Run, flat_clip: Path, tmp_path: Path) -> None:
    options = ("--frames", "10", "--dpi", "30", "--style", "poster,ring", "--format", "png,pdf")
    run(flat_clip, *options)
    base = flat_clip.stem
    names = {f"{base}{style}.{suffix}" for style in ("", ".ring") for suffix in ("png", "pdf")}
    assert {path.name for path in tmp_path.iterdir()} == {*names, f"{base}.json"}
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert "up to date" in run(flat_clip, *options).stdout
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    run("render", f"{base}.json", "--dpi", "30", "--style", "stack")
    assert (tmp_path / f"{base}.stack.png").exists()
    assert "--style must be one of" in run(flat_clip, "--style", "poster,cube", code=2).stderr
    # A film whose own name ends like a style's.
    other = tmp_path / f"{base}.ring.mkv"
    other.write_bytes(flat_clip.read_bytes())
    assert "of another film" in run(other, "--frames", "10", "--dpi", "30", code=1).stderr


def panel_of(tmp_path: Path, films: list[Fingerprint], options: Panel, **picture: object
             ) -> np.ndarray:  # fmt: skip
    sheet = Picture(dpi=50, margin="0", **picture)  # type: ignore[arg-type]
    return pixels(panel(films, options, sheet), tmp_path / "panel.png")


@pytest.mark.parametrize(("sort", "order"), [
    ("given", "bacd"), ("title", "abcd"), ("year", "cabd"), ("lightness", "dacb"), ("hue", "cabd"),
])  # fmt: skip
def test_panel_order(tmp_path: Path, sort: str, order: str) -> None:
    colors = {"a": (200, 180, 60), "b": (40, 60, 120), "c": (180, 90, 90), "d": (240, 200, 250)}
    years = {"a": 1960, "b": 1999, "c": 1930, "d": None}
    films = [
        made(np.array([[colors[name]]]), film=structs.replace(FILM, title=name, year=years[name]))
        for name in "bacd"
    ]
    picture = panel_of(tmp_path, films, Panel(sort=sort, columns=2, width="8in"))
    assert picture.shape[1] == 400
    height = picture.shape[0]
    found = [picture[y, x] for y in (90, height // 2 + 90) for x in (90, 310)]
    assert np.array_equal(found, [colors[name] for name in order])


def test_panel_by_season(tmp_path: Path) -> None:
    """A row for each season, in their order; the films that tell none last."""
    names = {"Show.S02E01.mkv": 40, "Show s01e02.mkv": 80, "Show.S01E01.mkv": 120,
             "Show 2x02.mkv": 160, "Show.S01E03.mkv": 200, "Extra.S1.mkv": 240}  # fmt: skip
    films = [
        made(np.full((1, 1, 3), gray), film=structs.replace(FILM, name=name, title=name))
        for name, gray in names.items()
    ]
    picture = panel_of(tmp_path, films, Panel(by="season", sort="given", width="9in"))
    height, width, _ = picture.shape
    rows = [round(height * (row + 0.3) / 3) for row in range(3)]
    grays = picture[np.ix_(rows, [60, width // 2, width - 60])][..., 0]
    ground = int(PANEL.background[1:3], 16)
    assert grays.tolist() == [[80, 120, 200], [40, 160, ground], [240, ground, ground]]


def test_panel_of_any_count_fits_its_size(run: Run, tmp_path: Path) -> None:  # fmt: skip
    for n in range(7):
        name = f"Film {n} with a Rather Long Title that Needs Lines"
        film = structs.replace(FILM, name=f"{n}.mkv", title=name, year=1980 + n)
        made(FILM_PRINT.colors[:: n + 3, :3], film=film).save(tmp_path / f"{n}.json")
    files = [f"{n}.json" for n in range(7)]
    run("panel", *files, "--style", "ring", "--dpi", "30", "--size", "A3", "--title", "Seven")
    with Image.open(tmp_path / "panel.png") as image:
        assert image.size == (351, 496)
        edge = np.asarray(image.convert("RGB")).astype(int)
    ground = np.array([int(PANEL.background[n : n + 2], 16) for n in (1, 3, 5)])
    margin = round(0.06 * 351) - 2
    for side in (edge[:margin], edge[-margin:], edge[:, :margin], edge[:, -margin:]):
        assert (side == ground).all()
    before = (tmp_path / "panel.png").stat().st_mtime_ns
    again = ("panel", *files, "--style", "ring", "--dpi", "30", "--size", "A3", "--title", "Seven")
    assert "up to date" in run(*again).stdout
    assert (tmp_path / "panel.png").stat().st_mtime_ns == before
    run("panel", "0.json", "--name", "one", "--dpi", "30", "--width", "10cm", "--format", "png,pdf")
    with Image.open(tmp_path / "one.png") as image:
        assert image.width == 118
    (tmp_path / "mine.png").write_bytes(b"mine")
    assert "not from filmprint" in run("panel", "0.json", "--name", "mine", code=1).stderr
    assert "--style" in run("panel", "0.json", "--style", "ring,poster", code=2).stderr


def test_smoothing_over_more_than_the_film_gives_its_mean() -> None:
    film = of_chance(3000, 1, 5)
    for seconds in (10, 1000, 20_000, 86_400):
        rows = dominant_rows(film, Picture(smooth=seconds))[0].astype(int)
        distance = film.times_seconds[:, None] - film.times_seconds
        weights = 0.5 ** ((2 * distance / seconds) ** 2)
        lab = weights @ oklab_from_srgb(film.colors[:, 0]) / weights.sum(axis=1, keepdims=True)
        assert np.abs(rows - srgb_from_oklab(lab)).max() <= 1


def test_options_that_cannot_be_drawn() -> None:
    for bad in ({"size": "A9"}, {"size": "10 by 10"}, {"margin": "60%"}, {"margin": "2 furlongs"},
                {"bleed": "3"}, {"bleed": "5in"}, {"style": ""}, {"order": "size"}, {"smooth": -1},
                {"style": "ring,cube"}, {"size": "1x1px"}, {"axis": True},
                {"style": "space", "coordinates": "hsv"}):  # fmt: skip
        with pytest.raises(filmprint.OptionError):
            Picture(**bad)  # type: ignore[arg-type]
    with pytest.raises(filmprint.OptionError):
        Panel(columns=0)
