"""filmprint find: films and moments by color."""

import json
import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from filmprint.cli.option_groups import (
    FindOptions,
    ResultDestination,
    ResultDestinationOptions,
    Verbosity,
    VerbosityOptions,
)
from filmprint.errors import FingerprintFileError, OptionError, printable
from filmprint.options import Find

if TYPE_CHECKING:
    from filmprint.library.outcomes import Success
    from filmprint.measures.index import Indexed
    from filmprint.measures.search import Match

ColorAndFolder = Annotated[
    list[str],
    Parameter(
        name="COLOR FOLDER",
        json_list=False,
        help="A color (#8c2f39, or a name) and a folder; with --like the folder alone.",
    ),
]


def find(
    query: ColorAndFolder,
    /,
    *,
    find: FindOptions = Find(),
    destination: ResultDestinationOptions = ResultDestination(),
    verbosity: VerbosityOptions = Verbosity(),
) -> int:
    """Find films and moments with a color, or films like another one, in a folder."""
    from filmprint.cli.console import Console
    from filmprint.library.data_files import deliver
    from filmprint.library.outcomes import outcome_of
    from filmprint.library.result_names import check_single_results
    from filmprint.measures.index import open_index

    if len(query) != (2 if find.like is None else 1):
        raise OptionError("find needs a color and a folder, or --like FILE.json and a folder.")
    folder = Path(query[-1])
    color = parse_color(query[0]) if find.like is None else None
    check_single_results([destination.file], [find.like] if find.like else [])
    if not folder.is_dir():
        raise OptionError(f"{folder}: not a folder.")
    with Console(1, verbosity) as console:
        progress = console.begin(folder)

        def search() -> "Success":
            with closing(open_index(folder, progress=progress)) as index:
                if not index.paths:
                    raise FingerprintFileError(f"{folder}: no fingerprints in this folder.")
                text = _text(_matches(index, find, color), find)
            result = deliver(
                folder, text.encode(), destination.file, overwrite=destination.overwrite
            )
            return replace(result, warnings=index.warnings)

        console.end(outcome_of(folder, search))
        return console.summary()


def parse_color(text: str) -> tuple[int, int, int]:
    """sRGB from #rrggbb, #rgb or a color's name. Raises `OptionError`."""
    match = re.fullmatch(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})", text.strip())
    if match:
        digits = match[1] if len(match[1]) == 6 else "".join(2 * digit for digit in match[1])
        red, green, blue = bytes.fromhex(digits)
        return red, green, blue
    from matplotlib.colors import to_rgb

    try:
        red, green, blue = (round(255 * value) for value in to_rgb(text))
    except ValueError as error:
        raise OptionError(f"{text!r}: neither #rrggbb nor a color's name.") from error
    return red, green, blue


def _matches(index: "Indexed", find: Find, color: tuple[int, int, int] | None) -> Sequence["Match"]:
    """By color where there is one, else like the film of --like."""
    from filmprint.fingerprint.file import load
    from filmprint.measures.search import find_color, find_like

    if color is not None:
        return find_color(index, color, rank=find.rank, count=find.count, moments=find.moments)
    return find_like(index, load(find.like or Path()), find.count)


def _text(matches: Sequence["Match"], find: Find) -> str:
    from filmprint.export.match_table import match_table
    from filmprint.export.table import as_text

    if find.json:
        rows = [asdict(match) for match in matches]
        return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    return as_text(match_table(matches)) if find.csv else _lines(matches)


def _lines(matches: Sequence["Match"]) -> str:
    """A line for each film, and below it one for each moment."""
    from filmprint.color.spaces import hex_from_srgb
    from filmprint.options.times import clock

    lines = []
    for match in matches:
        year = f" ({match.year})" if match.year else ""
        lines.append(printable(f"{match.score:.4f}  {match.title}{year}  {match.path}"))
        longest = max((moment.time_seconds for moment in match.moments), default=0.0)
        lines += [
            f"        {clock(moment.time_seconds, hours=True, longest=longest)}  "
            f"{moment.score:.2f}  {hex_from_srgb(moment.color)} {moment.share:.0%}"
            for moment in match.moments
        ]
    return "".join(f"{line}\n" for line in lines)
