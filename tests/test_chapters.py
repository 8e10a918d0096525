"""--chapter: a part of a film by its chapter's name or number."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pytest

import filmprint
from filmprint.analysis.pipeline import fingerprint
from filmprint.options import Clustering, Sampling
from filmprint.processes.workers import Workers

Analyze = Callable[[str | list[str]], filmprint.Fingerprint]


@pytest.fixture
def analyze(flat_clip: Path, tmp_path: Path, workers: Workers) -> Analyze:
    """Four samples of a chapter of a film that has three, of 2, 2 and 1 seconds."""
    film = tmp_path / "film.mkv"
    with av.open(str(flat_clip)) as old, av.open(str(film), "w") as new:
        copy = new.add_stream_from_template(old.streams.video[0])
        new.set_chapters([
            {"id": n, "start": start, "end": end, "time_base": Fraction(1, 1000),
             "metadata": {"title": title}}
            for n, (start, end, title) in enumerate(
                [(0, 2000, "Opening"), (2000, 4000, "Twice"), (4000, 9000, "Twice")]
            )
        ])  # fmt: skip
        for packet in old.demux(video=0):
            if packet.dts is not None:
                packet.stream = copy
                new.mux(packet)

    def analyze(chapter: str | list[str]) -> filmprint.Fingerprint:
        try:
            sampling = Sampling(frames=4, chapter=chapter)
            return fingerprint(film, sampling, Clustering(clusters=1), workers)
        finally:
            workers.end_film()

    return analyze


def test_a_chapter_by_name_and_number(analyze: Analyze) -> None:
    assert analyze("opening").times_seconds.tolist() == [0.25, 0.75, 1.25, 1.75]
    assert analyze("2").times_seconds.tolist() == [2.25, 2.75, 3.25, 3.75]
    last = analyze("3").film.picture_span
    assert (last.start_seconds, last.end_seconds) == (4, 5)


@pytest.mark.parametrize(("chapter", "reason"), [
    ("twice", "2 chapters have that name"),
    ("Ending", "it has 1 'Opening', 2 'Twice', 3 'Twice'"),
    ("0", "no chapter of the film"),
])  # fmt: skip
def test_chapters_that_are_none(analyze: Analyze, chapter: str, reason: str) -> None:
    with pytest.raises(filmprint.OptionError, match=reason):
        analyze(chapter)


def test_several_chapters(analyze: Analyze) -> None:
    film = analyze(["Opening", "3"])
    assert film.times_seconds.tolist() == [0.375, 1.125, 1.875, 4.625]
    assert [(part.start_seconds, part.end_seconds) for part in film.film.picture_span.sampled_parts
            ] == [(0, 2), (4, 5)]  # fmt: skip
    assert analyze(["1", "2"]).times_seconds.tolist() == [0.5, 1.5, 2.5, 3.5]
    assert len(analyze(["1", "2"]).film.picture_span.sampled_parts) == 1  # they touch
    for chapters in (["2", "1"], ["1", "opening"]):
        with pytest.raises(filmprint.OptionError, match="in the film's order and do not overlap"):
            analyze(chapters)


def test_a_film_without_chapters(flat_clip: Path, workers: Workers) -> None:
    with pytest.raises(filmprint.OptionError, match="the film has no chapters"):
        fingerprint(flat_clip, Sampling(chapter="1"), Clustering(), workers)
    with pytest.raises(filmprint.OptionError, match="--start and --end cannot"):
        Sampling(chapter="1", end=3)
