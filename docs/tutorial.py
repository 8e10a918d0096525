"""From two films to a table and a figure: python docs/tutorial.py [FILM FILM] [FOLDER]

The text is in docs/tutorial.md. Without films it makes its own: the demo film, and a release of it
that is shorter and graded warmer.
"""

import csv
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
from matplotlib.figure import Figure

import filmprint
from filmprint import plot
from filmprint.cli.demo_film import make_film
from filmprint.measures.alignment import align_releases
from filmprint.measures.distances import distance_matrix
from filmprint.measures.measures import of_film
from filmprint.measures.release_report import in_words

MEASURES = ("lightness", "contrast", "chroma", "colorfulness", "warmth")


def fingerprints(films: list[Path], folder: Path) -> list[filmprint.Fingerprint]:
    """1. Analyze the films once, and keep the fingerprints."""
    found = []
    for film in films:
        file = folder / f"{film.stem}.json"
        if not file.exists():
            filmprint.analyze(film, frames=300).save(file)
        found.append(filmprint.load(file))
    return found


def table(prints: list[filmprint.Fingerprint], path: Path) -> None:
    """2. Mean and standard deviation over time of each measure, a row for each film."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["film", *(f"{name}_{what}" for name in MEASURES for what in ("M", "SD"))])
        for one in prints:
            samples = of_film(one).samples.measures
            row = [one.film.title]
            for name in MEASURES:
                values = getattr(samples, name)
                row += [f"{np.nanmean(values):.2f}", f"{np.nanstd(values):.2f}"]
            writer.writerow(row)


def figure(prints: list[filmprint.Fingerprint], path: Path) -> None:
    """3. Strips over curves, on axes of our own."""
    drawn = Figure(figsize=(7, 5), layout="constrained")
    axes = drawn.subplots(3, 2, sharex="col", sharey="row", height_ratios=[1, 2, 2])
    for column, one in zip(axes.T, prints, strict=True):
        plot.strip(one, ax=column[0])
        column[0].set(title=one.film.title, xlabel="")
        plot.curves(one, "lightness", ax=column[1], color="0.2", linewidth=0.8)
        column[1].set(xlabel="", ylim=(0, 100))
        plot.curves(one, "colorfulness", ax=column[2], color="0.2", linewidth=0.8)
    drawn.savefig(path, dpi=200)


def comparison(prints: list[filmprint.Fingerprint]) -> list[str]:
    """4. How far apart the films lie, and what differs if they are releases of one."""
    one, other = prints
    distance = distance_matrix(prints, "colors")[0, 1]
    words = in_words(align_releases(one, other), one.film.name, other.film.name)
    return [f"distance of colors: {distance:.4f}", *words]


def own_films(folder: Path) -> list[filmprint.Fingerprint]:
    """The demo film, and as if it were another release: a sixth is missing, and it is redder."""
    film = folder / "A Day in Paper.mp4"
    if not film.with_suffix(".json").exists():
        make_film(film)
    (one,) = fingerprints([film], folder)
    cut = len(one) // 6
    kept = np.r_[0 : 2 * cut, 3 * cut : len(one)]
    colors = one.colors[kept].astype(int) + np.array([14, 2, -8])
    held = (one.shares[kept] > 0)[..., None]
    other = replace(
        one,
        film=msgspec.structs.replace(one.film, name="release.mkv", title="A Day in Paper, again"),
        colors=(np.clip(colors, 0, 255) * held).astype(np.uint8),
        shares=one.shares[kept],
        times_seconds=one.times_seconds[: len(kept)],
        loudness_lufs=None,
    )
    other.save(folder / "release.json")
    return [one, filmprint.load(folder / "release.json")]


def main(arguments: list[str]) -> None:
    folder = Path(arguments.pop() if len(arguments) % 2 else "tutorial")
    names_a_film = folder.suffix and not folder.is_dir()
    if len(arguments) > 2 or names_a_film:
        sys.exit("Usage: python docs/tutorial.py [FILM FILM] [FOLDER]")
    folder.mkdir(exist_ok=True)
    films = [Path(name) for name in arguments]
    prints = fingerprints(films, folder) if films else own_films(folder)
    table(prints, folder / "table.csv")
    figure(prints, folder / "figure.png")
    print((folder / "table.csv").read_text("utf-8"))
    print("\n".join(comparison(prints)))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except filmprint.FilmprintError as error:
        sys.exit(str(error))
