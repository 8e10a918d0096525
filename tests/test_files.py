"""Fingerprint files: what is written is read back, and nothing else is."""

import copy
import json
import os
import pickle
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import filmprint
from filmprint.fingerprint.atomic_file import check_writable, write_whole
from filmprint.fingerprint.contact_sheet import make_contact_sheet
from filmprint.fingerprint.file import dumps, loads
from filmprint.fingerprint.film import ColorTags, Film, PictureArea, PictureSpan
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Clustering, Picture, Sampling
from filmprint.render.drawing import draw_picture
from filmprint.render.save import save as save_picture


@st.composite
def fingerprints(draw: st.DrawFn) -> Fingerprint:
    n, k = draw(st.integers(1, 12)), draw(st.integers(1, 5))
    seed = draw(st.integers(0, 10**6))
    random = np.random.default_rng(seed)
    colors = random.integers(0, 256, (n, k, 3)).astype(np.uint8)
    shares = np.round(random.dirichlet(np.ones(k), n), 6) + 1e-6
    for row, found in enumerate(random.integers(0, k + 1, n)):
        shares[row, found:] = 0
        colors[row, found:] = 0
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    film = Film(
        name=draw(text), title=draw(text), year=draw(st.none() | st.integers(1880, 2100)),
        start_seconds=1.4, duration_seconds=float(n), width=64, height=48, codec="h264",
        frame_rate=draw(st.none() | st.floats(1, 100)), size_bytes=10, modified_ns=2**62,
        color=ColorTags(matrix="bt709", primaries="bt709", transfer="bt709", range="limited",
                        assumed=("matrix",)),
        picture_area=PictureArea(x=0, y=0, width=64, height=48),
        picture_span=PictureSpan(start_seconds=0.5, end_seconds=n - 0.25),
        rotation=draw(st.sampled_from([0, 90, 180, 270])),
    )  # fmt: skip
    return Fingerprint(
        film=film, sampling=Sampling(frames=n, start=draw(st.none() | st.floats(-5, 5))),
        clustering=Clustering(clusters=k), times_seconds=np.sort(random.random(n)),
        colors=colors, shares=np.round(shares, 6).clip(0, 1), warnings=tuple(draw(st.lists(text, max_size=2))),
        loudness_lufs=draw(st.sampled_from([None, np.where(np.arange(n) % 2, -23.25, np.nan)])),
    )  # fmt: skip


@settings(deadline=None)
@given(fingerprints())
def test_what_is_written_is_read_back(fingerprint: Fingerprint) -> None:
    assert loads(dumps(fingerprint)) == fingerprint


def test_the_file_is_as_documented(moving_print: Fingerprint, tmp_path: Path) -> None:
    moving_print.save(tmp_path / "a.json")
    data = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert list(data) == ["filmprint", "film", "options", "coverage", "warnings", "palette",
                          "times_seconds", "colors", "shares"]  # fmt: skip
    assert len(data["times_seconds"]) == len(data["colors"]) == len(data["shares"]) == 40
    for row, parts in zip(data["colors"], data["shares"], strict=True):
        assert 1 <= len(row) == len(parts) <= 7
        assert parts == sorted(parts, reverse=True)
        assert sum(parts) == pytest.approx(1, abs=1e-5)
    assert filmprint.load(tmp_path / "a.json") == moving_print


def test_a_fingerprint_has_its_own_arrays(moving_print: Fingerprint) -> None:
    arrays = {
        name: np.array(getattr(moving_print, name))
        for name in ("times_seconds", "colors", "shares")
    } | {"loudness_lufs": np.linspace(-30, -20, 40)}
    found = replace(moving_print, **arrays)
    expected = replace(moving_print, **{name: array.copy() for name, array in arrays.items()})
    for name, array in arrays.items():
        array[:] = 0  # the caller's is still the caller's
        assert not np.shares_memory(array, getattr(found, name))
        assert not getattr(found, name).flags.writeable
    assert found == expected
    assert np.array_equal(found.answered, found.decoded)


def test_a_fingerprint_cannot_be_changed(moving_print: Fingerprint) -> None:
    with pytest.raises(ValueError, match="read-only"):
        moving_print.colors[0] = 0
    for copied in (pickle.loads(pickle.dumps(moving_print)), copy.deepcopy(moving_print)):
        assert copied == moving_print
        with pytest.raises(ValueError, match="read-only"):
            copied.colors[0] = 0
    with pytest.raises(AttributeError):
        moving_print.shares = moving_print.shares * 2  # type: ignore[misc]
    assert "40 samples" in repr(moving_print)


@pytest.mark.parametrize("change", [
    "", "[]", "{}", "null", "\0", '{"filmprint": {"format": 1}}', '{"filmprint": 3}',
    ("#", "@"), ('["#', '["#12", "#'), ('"shares": [\n[', '"shares": [\n[-1, '),
    ('"times_seconds": [', '"times_seconds": [99, '), ('"title": "', '"title": 5, "t": "'),
    ('"duration_seconds": ', '"duration_seconds": "x", "d": '), ('"colors": [\n', '"colors": [\n["#000000"],\n'), ('"clusters": 7', '"clusters": 2'),
    ('"clusters": 7', '"clusters": "x"'), ('"width": ', '"wide": '), ("[[", "[["), ('"shares": [',
    '"shares": [[0.5],'),
])  # fmt: skip
def test_files_that_are_none(moving_print: Fingerprint, tmp_path: Path,
                             change: str | tuple[str, str]) -> None:  # fmt: skip
    text = dumps(moving_print)
    if isinstance(change, tuple):
        changed = text.replace(*change)
        if changed == text:
            changed = text[: len(text) // 2]
        text = changed
    else:
        text = change
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(filmprint.FingerprintFileError, match=r"a\.json: (not a fingerprint|--cl)"):
        filmprint.load(tmp_path / "a.json")


WRONG_TYPES = {
    str: (7, True, [], {}, None), int: ("7", 1.5, True, [], None), float: ("7", True, [], None),
    list: (7, "x", {}, None), dict: (7, "x", [], None), bool: (1, "x", [], None),
}  # fmt: skip
NULL_IS_LEGAL = {"year", "frame_rate", "hdr_peak_nits", "hdr_peak_source", "credits_seconds", "coverage",
                 "palette", "stills", "loudness_lufs", "start", "end", "hdr_peak", "chapter"}  # fmt: skip


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all fields and of the first entries of lists."""
    if path:
        yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list) and value:
        yield from leaves(value[0], (*path, 0))


def with_value(document: dict[str, Any], path: tuple[str | int, ...], value: Any) -> bytes:
    changed = json.loads(json.dumps(document))
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return json.dumps(changed).encode()


def test_wrong_types_are_refused_by_name(rich_document: dict[str, Any], tmp_path: Path) -> None:
    """Every field in turn gets values of every other type."""
    tried = 0
    for path in leaves(rich_document):
        old: Any = rich_document
        for key in path:
            old = old[key]
        name = [key for key in path if isinstance(key, str)][-1]
        for value in WRONG_TYPES[str if name == "chapter" else type(old)]:
            if value is None and (name in NULL_IS_LEGAL or path[:2] == ("stills", "stills")):
                continue  # of a still, its time alone; the others are tried with other types
            if type(value) is str and name in ("start", "end"):
                continue
            if value == [] and name in ("start", "end", "chapter"):
                continue  # of several parts, none
            (tmp_path / "a.json").write_bytes(with_value(rich_document, path, value))
            with pytest.raises(filmprint.FingerprintFileError) as error:
                filmprint.load(tmp_path / "a.json")
            assert "a.json: " in str(error.value)
            assert re.search(rf"\b{name}\b|--{name}", str(error.value)), (
                path,
                value,
                str(error.value),
            )
            tried += 1
    assert tried > 200


@pytest.mark.parametrize(("path", "values"), [
    ("film.width", (0, -1)), ("film.height", (0, -64)), ("film.duration_seconds", (-1,)),
    ("film.frame_rate", (0, -24)), ("film.size_bytes", (-1,)), ("film.year", (0, 12345)),
    ("film.rotation", (1000,)), ("film.picture_area.x", (-1, 10_000)), ("film.picture_area.width", (0, 10_000)),
    ("film.picture_span.start_seconds", (-1, 1e9)), ("film.picture_span.end_seconds", (-1,)),
    ("film.color.hdr_peak_nits", (0, -5)), ("coverage", (-0.1, 1.5)), ("palette.0.share", (-1, 2)),
    ("palette.0.color", ("red", "#12")), ("palette.0.sample", (-1,)), ("stills.wanted", (0,)), ("stills.width", (0,)),
    ("stills.stills.0.x", (-1,)), ("times_seconds.0", (-1, 1e9)), ("shares.0.0", (-0.1, 1.1)),
    ("colors.0.0", ("#1234567", "red", "#GGGGGG", "")), ("filmprint.format", (0,)),
    ("options.sampling.frames", (0,)), ("options.clustering.clusters", (0, 65)),
    ("options.sampling.crop", ("x",)), ("options.clustering.method", ("magic",)),
])  # fmt: skip
def test_values_out_of_range_are_refused_by_name(
    rich_document: dict[str, Any], path: str, values: tuple[Any, ...]
) -> None:
    keys = tuple(int(key) if key.isdigit() else key for key in path.split("."))
    name = [key for key in keys if isinstance(key, str)][-1]
    name = {
        "x": "picture_area",
        "start_seconds": "picture_span",
        "end_seconds": "picture_span",
        "colors": "color",
    }.get(name, name)
    if path.startswith("film.picture_area"):
        name = "picture_area"
    if path.startswith("stills.stills"):
        name = "x"
    for value in values:
        with pytest.raises((filmprint.FingerprintFileError, ValueError), match=name):
            loads(with_value(rich_document, keys, value))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
@pytest.mark.parametrize("field", ["times_seconds", "shares", "loudness_lufs"])
def test_numbers_that_are_none(rich_document: dict[str, Any], number: str, field: str) -> None:
    rows = rich_document[field]
    first = rows[0][0] if isinstance(rows[0], list) else rows[0]
    text = with_value(rich_document, (field, 0), [first] if isinstance(rows[0], list) else first)
    start = text.index(f'"{field}"'.encode())
    changed = text[:start] + re.sub(rb"-?[0-9.]+", number.encode(), text[start:], count=1)
    with pytest.raises((filmprint.FingerprintFileError, ValueError)):
        loads(changed)


@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_a_mutated_file_is_read_whole_or_refused(rich_document: dict[str, Any], data: st.DataObject) -> None:  # fmt: skip
    """Whatever a field becomes: refused with one line, or a fingerprint that can be written."""
    path = data.draw(st.sampled_from(list(leaves(rich_document))))
    value = data.draw(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(max_size=9) | st.lists(st.integers(-2, 300) | st.text(max_size=3), max_size=4)
    )  # fmt: skip
    try:
        found = loads(with_value(rich_document, path, value))
    except (filmprint.FingerprintFileError, ValueError) as error:
        assert "\n" not in str(error)
    else:
        assert loads(dumps(found)) == found
        assert found.palette() and found.dominant(3).shape == (len(found), 3, 3)


@pytest.fixture(scope="session")
def rich_document(
    moving_print: Fingerprint, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """The content of a file in which every field has a value, but for a chapter beside start and end."""
    stills = make_contact_sheet("demo.mp4", [0, 1], [np.zeros((30, 40, 3), np.uint8)] * 2, 2)
    film = msgspec.structs.replace(
        moving_print.film, year=1984, frame_rate=24.0,
        color=replace(moving_print.film.color, hdr_peak_nits=1000.0, hdr_peak_source="HLG", assumed=("matrix",)),
        picture_span=replace(moving_print.film.picture_span, credits_seconds=30.0),
    )  # fmt: skip
    keep = slice(0, 3)
    whole = replace(
        moving_print, film=film, stills=stills, warnings=("a line",), loudness_lufs=np.full(3, -20.0),
        times_seconds=moving_print.times_seconds[keep], colors=moving_print.colors[keep],
        shares=moving_print.shares[keep], sampling=replace(moving_print.sampling, start=1.0, end=9.0, hdr_peak=500.0),
    )  # fmt: skip
    path = tmp_path_factory.mktemp("rich") / "a.json"
    document: dict[str, Any] = json.loads(whole.save(path).read_text(encoding="utf-8"))
    return document


def test_a_newer_format_is_refused(moving_print: Fingerprint, tmp_path: Path) -> None:
    text = dumps(moving_print).replace('"format": 1', '"format": 2')
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(filmprint.FingerprintFileError, match="Update filmprint"):
        filmprint.load(tmp_path / "a.json")


def test_a_new_field_is_ignored(moving_print: Fingerprint) -> None:
    text = dumps(moving_print).replace('"film": {', '"loudness": [1], "film": {"director": "X", ')
    assert loads(text) == moving_print


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    def fail() -> None:
        with write_whole(target) as path:
            path.write_text("half")
            assert target.read_text() == "old"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert target.read_text() == "old"
    with write_whole(target) as path:
        path.write_text("new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert target.read_text() == "new"
    with pytest.raises(filmprint.OutputError, match="cannot be written"):
        write_whole(target / "b.txt").__enter__()


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    for name in ("old.txt", "new.txt"):  # one points to a file, one to none yet
        (tmp_path / name).symlink_to(Path("far", name))
        if name == "old.txt":
            (tmp_path / "far" / name).write_text("old")
        check_writable(tmp_path / name)
        with write_whole(tmp_path / name) as path:
            assert path.parent == tmp_path / "far"
            path.write_text("new")
        assert (tmp_path / name).is_symlink()
        assert (tmp_path / "far" / name).read_text() == "new"
        assert names_in(tmp_path / "far") == sorted({"old.txt", name})


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such files")
def test_only_regular_files_are_replaced(tmp_path: Path) -> None:
    (tmp_path / "null").symlink_to("/dev/null")
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    for name in ("null", "fifo", "folder", "loop", "x" * 300):
        for write in (check_writable, lambda path: write_whole(path).__enter__()):
            with pytest.raises(filmprint.OutputError, match="cannot be written"):
                write(tmp_path / name)
    assert Path("/dev/null").is_char_device()
    assert names_in(tmp_path) == ["fifo", "folder", "loop", "null"]


def test_what_can_be_written_is_known_before(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    check_writable(tmp_path / "new" / "folder" / "a.png")
    check_writable(tmp_path / "a.png")
    for path in ("file/a.png", "file/b/a.png"):
        with pytest.raises(filmprint.OutputError, match="cannot be written"):
            check_writable(tmp_path / path)
    assert names_in(tmp_path) == ["file"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
@pytest.mark.parametrize("suffix", ["png", "jpg", "tiff", "pdf", "svg"])
def test_a_disk_that_gets_full_leaves_no_part(
    moving_print: Fingerprint, tmp_path: Path, suffix: str
) -> None:
    import resource  # not on Windows

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    figure, target = draw_picture(moving_print, Picture(dpi=50)), tmp_path / f"a.{suffix}"
    save_picture(figure, target, "mark")
    size = target.stat().st_size
    for missing in (1, 100, size // 2):
        target.unlink(missing_ok=True)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size - missing, limits[1]))
        try:
            with pytest.raises(filmprint.OutputError, match="cannot be written"):
                save_picture(figure, target, "mark")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert not list(tmp_path.iterdir())
