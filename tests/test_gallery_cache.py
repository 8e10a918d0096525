"""A gallery that is made again reads what has changed, and that alone."""

import os
from pathlib import Path

import pytest

from filmprint.library import galleries
from filmprint.library.galleries import find_fingerprints, read_gallery_films
from filmprint.library.gallery_cache import FILE_NAME
from filmprint.library.outcomes import Outcome
from gallery_films import many_films

OLD = 1_000_000_000


def read(folder: Path, output: Path) -> list[Outcome]:
    sources = find_fingerprints([folder], output)
    films = read_gallery_films(sources, output, reports=False, overwrite=False, workers=1)
    return [film for film in films if film is not None]


def test_what_has_not_changed_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []
    load = galleries.load_file
    monkeypatch.setattr(
        galleries, "load_file", lambda path: (loaded.append(Path(path).name), load(path))[1]
    )
    folder, output = tmp_path / "prints", tmp_path / "out"
    monkeypatch.setattr(galleries, "FEW", 0)
    films = many_films(4, samples=8)
    for number in range(3):
        films[number].save(folder / f"{number}.json")
        os.utime(folder / f"{number}.json", (OLD, OLD))
    first = read(folder, output)
    assert (loaded, len(first)) == (["0.json", "1.json", "2.json"], 3)
    loaded.clear()
    films[3].save(folder / "1.json")  # it has just been written, so it counts as changing
    (folder / "2.json").unlink()
    assert [result.source.name for result in read(folder, output)] == ["0.json", "1.json"]
    read(folder, output)
    assert loaded == ["1.json", "1.json"]
    (output / FILE_NAME).write_bytes(b"damaged")
    assert len(read(folder, output)) == 2
