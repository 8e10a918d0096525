"""What is left of damaged films: python benchmarks/damage.py

Films of several kinds get up to 10 % of their bytes overwritten, by zeros or noise, in one to
five stretches behind their headers, or cut off. For each: the part of the samples that was
answered, and of those the part that is right, that is, whose average color is as in the undamaged
film, within a CIEDE2000 of 3.
"""

import subprocess
import sys
from pathlib import Path

import numpy as np
from colour import XYZ_to_Lab, delta_E, sRGB_to_XYZ

import filmprint

FOLDER = Path(__file__).parent / "films" / "damage"
CLIPS = Path(__file__).parents[2] / "shared" / "clips"
SAMPLES = 300
RIGHT = 3.0
KINDS = {
    "mp4": ("-c:v", "libx264", "-preset", "fast", "-movflags", "+faststart"),
    "mkv": ("-c:v", "libx264", "-preset", "fast"),
    "ts": ("-c:v", "libx264", "-preset", "fast"),
    "flv": ("-c:v", "libx264", "-preset", "fast"),
    "avi": ("-c:v", "mpeg4", "-q:v", "4", "-bf", "2"),
    "mjpeg.avi": ("-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj420p"),
    "webm": ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1M"),
    "mpg": ("-c:v", "mpeg2video", "-q:v", "4", "-bf", "2", "-g", "15"),
    "hevc.mkv": ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error"),
}


def make(kind: str) -> Path:
    """A film of not quite four minutes, 480 pixels wide."""
    path = FOLDER / f"whole.{kind}"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        sources = sorted(CLIPS.glob("*.mp4")) * 2
        inputs = [part for source in sources for part in ("-i", str(source))]
        chain = "".join(f"[{n}:v]fps=24,scale=480:204[v{n}];" for n in range(len(sources)))
        chain += "".join(f"[v{n}]" for n in range(len(sources)))
        graph = f"{chain}concat=n={len(sources)}:v=1:a=0"
        subprocess.run(["ffmpeg", "-v", "error", "-y", *inputs, "-filter_complex", graph,
                        *KINDS[kind], str(path)], check=True)  # fmt: skip
    return path


def damaged(path: Path, seed: int) -> Path:
    """A copy with 2 to 10 % of it overwritten, but for its first 5 %."""
    random = np.random.default_rng(seed)
    data = bytearray(path.read_bytes())
    stretches = int(random.integers(1, 6))
    each = int(len(data) * random.uniform(0.02, 0.1) / stretches)
    for start in random.integers(len(data) // 20, len(data) - each, stretches).tolist():
        zeros = random.random() < 0.5
        data[start : start + each] = bytes(each) if zeros else random.bytes(each)
    target = path.with_name(f"damaged-{seed}.{path.name.split('.', 1)[1]}")
    target.write_bytes(data)
    return target


def lab(found: filmprint.Fingerprint) -> np.ndarray:
    return np.asarray(XYZ_to_Lab(sRGB_to_XYZ(found.colors[:, 0] / 255)))


def main(seeds: int) -> None:
    print("| film | answered, mean | worst | of those right | same file with 1 and 2 jobs |")
    print("|---|---|---|---|---|")
    for kind in KINDS:
        whole = make(kind)
        true = filmprint.analyze(whole, frames=SAMPLES, method="average")
        coverage, right, same = [], [], 0
        for seed in range(seeds):
            path = damaged(whole, seed)
            files = set()
            for jobs in (1, 2):
                found = filmprint.analyze(path, frames=SAMPLES, method="average", jobs=jobs)
                files.add(found.save(FOLDER / "x.json").read_bytes())
            same += len(files) == 1
            coverage.append(found.coverage)
            error = delta_E(lab(found), lab(true))[found.answered]
            right.append((error <= RIGHT).mean())
            if "-v" in sys.argv:
                print(
                    kind,
                    seed,
                    round(found.coverage, 3),
                    round(right[-1], 3),
                    len(files),
                    found.warnings,
                )
            path.unlink()
        print(f"| {kind} | {np.mean(coverage):.1%} | {min(coverage):.1%} | {np.mean(right):.1%} "
              f"| {same} of {seeds} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
