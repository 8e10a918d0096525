"""What players read: strips for seek bars, chapters, and artwork's names."""

import io
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import msgspec
import numpy as np
import pytest
from PIL import Image

from conftest import Run, refuse
from filmprint.cli.app import main
from filmprint.export.chapters import ffmetadata
from filmprint.export.seekbar import seekbar_png
from filmprint.fingerprint.film import PictureSpan
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Sampling
from fingerprints import made, of_chance

TITLE = "1; #2 = 3\\4\n5 é"


def with_span(
    fingerprint: Fingerprint, span_seconds: tuple[float, ...], **sampling: object
) -> Fingerprint:
    """The fingerprint as if its samples lay between two times; the third is that of the credits."""
    count = len(fingerprint)
    start, end, credits_at = (*span_seconds, None)[:3]
    span = PictureSpan(start_seconds=start, end_seconds=end, credits_seconds=credits_at)
    return replace(
        fingerprint, film=msgspec.structs.replace(fingerprint.film, picture_span=span),
        times_seconds=start + (np.arange(count) + 0.5) * (end - start) / count,
        sampling=Sampling(frames=count, **sampling),
    )  # fmt: skip


@pytest.mark.parametrize("width", [8, 60, 599, 1200, 4000])
def test_a_seek_bar_shows_each_moment_at_its_place(width: int) -> None:
    film = with_span(of_chance(90, seconds=60), (6, 51))  # two samples a second
    shares = film.shares.copy()
    shares[40] = 0
    film = replace(film, shares=shares)
    with Image.open(io.BytesIO(seekbar_png(film, (width, 9)))) as image:
        assert (image.mode, image.size) == ("RGBA", (width, 9))
        pixels = np.asarray(image)
    assert (pixels == pixels[:1]).all()
    for x in range(0, width, max(width // 300, 1)):
        sample = Fraction(60 * (2 * x + 1), 2 * width) * 2 - 12
        if not 0 <= sample < 90:
            assert pixels[0, x, 3] == 0
        elif int(sample) == 40:
            assert tuple(pixels[0, x]) == (128, 128, 128, 255)
        else:
            assert list(pixels[0, x]) == [*film.colors[int(sample), 0], 255]


def read_chapters(data: bytes) -> list[tuple[str, float, float]]:
    """By FFmpeg itself."""
    with av.open(io.BytesIO(data), format="ffmetadata") as container:
        return [
            (
                chapter["metadata"]["title"],
                float(chapter["start"] * chapter["time_base"]),
                float(chapter["end"] * chapter["time_base"]),
            )
            for chapter in container.chapters()
        ]


@pytest.mark.parametrize(
    ("span", "sampling", "expected"),
    [
        ((0, 60), {}, [(TITLE, 0, 60)]),
        ((0.4, 59.7), {}, [(TITLE, 0, 60)]),
        ((2, 57.25), {}, [("Black", 0, 2), (TITLE, 2, 57.25), ("Black", 57.25, 60)]),
        ((2, 49, 50), {"trim": "credits"}, [("Black", 0, 2), (TITLE, 2, 50), ("End credits", 50, 60)]),
        ((10, 20), {"start": 10, "end": 20}, [(TITLE, 0, 60)]),
    ],
)  # fmt: skip
def test_chapters_are_read_back(
    span: tuple[float, ...],
    sampling: dict[str, object],
    expected: list[tuple[str, float, float]],
) -> None:
    film = made(np.zeros((20, 1, 3)), seconds=60, title=TITLE)
    assert read_chapters(ffmetadata(with_span(film, span, **sampling))) == expected


def test_files_for_players(run: Run, tmp_path: Path) -> None:
    of_chance(90, seconds=60).save(tmp_path / "film.json")
    run("export", "film.json", "--to", "seekbar,ffmetadata", "--seekbar-size", "500x9")
    assert {path.name for path in tmp_path.iterdir()} == {
        "film.json", "film.seekbar.png", "film.ffmetadata.txt",
    }  # fmt: skip
    with Image.open(tmp_path / "film.seekbar.png") as image:
        assert image.size == (500, 9)
    assert len(read_chapters((tmp_path / "film.ffmetadata.txt").read_bytes())) == 1


@pytest.mark.parametrize(
    ("server", "names"),
    [
        ("kodi", {"film-poster.png", "film-fanart.png", "film-banner.png"}),
        ("jellyfin", {"film-poster.png", "film-backdrop.png", "film-banner.png"}),
        ("plex", {"film.png", "film-fanart.png"}),
    ],
)
def test_artwork_has_the_names_of_servers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], server: str, names: set[str]
) -> None:
    of_chance(20).save(tmp_path / "film.json")
    styles = ["ring", "stack", "strip"][: len(names)]
    arguments = ["render", str(tmp_path / "film.json"), "--style", ",".join(styles), "--dpi", "20",
                 "--name-as", server]  # fmt: skip
    for line in ("drawn", "up to date"):  # the second time, all is up to date
        with pytest.raises(SystemExit) as end:
            main(arguments)
        assert end.value.code == 0
        assert line in capsys.readouterr().out
    assert {path.name for path in tmp_path.iterdir()} == {"film.json", *names}
    with Image.open(tmp_path / f"film{'-poster' * (server != 'plex')}.png") as poster:
        assert poster.size == (200, 200)


@pytest.mark.parametrize(
    "arguments",
    [
        ("render", "film.json", "--name-as", "emby"),
        ("render", "film.json", "--name-as", "kodi", "--format", "pdf"),
        ("render", "film.json", "--name-as", "kodi", "--style", "poster,ring"),
        ("render", "film.json", "--name-as", "plex", "--style", "strip"),
        ("render", "film.json", "--name-as", "kodi", "--shots", "film.csv"),
        ("render", "a.json", "a-fanart.json", "--name-as", "plex", "--style", "poster,stack"),
        ("export", "film.json", "--to", "vtt"),
        ("thumbnails", "film.mkv", "--interval", "0"),
        ("thumbnails", "film.mkv", "--scale", "1"),
        ("export", "film.json", "--to", "seekbar", "--seekbar-size", "20"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    refuse(*arguments)
