"""Films and moments that a search gives, as a table."""

from collections.abc import Iterable, Sequence

import numpy as np

from filmprint.color.spaces import hex_from_srgb
from filmprint.export.table import Column, Table
from filmprint.fingerprint.data_frame import text_array
from filmprint.measures.search import Match


def match_table(matches: Sequence[Match]) -> Table:
    """A row for each moment, or for each film that has none."""
    rows = [(match, moment) for match in matches for moment in (match.moments or (None,))]
    return Table(
        {
            "file": Column(text_array(match.path for match, _ in rows)),
            "title": Column(text_array(match.title for match, _ in rows)),
            "year": _numbers((match.year for match, _ in rows), 0),
            "film_score": _numbers((match.score for match, _ in rows), 5),
            "time_seconds": _numbers(
                (moment.time_seconds if moment else None for _, moment in rows), 3
            ),
            "score": _numbers((moment.score if moment else None for _, moment in rows), 5),
            "hex": Column(
                text_array(hex_from_srgb(moment.color) if moment else "" for _, moment in rows)
            ),
            "share": _numbers((moment.share if moment else None for _, moment in rows), 5),
        }
    )


def _numbers(values: Iterable[float | None], digits: int) -> Column:
    known = [float("nan") if value is None else value for value in values]
    return Column(np.array(known, np.float64), digits)
