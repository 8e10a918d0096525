"""Every export read back, by a reader that others wrote where there is one."""

import csv
import io
import json
import shutil
import struct
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import GimpPaletteFile, Image

import filmprint
from conftest import Run, refuse
from filmprint.cli.app import main
from filmprint.color.cielab import cielab_from_srgb
from filmprint.color.palette import PaletteColor
from filmprint.color.spaces import hex_from_srgb, oklab_from_srgb
from filmprint.export.parquet import parquet
from filmprint.export.swatches import WRITERS, slug
from filmprint.export.tables import films_table, samples_table
from filmprint.fingerprint.model import Fingerprint
from filmprint.options.times import timestamp
from fingerprints import made

DOCS = Path(__file__).parents[1] / "docs"
TITLE = 'Nausicaä\n"風" */ {x}: = 7½'


@pytest.fixture(scope="module")
def film() -> Fingerprint:
    """50 samples of up to 4 chance clusters; sample 7 was not answered."""
    random = np.random.default_rng(3)
    shares = -np.sort(-random.dirichlet(np.ones(4), 50), axis=1)
    shares[5] = [1, 0, 0, 0]
    shares[7] = 0
    loudness = np.linspace(-40, -10, 50)
    loudness[3] = np.nan
    return made(
        random.integers(0, 256, (50, 4, 3)), shares, seconds=100, name="=film.mkv", title=TITLE,
        loudness=loudness,
    )  # fmt: skip


@pytest.fixture
def file(film: Fingerprint, tmp_path: Path) -> Path:
    return film.save(tmp_path / "film.json")


def rows(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def test_csv_has_every_cluster(run: Run, film: Fingerprint, file: Path) -> None:
    table = rows(run("export", file, "--to", "csv", "-o", "-").stdout)
    sample, cluster = np.nonzero(film.shares)
    assert len(table) == len(sample) == 49 * 4 - 3
    rgb = film.colors[sample, cluster]
    lab, oklab = cielab_from_srgb(rgb), oklab_from_srgb(rgb)
    for n in (0, 11, 24, len(table) - 1):
        row = table[n]
        assert row["film"] == "'=film.mkv"  # no spreadsheet takes it for a formula
        assert (int(row["sample"]), int(row["rank"])) == (sample[n], cluster[n] + 1)
        assert int(row["time_ms"]) == round(1000 * film.times_seconds[sample[n]])
        assert float(row["share"]) == pytest.approx(film.shares[sample[n], cluster[n]], abs=1e-6)
        assert [int(row[c]) for c in "rgb"] == list(bytes.fromhex(row["hex"][1:])) == list(rgb[n])
        read = [float(row[f"cie_{c}"]) for c in "labch"]
        assert read[:3] == pytest.approx(list(lab[n]), abs=1e-4)
        assert read[3] * np.exp(1j * np.radians(read[4])) == pytest.approx(
            complex(*lab[n, 1:]), abs=1e-2
        )
        assert [float(row[f"oklab_{c}"]) for c in "lab"] == pytest.approx(list(oklab[n]), abs=1e-6)
    assert {row["loudness_lufs"] for row in table if row["sample"] == "3"} == {""}
    assert {row["loudness_lufs"] for row in table if row["sample"] == "49"} == {"-10.00"}
    assert "7" not in {row["sample"] for row in table}


def test_csv_wide_has_a_row_for_each_sample(run: Run, film: Fingerprint, file: Path) -> None:
    text = run("export", file, "--to", "csv-wide", "--wide-colors", "3", "-o", "-").stdout
    table = rows(text)
    colors = [[row[f"color_{n}"] for n in (1, 2, 3)] for row in table]
    assert len(table) == 50
    assert colors[7] == ["", "", ""]
    assert len(set(colors[5])) == 1  # one cluster, repeated
    read = np.array([[list(bytes.fromhex(c[1:])) for c in row] for n, row in enumerate(colors)
                     if n != 7])  # fmt: skip
    assert (read == film.dominant(3)[film.decoded]).all()


def test_tables_for_other_programs(run: Run, film: Fingerprint, file: Path, tmp_path: Path) -> None:
    run("export", file, "--to", "tsv,vian")
    table = rows((tmp_path / "film.tsv").read_text("utf-8"), "\t")
    assert len(table) == 49
    starts = [float(row["start in seconds"]) for row in table]
    ends = [s + float(row["duration in seconds"]) for s, row in zip(starts, table, strict=True)]
    assert ends[:6] == pytest.approx(starts[1:7])  # each as long as to the next
    assert starts[7] == pytest.approx(ends[6] + 2)  # sample 7 is left out
    assert table[0]["start hh:mm:ss.ms"] == "00:00:00.000"
    assert table[0]["annotations"] == f"['#{bytes(film.colors[0, 0]).hex()}']"
    table = rows((tmp_path / "film.vian.csv").read_text("utf-8"))
    mean = (cielab_from_srgb(film.colors[8]) * film.shares[8, :, None]).sum(axis=0)
    assert [float(table[7][name]) for name in ("luminance", "a", "b")] == pytest.approx(
        list(mean), abs=1e-3
    )
    assert int(table[7]["time_ms"]) == 17_000
    assert float(table[7]["chroma"]) == pytest.approx(np.hypot(*mean[1:]), abs=1e-3)


def test_parquet_is_read_by_all(run: Run, film: Fingerprint, file: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    duckdb, pandas, polars = map(pytest.importorskip, ("duckdb", "pandas", "polars"))
    replace(film, film=msgspec.structs.replace(film.film, name="other.mkv")).save(
        tmp_path / "other.json"
    )
    run("export", file, "other.json", "--to", "parquet", "-o", "data")
    films, samples = (tmp_path / "data" / f"filmprint-{n}.parquet" for n in ("films", "samples"))
    sum_of = duckdb.sql(
        f"select f.title, sum(s.share) from '{films}' f join '{samples}' s using (film) "
        "group by f.film, f.title order by f.film"
    ).fetchall()
    assert sum_of == [(TITLE, pytest.approx(49)), (TITLE, pytest.approx(49))]
    frame = pandas.read_parquet(samples)
    assert set(frame["film"]) == {"=film.mkv", "other.mkv"}
    assert frame["loudness_lufs"].isna().sum() == 8
    lazy = polars.read_parquet(samples)
    assert lazy.columns == list(samples_table(film).columns)
    assert lazy.filter(polars.col("film") == "other.mkv")["hex"].to_list() == list(
        samples_table(film).columns["hex"].values
    )
    assert polars.read_parquet(films)["samples"].to_list() == [50, 50]


def test_two_fingerprints_of_one_film_are_told_apart(run: Run, film: Fingerprint,
                                                     file: Path, tmp_path: Path) -> None:  # fmt: skip
    film.save(tmp_path / "b" / "film2.json")
    table = rows(run("export", "film.json", "b/film2.json", "--to", "csv", "-o", "-").stdout)
    assert {row["film"] for row in table} == {"film.json", str(Path("b/film2.json"))}


# Palettes


def read_ase(data: bytes, folder: Path) -> list[tuple[int, ...]]:
    swatch = pytest.importorskip("swatch")
    path = folder / "a.ase"
    path.write_bytes(data)
    (group,) = swatch.parse(str(path))
    assert group["type"] == "Color Group"
    assert all(color["data"]["mode"] == "RGB" for color in group["swatches"])
    return [tuple(round(255 * v) for v in color["data"]["values"]) for color in group["swatches"]]


def read_aco(data: bytes, folder: Path) -> list[tuple[int, ...]]:
    """After Adobe's Photoshop File Formats Specification."""
    stream = io.BytesIO(data)
    sections = []
    for version in (1, 2):
        got, count = struct.unpack(">2H", stream.read(4))
        assert got == version
        section = []
        for _ in range(count):
            space, *values, unused = struct.unpack(">5H", stream.read(10))
            assert (space, unused) == (0, 0)
            section.append(tuple(round(value / 65535 * 255) for value in values))
            if version == 2:
                (length,) = struct.unpack(">I", stream.read(4))
                name = stream.read(2 * length).decode("utf-16-be")
                assert name.endswith("\0")
                assert "%" in name
        sections.append(section)
    assert not stream.read()
    assert sections[0] == sections[1]
    return sections[0]


def read_gpl(data: bytes, folder: Path) -> list[tuple[int, ...]]:
    palette, mode = GimpPaletteFile.GimpPaletteFile(io.BytesIO(data)).getpalette()
    assert mode == "RGB"
    count = len([line for line in data.split(b"#\n", 1)[1].splitlines() if line])
    return [tuple(palette[3 * n : 3 * n + 3]) for n in range(count)]


def read_css(data: bytes, selector: str, prefix: str) -> list[tuple[int, ...]]:
    tinycss2 = pytest.importorskip("tinycss2")
    (rule,) = tinycss2.parse_stylesheet(data.decode(), skip_comments=True, skip_whitespace=True)
    head = getattr(rule, "at_keyword", None)
    assert (f"@{head}" if head else tinycss2.serialize(rule.prelude).strip()) == selector
    found = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    assert [d.name for d in found] == [f"{prefix}-{n + 1}" for n in range(len(found))]
    values = [tinycss2.serialize(d.value).strip() for d in found]
    return [tuple(bytes.fromhex(value[1:])) for value in values]


def read_tokens(data: bytes, folder: Path) -> list[tuple[int, ...]]:
    """After the rules of the Design Tokens Format and Color modules 2025.10."""
    (name, group), = json.loads(data).items()  # fmt: skip
    assert not name.startswith("$")
    assert not set(name) & set("{}.")
    assert group.pop("$type") == "color"
    assert isinstance(group.pop("$description"), str)
    colors = []
    for token_name, token in group.items():
        assert not token_name.startswith("$")
        assert not set(token_name) & set("{}.")
        assert set(token) <= {"$value", "$description", "$extensions", "$type", "$deprecated"}
        assert isinstance(token["$description"], str)
        assert all("." in key for key in token["$extensions"])  # reverse domain names
        value = token["$value"]
        assert set(value) == {"colorSpace", "components", "alpha", "hex"}
        assert value["colorSpace"] == "srgb"
        assert len(value["components"]) == 3
        assert all(0 <= part <= 1 for part in value["components"])
        assert 0 <= value["alpha"] <= 1
        assert len(value["hex"]) == 7
        color = tuple(round(255 * part) for part in value["components"])
        assert color == tuple(bytes.fromhex(value["hex"][1:]))
        colors.append(color)
    return colors


def read_swatches(data: bytes, folder: Path) -> list[tuple[int, ...]]:
    colors = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["Swatches.json"]
        (palette,) = json.loads(archive.read("Swatches.json"))
    assert isinstance(palette["name"], str)
    for swatch in palette["swatches"]:
        assert (swatch["alpha"], swatch["colorSpace"]) == (1, 0)
        hue, saturation, brightness = (swatch[n] for n in ("hue", "saturation", "brightness"))
        lowest = brightness * (1 - saturation)  # the hexcone, from its definition
        wave = [abs((6 * hue - shift) % 6 - 3) - 1 for shift in (0, 2, 4)]
        colors.append(
            tuple(
                round(255 * (lowest + (brightness - lowest) * min(max(part, 0), 1)))
                for part in wave
            )
        )
    return colors


def read_json(data: bytes, folder: Path) -> list[tuple[int, ...]]:
    return [tuple(color["rgb"]) for color in json.loads(data)["colors"]]


def read_svg(data: bytes, folder: Path) -> list[tuple[int, ...]]:
    squares = ET.fromstring(data).iter("{http://www.w3.org/2000/svg}rect")
    return [tuple(bytes.fromhex(square.attrib["fill"][1:])) for square in squares]


READERS = {
    "ase": read_ase,
    "aco": read_aco,
    "gpl": read_gpl,
    "css": lambda data, _: read_css(data, ":root", f"--{slug(TITLE)}"),
    "tailwind": lambda data, _: read_css(data, "@theme", f"--color-{slug(TITLE)}"),
    "tokens": read_tokens,
    "swatches": read_swatches,
    "json": read_json,
    "svg": read_svg,
}


@pytest.mark.parametrize("kind", READERS)
def test_palettes_are_read_back(kind: str, film: Fingerprint, tmp_path: Path) -> None:
    colors = film.palette(8)
    data = WRITERS[kind](TITLE, colors)
    assert data == WRITERS[kind](TITLE, colors)
    assert READERS[kind](data, tmp_path) == [color.color for color in colors]


def test_every_format_has_a_reader() -> None:
    assert set(READERS) == set(WRITERS)


@given(st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=1, max_size=30, unique=True))
def test_any_color_survives(triples: Sequence[tuple[int, int, int]]) -> None:
    colors = [PaletteColor(triple, 0.5, "some name") for triple in triples]
    for kind, read in READERS.items():
        if kind not in ("ase", "css", "tailwind"):  # read from a file, or slowly
            assert read(WRITERS[kind](TITLE, colors), Path()) == list(triples), kind


def test_palette_of_a_moment(run: Run, film: Fingerprint, file: Path, tmp_path: Path) -> None:
    run("export", file, "--to", "json,gpl", "--at", "0:16")  # sample 7, which has no colors
    (name,) = tmp_path.glob("film.at-*.json")
    sample = next(n for n in (6, 8) if timestamp(float(film.times_seconds[n])).replace(
        ":", "-") in name.name)  # fmt: skip
    colors = json.loads(name.read_text("utf-8"))["colors"]
    assert [color["rgb"] for color in colors] == film.colors[sample].tolist()
    assert [color["share"] for color in colors] == pytest.approx(film.shares[sample], abs=1e-6)
    last = json.loads(run("export", file, "--to", "json", "--at", "-1", "-o", "-").stdout)
    assert last["colors"][0]["rgb"] == film.colors[49, 0].tolist()
    vivid = run("export", file, "--to", "json", "--at", "-1", "--prefer", "vivid", "-o", "-").stdout
    wide = run("export", file, "--to", "csv-wide", "--prefer", "vivid", "-o", "-").stdout
    most_vivid = film.dominant(prefer="vivid")[:, 0]
    assert (most_vivid != film.colors[:, 0]).any()
    assert json.loads(vivid)["colors"][0]["rgb"] == most_vivid[49].tolist()
    assert next(csv.DictReader(wide.splitlines()))["color_1"] == hex_from_srgb(most_vivid[0])
    result = run("export", file, "--to", "json", "--at", "1:00:00", code=1)
    assert "lies outside" in result.stderr
    refuse("export", file, "--to", "csv", "--at", "3")


def test_palette_of_an_image(run: Run, tmp_path: Path) -> None:
    pixels = np.zeros((20, 40, 3), np.uint8)
    pixels[:, :30] = (200, 40, 60)
    pixels[:, 30:] = (20, 60, 180)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    result = run("palette", "a.png", "--to", "aco,gpl")
    assert "written" in result.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"a.png", "a.aco", "a.gpl"}
    read = read_aco((tmp_path / "a.aco").read_bytes(), tmp_path)
    assert read == read_gpl((tmp_path / "a.gpl").read_bytes(), tmp_path)
    assert np.abs(np.subtract(read, [(200, 40, 60), (20, 60, 180)])).max() <= 1
    assert run("palette", "a.png", "--to", "json", "-o", "-").stdout.startswith("{")
    refuse("palette", "a.png", "--to", "csv")
    refuse("palette", "a.png", "-o", "-")


# Files


def test_foreign_files_are_kept(run: Run, file: Path, tmp_path: Path) -> None:
    (tmp_path / "film.css").write_text("mine", "utf-8")
    result = run("export", file, "--to", "gpl,css", code=1)
    assert "already exists and is different" in result.stderr
    assert (tmp_path / "film.css").read_text("utf-8") == "mine"
    assert not (tmp_path / "film.gpl").exists()
    run("export", file, "--to", "gpl,css", "--overwrite")
    assert "up to date" in run("export", file, "--to", "gpl,css").stdout


def test_a_bad_file_costs_itself_alone(run: Run, file: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{}", "utf-8")
    result = run("export", "bad.json", file, "none.json", "--to", "csv", code=1)
    assert len(result.stderr.splitlines()) == 2
    assert (tmp_path / "film.csv").is_file()


@pytest.mark.parametrize(
    "arguments",
    [("--to", "xls"), ("--to", ""), (), ("--to", "csv,gpl", "-o", "-"),
     ("--to", "parquet", "-o", "-"), ("--to", "gpl", "--palette-colors", "31")],
)  # fmt: skip
def test_wrong_usage(file: Path, arguments: tuple[str, ...]) -> None:
    refuse("export", file, *arguments)


def test_every_column_is_documented(film: Fingerprint) -> None:
    text = (DOCS / "export.md").read_text("utf-8")
    for table in (samples_table(film), films_table([film], ["a"])):
        for name in table.columns:
            assert f"`{name}`" in text, name


def test_without_pyarrow(film: Fingerprint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(filmprint.OptionError, match=r"pip install 'filmprint\[data\]'"):
        parquet(samples_table(film))


def test_no_result_is_written_over_another(run: Run, file: Path, tmp_path: Path) -> None:
    """Films whose names end as if they were exports of another's."""
    names = ["film", "film.wide", "film.colors", "film.at-00-00-01.000"]
    for name in names[1:]:
        shutil.copyfile(file, tmp_path / f"{name}.json")
    files = [f"{name}.json" for name in names]
    run("export", *files, "--to", "csv,csv-wide,gpl", "-o", "out")
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {
        f"{base}.{suffix}" for base in ("film", *files[1:]) for suffix in ("csv", "wide.csv", "gpl")
    }
    before = (tmp_path / "film.colors.json").read_bytes()
    # The palette as JSON would have the name of a fingerprint.
    result = run("export", "film.json", "--to", "json", "--overwrite", code=1)
    assert "film.colors.json: already exists and is a fingerprint" in result.stderr
    assert (tmp_path / "film.colors.json").read_bytes() == before


def test_an_export_is_told_from_a_fingerprint(run: Run, file: Path, tmp_path: Path) -> None:
    run("export", file, "--to", "json,tokens")
    result = run("measure", *sorted(tmp_path.glob("*.json")), "--csv", code=1)
    assert len(rows(result.stdout)) == 1
    assert result.stderr.count("not a fingerprint but a palette") == 2


def test_results_replace_nothing_that_they_are_made_from(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    shutil.copyfile(file, other)
    before = file.read_bytes()
    picture = tmp_path / "both.png"
    refuse("compare", file, other, "-o", file, "--overwrite")
    refuse("compare", file, other, "-o", picture, "--picture", picture, "--overwrite")
    refuse("measure", file, "-o", tmp_path / "." / "film.json", "--overwrite")
    refuse("find", "--like", file, tmp_path, "-o", file, "--overwrite")
    film = tmp_path / "film.mkv"
    film.write_bytes(b"a film")
    with pytest.raises(SystemExit) as stopped:
        main(["measure", str(file), "-o", str(film), "--overwrite"])
    assert stopped.value.code == 1
    assert (file.read_bytes(), film.read_bytes(), picture.exists()) == (before, b"a film", False)
