"""What a measure from a few clusters loses against all pixels.

python benchmarks/measures.py FILM...

Frames of each film are written as pictures and measured over all their pixels; the film's
fingerprint has the same moments. Prints mean and worst error for each measure and number of
clusters.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

import filmprint
from filmprint.measures.formulas import SCALARS, UNITS, Grouped, Measures, measure
from filmprint.measures.measures import by_sample


def measured_pixels(pictures: list[Path]) -> list[Measures]:
    found = []
    for picture in pictures:
        with Image.open(picture) as image:
            pixels = np.asarray(image.convert("RGB")).reshape(-1, 3)
        group = np.zeros(len(pixels), np.intp)
        found.append(
            measure(Grouped(colors=pixels, weights=np.ones(len(pixels)), group=group, count=1))
        )
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("films", nargs="+", type=Path)
    parser.add_argument("--frames", type=int, default=40)
    parser.add_argument("--clusters", default="5,7,16")
    options = parser.parse_args()
    counts = [int(count) for count in options.clusters.split(",")]
    errors: dict[tuple[str, int], list[float]] = {}
    values: dict[str, list[float]] = {}
    for film in options.films:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [sys.executable, "-m", "filmprint", "frames", film, "-q", "-o", folder,
                 "--frames", str(options.frames)], check=True,
            )  # fmt: skip
            true = measured_pixels(sorted(Path(folder).glob("*_frames/*.png")))
        for count in counts:
            found = filmprint.analyze(film, frames=options.frames, clusters=count)
            assert found.coverage == 1
            clusters = by_sample(found).measures
            for name in SCALARS:
                ours, theirs = getattr(clusters, name), [getattr(m, name)[0] for m in true]
                off = ours - np.array(theirs)
                off = (off + 180) % 360 - 180 if name == "hue" else off
                errors.setdefault((name, count), []).extend(off[~np.isnan(off)])
                values.setdefault(name, []).extend(theirs)
    print(
        f"{len(options.films)} films, {options.frames} frames each; mean error, worst error (bias)"
    )
    head = "".join(f"| {count} clusters " for count in counts)
    print(f"| measure | range in these frames {head}| unit |\n|---|---|{'---|' * len(counts)}---|")
    for name in SCALARS:
        cells = (
            f"{np.abs(errors[name, count]).mean():.2f}, {np.abs(errors[name, count]).max():.2f} "
            f"({np.mean(errors[name, count]):+.2f})"
            for count in counts
        )
        low, high = np.nanmin(values[name]), np.nanmax(values[name])
        print(f"| `{name}` | {low:.1f} to {high:.1f} | {' | '.join(cells)} | {UNITS[name]} |")


if __name__ == "__main__":
    main()
