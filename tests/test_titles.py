"""Titles and years from file names."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filmprint.fingerprint.titles import title_and_year
from filmprint.render.text.fonts import choose_fonts

with (Path(__file__).parent / "titles.csv").open(encoding="utf-8", newline="") as file:
    NAMES = list(csv.DictReader(file))


@pytest.mark.parametrize("row", NAMES, ids=lambda row: row["name"])
def test_titles(row: dict[str, str]) -> None:
    year = int(row["year"]) if row["year"] else None
    assert title_and_year(row["name"]) == (row["title"], year)


@settings(deadline=None)
@given(
    st.text(min_size=1, max_size=80) | st.from_regex(r"[A-Z.( ]{0,9}(19|20)\d\d[). ]{0,3}\w{0,9}")
)
def test_any_name_has_a_title(name: str) -> None:
    title, year = title_and_year(name)
    assert title
    assert year is None or 1880 <= year <= 2039


@settings(deadline=None)
@given(st.lists(st.from_regex(r"[A-Za-z]{2,9}", fullmatch=True), min_size=1, max_size=5),
       st.integers(1900, 2030), st.sampled_from(["1080p", "BluRay", "x264", "HDTV.x265"]))  # fmt: skip
def test_words_before_year_and_token_are_kept(words: list[str], year: int, token: str) -> None:
    """Even words that release names use, in small letters or in a bracketed name."""
    assert title_and_year(f"{' '.join(words)} ({year}) {token}.mkv") == (" ".join(words), year)


def test_a_title_without_most_of_its_letters_is_left_out() -> None:
    """A lone letter of it would be nonsense. No font has what is not assigned."""
    assert choose_fonts("\u0378\u0379\u0380 no").text == ""
    fallback = choose_fonts("\u0378 Film")
    assert (fallback.text.strip(), fallback.missing) == ("Film", "\u0378")
