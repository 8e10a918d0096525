"""How well the ends of films are found: python benchmarks/trimming.py

Films of real pictures with made-up endings: rolling credits, cards, and endings that only look like
credits. Prints where the end was put, and where it is.
"""

import itertools
import sys
import tempfile
from pathlib import Path

import films
from filmprint.analysis import fingerprint
from filmprint.options import Clustering, Execution, Limits, Sampling
from filmprint.workers import Workers

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from barred import real_frames, scaled
from credited import SIZE, write_credited

NEAR = 5.0
"""Seconds by which the begin of the credits may be missed."""


def main() -> None:
    sampling, count, wrong = Sampling(frames=10, trim="credits"), 0, 0
    with tempfile.TemporaryDirectory() as folder, Workers(Execution(), Limits()) as workers:
        for source in films.sources()[:2]:
            start = 5.0 if "bunny" in source.name else 8.0
            pictures = [scaled(one, *SIZE) for one in real_frames(source, 100, start)] * 3
            for ending, seconds, noise, keyint in itertools.chain(
                itertools.product(("rolling", "cards"), (15.0, 40.0), (0.0, 1.5), (16, 250)),
                itertools.product(
                    ("none", "night", "sign", "black"), (20.0,), (0.0, 1.5), (16, 250)
                ),
            ):
                path, began = write_credited(
                    Path(folder) / f"{count}.mp4", pictures, ending, seconds=seconds, noise=noise,
                    keyint=keyint,
                )  # fmt: skip
                found = fingerprint(path, sampling, Clustering(method="average"), workers)
                at = found.film.picture_span.credits_seconds
                true = began if ending in ("rolling", "cards") else None
                bad = (at is None) != (true is None) or (at and abs(at - true) > NEAR)
                wrong, count = wrong + bool(bad), count + 1
                end = found.film.picture_span.end_seconds
                print("BAD" if bad else "ok ", source.stem[:6], ending, seconds, noise, keyint,
                      "found", at, "true", true, "end", end, flush=True)  # fmt: skip
    print(count, "films,", wrong, "wrong")


if __name__ == "__main__":
    main()
