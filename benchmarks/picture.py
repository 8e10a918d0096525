"""How well the picture is found, in the frame and in time: python benchmarks/picture.py

Films of real pictures with known bars, and with known or misleading endings, go through the
program.
Prints each, and writes the figures into docs/picture.md.
"""

import itertools
import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import films
from filmprint.analysis.pipeline import fingerprint
from filmprint.cli.demo_film import FILE_NAME, make_film
from filmprint.fingerprint.film import Film
from filmprint.options import Clustering, Execution, Limits, Sampling
from filmprint.processes.workers import Workers

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from barred import Barred, real_frames, scaled, write_barred
from credited import SIZE, Ending, write_credited

PAGE = Path(__file__).parents[1] / "docs" / "picture.md"
OLD = (640, 480)
RATIOS = (1.33, 1.66, 1.85, 2.0, 2.2, 2.39, 2.76)
NEAR = 5.0
"""Seconds by which the begin of the credits may be missed."""
CASES = {
    **{f"{ratio} in 16:9": Barred(ratios=(ratio,)) for ratio in RATIOS},
    **{f"{ratio} in 4:3": Barred(OLD, (ratio,)) for ratio in (1.66, 1.78, 2.35)},
    "no bars, 16:9": Barred(ratios=(16 / 9,)),
    "no bars, dark": Barred(ratios=(16 / 9,), gain=0.12, noise=1),
    "no bars, fades": Barred(ratios=(16 / 9,), fade=True),
    "window": Barred(ratios=(2.0,), window=0.8),
    "window, 1.33": Barred(ratios=(1.33,), window=0.75),
    "bars of 24": Barred(level=24),
    "bars of 16, noise": Barred(level=16, noise=4),
    "bars of 24, noise, dark": Barred(level=24, noise=3, gain=0.4),
    "dark": Barred(gain=0.2),
    "very dark, noise": Barred(gain=0.12, noise=2),
    "fades": Barred(fade=True),
    "coarse": Barred(crf=36),
    "logo": Barred(logo=True),
    "subtitles": Barred(subtitles=True),
    "logo, subtitles, noise": Barred(logo=True, subtitles=True, noise=3, level=12),
    "2.39, then 1.78": Barred(ratios=(2.39, 16 / 9)),
    "2.39, then 1.85": Barred(ratios=(2.39, 1.85)),
    "1.33, then 1.78": Barred(ratios=(1.33, 16 / 9)),
}  # fmt: skip
FEW_SAMPLES = ("2.39 in 16:9", "dark", "very dark, noise", "no bars, dark")


def sources(folder: Path) -> list[Path]:
    """The two real clips, where they are, and the demo film."""
    return [*films.sources()[:2], make_film(folder / FILE_NAME)]


def analyzed(path: Path, samples: int, workers: Workers, trim: str = "black") -> Film:
    """What the program finds of a film, apart from its colors."""
    sampling = Sampling(frames=samples, trim=trim)
    return fingerprint(path, sampling, Clustering(method="average"), workers).film


def bars(folder: Path, workers: Workers) -> Iterator[tuple[str, int, int]]:
    """For each film its name, the lines of bar that counted, and the lines of picture lost."""
    for source in sources(folder):
        pictures = real_frames(source, 48, every=8)
        if source.name == FILE_NAME:
            pictures = [one[46:-46] for one in pictures]
        for name, made in CASES.items():
            for samples in (20, 2) if name in FEW_SAMPLES else (20,):
                path = write_barred(folder / "bars.mp4", pictures, made)
                area, true = analyzed(path, samples, workers).picture_area, made.union
                sides = (
                    area.x - true.x,
                    area.y - true.y,
                    true.x + true.width - area.x - area.width,
                    true.y + true.height - area.y - area.height,
                )
                yield f"{source.stem}, {name}, {samples} samples", -min(*sides, 0), max(*sides, 0)


def ends(folder: Path, workers: Workers) -> Iterator[tuple[str, float | None, float | None]]:
    """For each film its name, where the credits begin, and where they were found."""
    endings: tuple[tuple[tuple[Ending, ...], tuple[float, ...]], ...] = (
        (("rolling", "cards"), (15.0, 40.0)),
        (("none", "night", "sign", "black"), (20.0,)),
    )
    for source in sources(folder)[:2]:
        start = 5.0 if "bunny" in source.name else 8.0
        pictures = [scaled(one, *SIZE) for one in real_frames(source, 100, start)] * 2
        for kinds, lengths in endings:
            for ending, seconds, noise, keyint in itertools.product(
                kinds, lengths, (0.0, 1.5), (16, 250)
            ):
                path, began = write_credited(
                    folder / "ends.mp4", pictures, ending, seconds=seconds, noise=noise,
                    keyint=keyint,
                )  # fmt: skip
                found = analyzed(path, 4, workers, "credits").picture_span.credits_seconds
                name = f"{source.stem}, {ending}, {seconds:g} s, noise {noise:g}, {keyint}"
                yield name, began if len(lengths) > 1 else None, found


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as name,
        Workers(Execution(), Limits()) as workers,
    ):
        counted, lost = [], []
        for film, bar, picture in bars(Path(name), workers):
            counted.append(bar)
            lost.append(picture)
            print(f"{film}: {bar} lines of bar, {picture} of picture lost", flush=True)
        without, cut, missed, errors = 0, 0, 0, []
        for film, true, found in ends(Path(name), workers):
            print(f"{film}: credits at {true}, found at {found}", flush=True)
            if true is None:
                without += 1
                cut += found is not None
            elif found is None:
                missed += 1
            else:
                errors.append(abs(found - true))
    write(
        "bars",
        f"Over {len(lost)} films made from real pictures (ratios of 1.33 to 2.76, dark, noise, "
        f"fades, logos, subtitles, changing ratios, two samples only, and none at all): at most "
        f"{max(counted)} stored lines of bar counted as picture, at most {max(lost)} of picture "
        "lost.",
    )
    mean, worst = sum(errors) / len(errors), max(errors)
    write(
        "ends",
        f"Over {len(errors) + missed} films with credits (rolling and cards): {missed} missed, the "
        f"others found within {worst:.1f} seconds, {mean:.1f} on average. Over {without} without "
        f"(night streets with lit signs included): {cut} cut.",
    )


def write(mark: str, text: str) -> None:
    """Put a figure between its marks in the page."""
    page = PAGE.read_text(encoding="utf-8")
    text = f"{text}\nMeasured on {date.today()} with `python benchmarks/picture.py`."
    begin, end = f"<!-- {mark} -->\n", "<!-- end -->"
    page = re.sub(f"{begin}.*?{end}", f"{begin}{text}\n{end}", page, flags=re.DOTALL)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
