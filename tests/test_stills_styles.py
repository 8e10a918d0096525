"""Pictures of sound and stills, read back: wave, wave-ring, palette, stills, an image's palette."""

import io
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageCms
from scipy.spatial import KDTree

import filmprint
from conftest import Run
from filmprint.color.spaces import hex_from_srgb
from filmprint.fingerprint.contact_sheet import make_contact_sheet
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Clustering, Sampling
from filmprint.render.save import save
from fingerprints import FILM
from test_extras import FAST

WARM = [(200 - 7 * n, 40 + 6 * n, 20 + 3 * n) for n in range(12)]
"""Colors of bars."""
COOL = [(20 + 8 * n, 30 + 4 * n, 240 - 9 * n) for n in range(12)]
"""Colors of stills, their upper halves; the lower ones are white."""


def made(count: int, loudness: np.ndarray | None) -> Fingerprint:
    """A fingerprint of `count` samples that go through the colors of WARM, without stills."""
    colors = np.array(WARM, np.uint8)[np.arange(count) * 12 // count][:, None]
    return Fingerprint(
        film=FILM, sampling=Sampling(frames=count), clustering=Clustering(clusters=1),
        times_seconds=np.arange(count) + 0.5, colors=colors, shares=np.ones((count, 1)),
        loudness_lufs=loudness,
    )  # fmt: skip


def with_stills(found: Fingerprint, count: int = 12) -> Fingerprint:
    """The same with stills of two halves, evenly spread."""
    samples = [int((n + 0.5) * len(found) / count) for n in range(count)]
    images = [np.full((90, 160, 3), 255, np.uint8) for _ in samples]
    for image, color in zip(images, COOL, strict=False):
        image[:45] = color
    return replace(found, stills=make_contact_sheet("a", samples, images, count))


def drawn(path: Path, found: Fingerprint, **options: object) -> np.ndarray:
    save(filmprint.draw(found, **{"no_title": True, "dpi": 100, **options}), path / "a.png")
    with Image.open(path / "a.png") as image:
        return np.asarray(image.convert("RGB")).astype(np.int16)


def where(picture: np.ndarray, color: tuple[int, int, int], within: int = 0) -> np.ndarray:
    """(P, 2): rows and columns of the pixels of a color."""
    return np.argwhere((np.abs(picture - color) <= within).all(axis=2))


def test_wave_is_as_high_as_the_film_is_loud(tmp_path: Path) -> None:
    loudness = np.array([-20.0, -30, -25, -40, np.nan, -22, -20, -33, -28, -24, -45, -26])
    picture = drawn(tmp_path, made(12, loudness), style="wave", size="12x6",
                    background="#ffffff")  # fmt: skip
    heights, places = [], []
    for color in WARM:
        pixels = where(picture, color)
        heights.append(np.ptp(pixels[:, 0]) + 1)
        places.append(pixels[:, 1].mean())
        assert pixels[:, 0].mean() == pytest.approx(np.ptp(where(picture, WARM[0])[:, 0]) / 2
                                                    + where(picture, WARM[0])[:, 0].min(), abs=1)  # fmt: skip
    assert np.allclose(np.diff(places), np.diff(places).mean(), atol=1.5)
    expected = 2 ** ((loudness - -20) / 10) * heights[0]  # half as high for 10 LU less
    loud = ~np.isnan(loudness) & (loudness > -34)
    assert np.abs(np.array(heights) - expected)[loud].max() <= 3
    assert heights[4] < 0.14 * heights[0]  # silence is a dot
    width = np.ptp(where(picture, WARM[4])[:, 1]) + 1
    assert abs(width - heights[4]) <= 0.15 * width + 2


@pytest.mark.parametrize("background", ["#f7f5f0", "#161616"])
def test_bars_like_the_background_can_be_seen(tmp_path: Path, background: str) -> None:
    color = np.array([int(background[n : n + 2], 16) for n in (1, 3, 5)])
    alike = replace(made(20, None), colors=np.tile(color, (20, 1, 1)).astype(np.uint8))
    for style in ("wave", "wave-ring"):
        picture = drawn(tmp_path, alike, style=style, size="6x6", background=background)
        outlines = (np.abs(picture - color).max(axis=2) > 40).sum()
        assert 1000 < outlines < 0.2 * picture.shape[0] * picture.shape[1]


@pytest.mark.parametrize("style", ["wave", "wave-ring", "palette", "stills"])
def test_stills_like_the_background_can_be_seen(tmp_path: Path, style: str) -> None:
    """Around a still of snow on paper there is a line, all the way and thin; around others none."""
    paper, lines = (247, 245, 240), []
    for border in (paper, (120, 40, 40)):
        images = [np.full((90, 160, 3), border, np.uint8) for _ in range(4)]
        film = replace(made(20, None), stills=make_contact_sheet("a", [2, 7, 12, 17], images, 4))
        picture = drawn(tmp_path, film, style=style, size="6x6", background="#f7f5f0")
        other = [*WARM, paper, border]
        near = np.min([np.abs(picture - color).max(axis=2) for color in other], axis=0)
        gray = np.ptp(picture - paper, axis=2) < 12  # a darker paper, as the line is
        darker = (picture.mean(axis=2) < 235) & (picture.mean(axis=2) > 100)
        lines.append(int(((near > 12) & gray & darker).sum()))
    assert lines[0] > lines[1] + 500


def test_many_samples_become_few_bars(tmp_path: Path) -> None:
    found = made(3600, np.tile([-20.0, -23.0], 1800))
    picture = drawn(tmp_path, found, style="wave", size="36x8", background="#ffffff")
    middle = picture[len(picture) // 2]
    ground = (middle == 255).all(axis=1)
    bars = np.count_nonzero(np.diff(ground.astype(int)) == -1)
    assert bars == 350
    colors = {tuple(color) for color in middle[~ground].tolist()}
    assert set(WARM) <= colors


@pytest.mark.parametrize(("style", "size"), [("wave", "6x4"), ("wave-ring", "6x6")])
def test_stills_are_tied_to_their_moments(tmp_path: Path, style: str,
                                          size: str) -> None:  # fmt: skip
    found = with_stills(made(120, np.full(120, -20.0)))
    picture = drawn(tmp_path, found, style=style, size=size, dpi=250, background="#101010")
    alone = drawn(tmp_path, replace(found, stills=None), style=style, size=size,
                  background="#101010")  # fmt: skip
    assert len(where(alone, COOL[0], 6)) == 0
    middle = np.array(picture.shape[:2]) / 2
    turns, columns, areas = [], [], []
    for warm, cool in zip(WARM, COOL, strict=True):
        still = where(picture, cool, 3)
        areas.append(len(still))
        up, right = middle[0] - still[:, 0].mean(), still[:, 1].mean() - middle[1]
        turns.append(np.arctan2(right, up) / (2 * np.pi) % 1)
        columns.append(still[:, 1].mean())
        # The dots, in the bar's color, lie between the bars and the still.
        dots = where(picture, warm, 40)
        distance, _ = KDTree(dots).query(still[:: max(len(still) // 50, 1)], p=np.inf)
        assert distance.min() < 0.12 * len(picture)
    assert np.ptp(areas) < 0.1 * max(areas)
    if style == "wave":
        assert (np.diff(columns) > 0).all()
        rows = [where(picture, cool, 3)[:, 0].mean() for cool in COOL]
        assert max(rows[::2]) < min(rows[1::2])
    else:
        apart = np.diff(turns) % 1
        assert apart == pytest.approx([1 / 12] * 11, abs=0.02)
        assert turns[0] == pytest.approx(1 / 24, abs=0.03)


def test_stills_around_a_ring_are_not_upside_down(tmp_path: Path) -> None:
    found = with_stills(made(120, None))
    picture = drawn(tmp_path, found, style="wave-ring", size="12x12", background="#101010")
    white = where(picture, (255, 255, 255), 3)
    for cool in COOL:
        upper = where(picture, cool, 3)
        middle = upper.mean(axis=0)
        lower = white[np.abs(white - middle).max(axis=1) < 1.2 * np.ptp(upper, axis=0).max() / 2]
        reach = np.hypot(*(lower - middle).T)
        close = lower[reach < 1.2 * np.sqrt(len(upper))].mean(axis=0)
        assert close[0] > middle[0] - 0.3 * np.sqrt(len(upper)), cool


def test_palette_has_its_colors_names_and_stills(tmp_path: Path) -> None:
    colors = [(200, 30, 40), (250, 240, 225), (20, 30, 90), (60, 140, 60), (90, 200, 220)]
    parts = [0.35, 0.25, 0.2, 0.15, 0.05]
    rows = np.repeat(np.arange(5), (np.array(parts) * 100).astype(int))
    plain = made(100, None)
    found = replace(plain, colors=np.array(colors, np.uint8)[rows][:, None])
    samples = [int(np.flatnonzero(rows == n)[3]) for n in range(5)]
    images = [np.full((90, 160, 3), color, np.uint8) for color in colors]
    found = replace(found, stills=make_contact_sheet("a", samples, images, 5))
    picture = drawn(tmp_path, found, style="palette", size="10x10")
    tops = []
    for color in colors:
        swatch = where(picture, color)
        still = where(picture[:, : swatch[:, 1].min()], color, 3)
        tops.append(swatch[:, 0].min())
        assert abs(still[:, 0].min() - tops[-1]) <= 1  # beside each other
        assert abs(still[:, 0].max() - swatch[:, 0].max()) <= 1
    assert tops == sorted(tops)
    figure = filmprint.draw(found, style="palette", title="A Film")
    save(figure, tmp_path / "a.pdf")
    words = pypdfium2.PdfDocument(tmp_path / "a.pdf")[0].get_textpage().get_text_range()
    for color, part in zip(colors, parts, strict=True):
        assert hex_from_srgb(color).upper() in words
        assert f"{part:.0%}" in words
    assert "cherry" in words and "fern green" in words and "A Film" in words


def test_palette_has_beside_a_color_the_still_with_most_of_it_or_none(tmp_path: Path) -> None:
    colors = np.array([(24, 33, 68), (200, 30, 40), (60, 140, 60)], np.uint8)
    clusters = np.tile(colors, (4, 1, 1))
    shares = np.array([[0.7, 0.3, 0], [0.6, 0.4, 0], [0.9, 0.1, 0], [0.1, 0, 0.9]])
    found = replace(made(4, None), clustering=Clustering(clusters=3), colors=clusters,
                    shares=shares)  # fmt: skip
    images = [np.full((90, 160, 3), value, np.uint8) for value in (255, 150, 90)]
    found = replace(found, stills=make_contact_sheet("a", [0, 1, 2], images, 3))
    picture = drawn(tmp_path, found, style="palette", size="10x10")
    left = where(picture, (24, 33, 68))[:, 1].min()  # of what is drawn beside a still
    assert len(where(picture[:, :left], (90, 90, 90), 2))  # navy's, though red has more of another
    assert len(where(picture[:, :left], (150, 150, 150), 2))
    assert not len(where(picture[:, :left], (255, 255, 255)))
    assert len(where(picture[:, :left], (60, 140, 60)))  # that no still shows


def test_stills_have_their_own_swatches(tmp_path: Path) -> None:
    count, random = 6, np.random.default_rng(2)
    colors = random.integers(0, 200, (count, 3, 3)).astype(np.uint8)
    shares = np.tile([0.5, 0.3, 0.2], (count, 1))
    found = Fingerprint(
        film=FILM, sampling=Sampling(frames=count), clustering=Clustering(clusters=3),
        times_seconds=np.arange(count) + 0.5, colors=colors, shares=shares,
    )  # fmt: skip
    images = [np.full((90, 160, 3), 255 - n, np.uint8) for n in range(count)]
    found = replace(found, stills=make_contact_sheet("a", list(range(count)), images, count))
    picture = drawn(tmp_path, found, style="stills", size="12x8")
    alone = drawn(tmp_path, replace(found, stills=None), style="stills", size="12x8")
    for row in colors.tolist():
        widths = []
        for color in row:
            pixels = where(picture, tuple(color))
            widths.append(np.ptp(pixels[:, 1]) + 1)
            assert len(pixels) >= 0.95 * widths[-1] * (np.ptp(pixels[:, 0]) + 1)  # a rectangle
            assert len(where(alone, tuple(color))) > 3 * len(pixels)
        assert np.abs(np.array(widths) / sum(widths) - [0.5, 0.3, 0.2]).max() < 0.02
    white = (picture >= 245).all(axis=2)
    assert 0.4 < white.mean() < 0.8


@pytest.mark.parametrize("style", ["wave", "wave-ring", "palette", "stills"])
@pytest.mark.parametrize("count", [1, 2, 10, 10_000])
def test_any_film_can_be_drawn(tmp_path: Path, style: str,
                               count: int) -> None:  # fmt: skip
    plain = made(count, np.linspace(-60, -10, count))
    kept = with_stills(plain, min(count, 12))
    black = replace(kept, colors=np.zeros_like(kept.colors), loudness_lufs=np.full(count, np.nan))
    for number, found in enumerate((kept, replace(kept, loudness_lufs=None), black,
                                    replace(kept, stills=None),
                                    replace(kept, shares=np.zeros_like(kept.shares)))):  # fmt: skip
        picture = drawn(tmp_path, found, style=style, dpi=15, no_title=number % 2 == 0,
                        background="#7f00ff")  # fmt: skip
        drawn_part = (picture != (127, 0, 255)).any(axis=2)
        assert drawn_part.any() or (style == "palette" and number == 4)
        margin = 10  # 5 % of 12 inches and more
        assert not drawn_part[: margin // 2].any() and not drawn_part[:, : margin // 2].any()


def test_a_style_gathers_what_it_needs(run: Run, loud_clip: Path, tmp_path: Path) -> None:
    run(loud_clip, *FAST)
    again = run(loud_clip, *FAST, "--style", "poster,wave")
    assert "drawn from the fingerprint" in again.stdout and not again.stderr
    found = filmprint.load(tmp_path / "Loud.2001.json")
    assert found.loudness_lufs is not None and found.stills is not None
    assert len(found.stills.stills) == 12
    poster = (tmp_path / "Loud.2001.png").stat().st_mtime_ns
    assert "up to date" in run(loud_clip, *FAST, "--style",
                                  "poster,wave").stdout  # fmt: skip
    assert (tmp_path / "Loud.2001.png").stat().st_mtime_ns == poster
    (tmp_path / "Loud.2001.stills.jpg").unlink()
    (tmp_path / "Loud.2001.wave.png").unlink()
    result = run("render", "Loud.2001.json", "--style", "wave", "--dpi", "30")
    assert "wave: drawn without stills" in result.stderr
    silent = replace(found, loudness_lufs=None)
    silent.save(tmp_path / "silent.json")
    result = run("render", "silent.json", "--style", "wave,wave-ring", "--dpi", "30")
    assert "wave, wave-ring: drawn without loudness" in result.stderr


def three_colors() -> np.ndarray:
    pixels = np.zeros((100, 200, 3), np.uint8)
    pixels[:50], pixels[50:80], pixels[80:] = (180, 30, 40), (30, 60, 160), (240, 220, 120)
    return pixels


def palette_of(text: str) -> dict[str, float]:
    lines = [line.split() for line in text.splitlines() if line.startswith("  #")]
    return {line[0]: float(line[1].rstrip("%")) for line in lines}


def test_palette_of_an_image(run: Run, tmp_path: Path) -> None:
    Image.fromarray(three_colors()).save(tmp_path / "a.png")
    result = run("palette", "a.png", "--dpi", "50")
    expected = {"#b41e28": 50.0, "#1e3ca0": 30.0, "#f0dc78": 20.0}
    assert palette_of(result.stdout) == expected
    with Image.open(tmp_path / "a.palette.png") as image:
        assert image.size == (600, 800)
        picture = np.asarray(image.convert("RGB")).astype(int)
    for color in expected:
        assert len(where(picture, tuple(bytes.fromhex(color[1:])))) > 20_000
    assert "up to date" in run("palette", "a.png", "--dpi", "50").stdout
    (tmp_path / "b.palette.png").write_bytes(b"mine")
    Image.fromarray(three_colors()).save(tmp_path / "b.png")
    assert "not from filmprint" in run("palette", "b.png", code=1).stderr
    assert "--style" in run("palette", "a.png", "--style", "ring", code=2).stderr


def test_images_are_read_as_they_are_shown(run: Run, tmp_path: Path) -> None:
    image = Image.fromarray(three_colors())
    exif = image.getexif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    image.save(tmp_path / "turned.png", exif=exif)
    see_through = np.dstack([three_colors(), np.full((100, 200), 255, np.uint8)])
    see_through[:50, :, 3] = 0
    Image.fromarray(see_through).save(tmp_path / "clear.png")
    Image.fromarray(np.full((20, 20), 0x8080, np.uint16)).save(tmp_path / "deep.png")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    Image.fromarray(three_colors()).save(tmp_path / "broken.png", icc_profile=profile[:300])
    names = ["turned", "clear", "deep", "broken"]
    result = run("palette", *(f"{name}.png" for name in names), "--dpi", "50")
    assert "4 images: 4 drawn, in" in result.stdout
    parts = result.stdout.split(".palette.png: drawn")[1:]
    turned, clear, deep, broken = (palette_of(part) for part in parts)
    assert len(turned) == len(broken) == 3
    with Image.open(tmp_path / "turned.palette.png") as image:
        assert image.size == (800, 600)  # a tall image has its colors beside it
    assert clear["#ffffff"] == 50
    assert deep == {"#808080": 100}


def test_a_color_profile_counts(tmp_path: Path) -> None:
    from filmprint.library.images import read_image

    pixels = np.full((8, 8, 3), (200, 100, 50), np.uint8)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.fromarray(pixels).save(tmp_path / "srgb.png", icc_profile=srgb)
    assert np.abs(read_image(tmp_path / "srgb.png").astype(int) - pixels).max() <= 1
    # The red and the blue primaries exchanged: tags rXYZ and bXYZ of the same profile.
    swapped = bytearray(srgb)
    entries = {bytes(srgb[n : n + 4]): n for n in range(132, 132 + 12 * srgb[131], 12)}
    red, blue = entries[b"rXYZ"] + 4, entries[b"bXYZ"] + 4
    swapped[red : red + 8], swapped[blue : blue + 8] = srgb[blue : blue + 8], srgb[red : red + 8]
    Image.fromarray(pixels).save(tmp_path / "swapped.png", icc_profile=bytes(swapped))
    read = read_image(tmp_path / "swapped.png").astype(int)
    assert np.abs(read - (50, 100, 200)).max() <= 3


def test_what_is_no_image(run: Run, tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no picture")
    Image.fromarray(three_colors()).save(tmp_path / "cut.png")
    content = (tmp_path / "cut.png").read_bytes()
    (tmp_path / "cut.png").write_bytes(content[: len(content) // 2])
    os.mkfifo(tmp_path / "pipe.png")
    large = io.BytesIO()
    Image.new("1", (20_000, 10_000)).save(large, "png")
    (tmp_path / "large.png").write_bytes(large.getvalue())
    names = ["text.png", "cut.png", "pipe.png", "large.png", "none.png"]
    result = run("palette", *names, code=1)
    lines = result.stderr.splitlines()
    assert len(lines) == 5
    for name, line in zip(names, lines, strict=True):
        assert name in line
    assert "too many" in lines[3] and "No such file" in lines[4]
    assert not list(tmp_path.glob("*.palette.png"))
