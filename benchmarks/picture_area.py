"""How well bars are found: python benchmarks/picture_area.py

Makes films with known bars from real pictures, analyzes each, and compares the picture's area, in
lines of the working size, with the true one.
"""

import sys
import tempfile
from pathlib import Path

import films
from filmprint.analysis import fingerprint
from filmprint.model import PictureArea
from filmprint.options import Clustering, Execution, Limits, Sampling
from filmprint.picture_area import lines_within
from filmprint.workers import Workers

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from barred import Barred, real_frames, write_barred

OLD = (640, 480)
RATIOS = (1.33, 1.66, 1.85, 2.0, 2.2, 2.39, 2.76)
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


def lines(area: PictureArea, frame: tuple[int, int], size: tuple[int, int]) -> list[int]:
    """First and last line, then first and last column, that are wholly in the area."""
    top, bottom = lines_within(area.y, area.height, frame[1], size[1])
    left, right = lines_within(area.x, area.width, frame[0], size[0])
    return [top, bottom, left, right]


def main() -> None:
    sources = films.sources()[:2]
    wrong = 0
    count = 0
    with tempfile.TemporaryDirectory() as folder, Workers(Execution(), Limits()) as workers:
        for source in sources:
            pictures = real_frames(source, 48)
            for name, made in CASES.items():
                for frames in (20, 2) if made == Barred() or made.gain < 0.3 else (20,):
                    path = write_barred(Path(folder) / f"{count}.mp4", pictures, made)
                    found = fingerprint(
                        path, Sampling(frames=frames), Clustering(method="average"), workers
                    )
                    true = lines(made.union, made.frame, made.frame)
                    got = lines(found.film.picture_area, made.frame, made.frame)
                    bar = [
                        max(true[0] - got[0], 0),
                        max(got[1] - true[1], 0),
                        max(true[2] - got[2], 0),
                        max(got[3] - true[3], 0),
                    ]
                    lost = [
                        max(got[0] - true[0], 0),
                        max(true[1] - got[1], 0),
                        max(got[2] - true[2], 0),
                        max(true[3] - got[3], 0),
                    ]
                    bad = max(bar) > 0 or max(lost) > 1
                    wrong += bad
                    count += 1
                    print(
                        "BAD" if bad else "ok ",
                        source.stem[:8],
                        name,
                        frames,
                        "bar",
                        bar,
                        "lost",
                        lost,
                        flush=True,
                    )
    print(count, "films,", wrong, "wrong")


if __name__ == "__main__":
    main()
