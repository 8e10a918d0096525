"""A film's title and year from its file name.

The title is what stands before the year or the first release token (1080p, BluRay, x264), word for
word; a name with neither is kept as it is. guessit, which was here before, takes words of titles
for tokens ("Charlotte's Web", "Mr. Holland's Opus", "Spider-Man", "Dune Part Two") and drops what
follows a dash: it gave 46 of the 101 titles in tests/titles.csv.
"""

import re
from typing import NamedTuple

_SUFFIX = re.compile(r"\.(?:[A-Za-z][A-Za-z0-9]{1,4}|3g[p2]|26[45])$")

_CAMERA = re.compile(
    r"""
    _? (?: vid | img | pxl | mvi | mov | dsc[fn]? | gopr | g[hxlp]\d\d | dji | cimg | pict | mah
         | win | rpreplay | signal | whatsapp\ video | screen[ _-]?(?:recording|record|cast|shot) )
    (?: [ _-] .*\d .* | [a-z]?\d .* )
    | .* (?<!\d) (?:19|20)\d\d ([-_.]?) (?:0[1-9]|1[0-2]) \1 (?:0[1-9]|[12]\d|3[01]) (?!\d) .*
    | [\d\W_]*
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Names by cameras and recorders: a known prefix and digits, a date, or no letter at all."""

_YEAR = r"(?:18[89]\d|19\d\d|20[0-3]\d)"
_NUMBER_AND_YEAR = re.compile(rf"\d{{1,4}}[ ._]({_YEAR})")
_BRACKETED_YEAR = re.compile(rf"[(\[{{]({_YEAR})[)\]}}]")
_BARE_YEAR = re.compile(rf"(?<![^ ._-])({_YEAR})(?![^ ._-])")

_RELEASE_TOKEN = re.compile(
    r"""(?<![^\W_]) (?:
        \d{3,4}[pi] | 4k | [xh][ ._]?26[456] | hevc | xvid | divx | av1 | (?:8|10|12)[ ._-]?bits?
        | blu-?ray | (?:bd|br|dvd|hd|web|vhs)-?rip | web-?dl | hdtv | pdtv | uhd | remux
        | dvd(?:scr|5|9|r)? | hdr10\+? | dts(?:-?(?:hd|x|es))? | e?ac-?3 | aac(?:[ ._]?\d[ ._]\d)?
        | ddp?[ ._]?\d[ ._]\d | truehd
    ) (?![^\W_])""",
    re.VERBOSE | re.IGNORECASE,
)
"""What stands in no title."""

_RELEASE_WORDS = re.compile(
    r"(?:[ ._-]+(?:WEB|DL|MULT[Ii]|DUAL|GERMAN|FRENCH|ITALIAN|SPANISH|VOSTFR|EXTENDED|UNRATED|UNCUT"
    r"|PROPER|REPACK|REMASTERED|LIMITED|[Ii]NTERNAL|DUBBED|SUBBED|IMAX|3D))+$"
)
"""What may stand before a release token; written small, it may be a word of the title."""

_LEADING_GROUP = re.compile(r"^\[[^\]]*\][ ._-]*(?=[^ ._-])")
_INITIALS = re.compile(r"(?<![^\W_])[A-Z](?: [A-Z])+(?![^\W_])")


_SEASON = re.compile(r"(?<![^\W_])(?:s(\d{1,4})[ ._-]?e\d|(\d{1,2})x\d\d)", re.IGNORECASE)
"""The season in an episode's name: S01E02, or 1x02."""


class TitleAndYear(NamedTuple):
    """A film's title, and its year where the name tells one."""

    title: str
    year: int | None


def season_of(name: str) -> int | None:
    """The season of an episode by its file's name; None where that does not tell."""
    match = _SEASON.search(name)
    return int(match[1] or match[2]) if match else None


def text_of(file_name: str) -> str:
    """The name with what is not Unicode replaced, so that it can be stored as text."""
    return file_name.encode("utf-8", "replace").decode("utf-8")


def title_and_year(file_name: str) -> TitleAndYear:
    """("The Matrix", 1999) from "The.Matrix.1999.1080p.mkv"; a camera's name as it is."""
    stem = _SUFFIX.sub("", file_name).strip()
    title, year = _split(stem)
    return TitleAndYear(title or _words(stem) or file_name, year)


def _split(stem: str) -> TitleAndYear:
    """Title, perhaps empty, and year."""
    if match := _NUMBER_AND_YEAR.fullmatch(stem):  # "300.2006"
        return TitleAndYear(stem[: match.start(1) - 1], int(match[1]))
    if match := _BRACKETED_YEAR.search(stem):
        title = _before(stem, match) or _words(stem[match.end() :].strip(" ._-"))
        return TitleAndYear(title, int(match[1]))
    if _CAMERA.fullmatch(stem):
        return TitleAndYear(stem, None)
    token = _RELEASE_TOKEN.search(stem, 1)
    before = stem[: token.start()] if token else stem
    years = [match for match in _BARE_YEAR.finditer(before) if _before(stem, match)]
    # Among plain words, a year in the middle is one of them: "Summer 1984 in Rome".
    if years and (token or " " not in stem or years[-1].end() == len(stem)):
        return TitleAndYear(_before(stem, years[-1]), int(years[-1][1]))
    return TitleAndYear(_before(stem, token) if token else "", None)


def _before(stem: str, match: re.Match[str]) -> str:
    """The title that ends where a year or a release token is."""
    ends = " _-([{" if " " in stem else " ._-([{"
    title = stem[: match.start()]
    if match.re is _RELEASE_TOKEN and title.endswith(("[", "(")):  # "[Group] Show - 01 (1080p)"
        title = _LEADING_GROUP.sub("", title)
    title = title.rstrip(ends).lstrip(" _-")
    if match.re is _RELEASE_TOKEN:
        title = _RELEASE_WORDS.sub("", title)
    else:
        title = re.sub(rf"(?<=.)[ ._-]+{match[1]}$", "", title)
    return _words(title, dots=" " not in stem)


def _words(text: str, *, dots: bool = True) -> str:
    """A title with spaces between its words, whatever stands there; E.T. keeps its dots."""
    if " " in text:
        return " ".join(text.replace("_", " ").split())
    if not re.search(r"[._]", text) and text.count("-") > 1:
        return text.replace("-", " ")
    spaced = re.sub(r"[._]+" if dots else "_+", " ", text).strip()
    return _INITIALS.sub(lambda match: match[0].replace(" ", ".") + ".", spaced)
