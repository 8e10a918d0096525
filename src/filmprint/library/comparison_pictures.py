"""The picture of a comparison: two films as they are aligned, or more as a tree of likeness."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from filmprint.library.drawings import Drawing, draw_outdated
from filmprint.library.named_fingerprints import NamedFingerprint
from filmprint.library.outcomes import Outcome, Status, Success, outcome_of
from filmprint.library.up_to_date import refuse_foreign
from filmprint.measures.alignment import align_releases
from filmprint.measures.distances import distance_matrix
from filmprint.options import Distance
from filmprint.render.provenance import COMPARISON, comparison_tag

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw_comparison(
    films: Sequence[NamedFingerprint], path: Path, distance: Distance, *, overwrite: bool
) -> Outcome:
    """Draw two films or more into a file, whose suffix is the format."""
    fingerprints, names = [film.fingerprint for film in films], [film.name for film in films]

    def draw() -> "Figure":
        from filmprint.render.comparison import draw_pair, draw_tree

        if len(fingerprints) == 2:
            first, second = fingerprints
            return draw_pair(first, second, names, align_releases(first, second))
        return draw_tree(fingerprints, names, distance_matrix(fingerprints, distance))

    def work() -> Success:
        refuse_foreign([path], COMPARISON, overwrite=overwrite)
        drawing = Drawing((path,), comparison_tag(fingerprints, names, distance), draw)
        drawn = draw_outdated([drawing], overwrite=overwrite)
        status: Status = "drawn" if drawn else "unchanged"
        return Success(source=films[0].job.source, status=status, results=(path,))

    return outcome_of(films[0].job.source, work, replaced=[path] if overwrite else ())
