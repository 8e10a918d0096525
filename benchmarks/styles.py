"""Measure how long each style takes to draw: python benchmarks/styles.py

3600 samples of 7 colors, 5000 pixels on the longer side, drawn and saved as PNG, each in a process
of its own: CPU seconds, which on an idle machine are seconds, the median of three. Then a large
print, and two whole runs of the program, start-up and reading included: a poster at 100 dpi, and a
panel of 60 rings. Writes the table in docs/performance.md.
"""

import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from msgspec import structs

import filmprint
from filmprint.color.spaces import bytes_from_srgb, srgb_from_oklab
from filmprint.fingerprint.contact_sheet import make_contact_sheet
from filmprint.fingerprint.film import ColorTags, Film, PictureArea, PictureSpan
from filmprint.fingerprint.frame_columns import ROWS, FrameColumns
from filmprint.fingerprint.stills import Stills
from filmprint.options import STYLES, Clustering, Picture, Sampling

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
PIXELS = 5000
ROUNDS = 3
GOAL, GOAL_WITH_STILLS = 3.0, 6.0
WHOLE_GOALS = {"render": 1.5, "panel": 5.0}
PRINT = {"style": "poster", "size": "24x36in", "dpi": 300}


def made_up_film(count: int = 3600, clusters: int = 7) -> filmprint.Fingerprint:
    """Shots of 1 to 40 samples, each around a color of its own."""
    random = np.random.default_rng(1)
    lengths = random.integers(1, 40, count)
    shots = np.repeat(np.arange(count), lengths)[:count]
    middles = random.uniform((0.05, -0.1, -0.1), (0.95, 0.1, 0.1), (count, 1, 3))
    spread = random.normal(0, (0.15, 0.04, 0.04), (count, clusters, 3))
    lab = (middles + spread)[shots] + random.normal(0, 0.01, (count, clusters, 3))
    shares = -np.sort(-random.dirichlet(np.ones(clusters), count)[shots], axis=1)
    return filmprint.Fingerprint(
        film=Film(
            name="Film.mkv", title="A Film of Many Colors", year=None, start_seconds=0.0,
            duration_seconds=2.0 * count, width=1920, height=1080, codec="h264", frame_rate=24.0,
            size_bytes=0, modified_ns=0, color=ColorTags(
                matrix="bt709", primaries="bt709", transfer="bt709", range="limited"
            ),
            picture_area=PictureArea(x=0, y=0, width=1920, height=1080),
            picture_span=PictureSpan(start_seconds=0.0, end_seconds=2.0 * count),
        ),
        sampling=Sampling(frames=count), clustering=Clustering(clusters=clusters),
        times_seconds=np.arange(count) * 2.0 + 1, colors=bytes_from_srgb(srgb_from_oklab(lab)),
        shares=shares, loudness_lufs=random.normal(-25, 6, count),
        frame_columns=FrameColumns.of(
            "Film.mkv", *random.integers(0, 256, (2, count, ROWS, 3), np.uint8)
        ),
        stills=made_up_stills(count),
    )  # fmt: skip


def made_up_stills(count: int) -> Stills:
    """Twelve of noise, as large as they are kept."""
    random = np.random.default_rng(2)
    samples = [int((n + 0.5) * count / 12) for n in range(12)]
    images = [random.integers(0, 256, (540, 960, 3)).astype(np.uint8) for _ in samples]
    return make_contact_sheet("Film.mkv", samples, images, len(samples))


def measure(options: dict[str, object]) -> tuple[float, float]:
    """CPU seconds to draw and save, and the process's peak memory in MB."""
    from filmprint.render import drawing, save  # loading it is not measured

    film = made_up_film()
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        save.save(drawing.draw(film, **options), Path(folder) / "a.png")
        seconds = time.process_time() - began
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return seconds, kilobytes / 1000


def in_a_process(options: dict[str, object]) -> tuple[float, float]:
    found = []
    for _ in range(ROUNDS):
        run = subprocess.run(
            [sys.executable, __file__, json.dumps(options)],
            check=True,
            capture_output=True,
            text=True,
        )
        found.append([float(word) for word in run.stdout.split()])
    return statistics.median(f[0] for f in found), max(f[1] for f in found)


def whole_run(folder: Path, *arguments: str) -> float:
    """CPU seconds of the program from its start to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "filmprint", *arguments, "-o", "out", "--overwrite", "-q"]
    subprocess.run(command, cwd=folder, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def whole_runs() -> list[str]:
    """Rows of the table: one poster, and a panel of 60 films."""
    plain = replace(made_up_film(), stills=None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for n in range(60):
            film = structs.replace(plain.film, name=f"{n}.mkv", title=f"Film Number {n}")
            replace(plain, film=film).save(folder / f"{n:02}.json")
        files = sorted(path.name for path in folder.glob("*.json"))
        runs = {
            "`filmprint render`, 100 dpi": ("render", files[0], "--dpi", "100"),
            "`filmprint panel`, 60 rings": ("panel", *files, "--style", "ring"),
        }
        rows = []
        for what, arguments in runs.items():
            seconds = statistics.median(whole_run(folder, *arguments) for _ in range(ROUNDS))
            goal = WHOLE_GOALS[arguments[0]]
            rows.append(f"| {what}, whole run | - | {seconds:.2f} | {goal:g} | - |")
            print(rows[-1])
        return rows


def main() -> None:
    if len(sys.argv) > 1:
        print(*measure(json.loads(sys.argv[1])))
        return
    rows = []
    for style in STYLES:
        dpi = round(PIXELS / max(Picture(style=style).size_inches))
        seconds, megabytes = in_a_process({"style": style, "dpi": dpi})
        size = " x ".join(map(str, Picture(style=style, dpi=dpi).size_pixels))
        goal = GOAL_WITH_STILLS if STYLES[style].stills else GOAL
        rows.append(f"| `{style}` | {size} | {seconds:.2f} | {goal:g} | {megabytes:.0f} |")
        print(rows[-1])
    seconds, megabytes = in_a_process(PRINT)
    size = " x ".join(map(str, Picture(**PRINT).size_pixels))
    rows.append(f"| `poster`, 24x36in at 300 dpi | {size} | {seconds:.2f} | - | {megabytes:.0f} |")
    print(rows[-1])
    rows += whole_runs()
    table = "\n".join(
        ["| style | pixels | CPU seconds | goal | peak MB |", "|---|---|---|---|---|", *rows]
    )
    text, count = re.subn(
        r"(?s)(<!-- styles -->\n).*(\n<!-- /styles -->)", rf"\1{table}\2", PAGE.read_text("utf-8")
    )
    assert count == 1
    PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
