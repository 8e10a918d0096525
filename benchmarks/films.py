"""The films that the benchmarks run on, made once with the ffmpeg program.

Real material where ../shared/clips is, else the demo film; enlarged, with grain added so that the
bit rate is that of a real film, and letterboxed.
"""

import subprocess
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "films"
CLIPS = Path(__file__).parents[2] / "shared" / "clips"


@dataclass(frozen=True)
class Recipe:
    """How one film is encoded; `seconds` is its length, `picture` the size inside the bars."""

    name: str
    seconds: int
    frame: tuple[int, int]
    picture: tuple[int, int]
    encoder: tuple[str, ...]
    grain: int = 14


# What 12 Mbit/s of H.264 mostly is: a Blu-ray disc, whose groups are no longer than two seconds at
# up to 15 Mbit/s. LONG has x264's own limit, 250 frames.
X264 = ("-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-pix_fmt", "yuv420p")
RATE = ("-b:v", "12M", "-maxrate", "24M", "-bufsize", "24M")
H264 = Recipe("h264-1080p.mp4", 224, (1920, 1080), (1920, 804), (*X264, *RATE, "-g", "48"))
LONG = Recipe("h264-1080p-long.mp4", 224, (1920, 1080), (1920, 804), (*X264, *RATE))
HEVC = Recipe("hevc-2160p.mkv", 40, (3840, 2160), (3840, 1608),
              ("-c:v", "libx265", "-preset", "ultrafast", "-b:v", "25M", "-pix_fmt", "yuv420p10le",
               "-bf", "4", "-x265-params", "log-level=error"), 10)  # fmt: skip
VP9 = Recipe("vp9-1080p.webm", 40, (1920, 1080), (1920, 804),
             ("-c:v", "libvpx-vp9", "-b:v", "6M", "-deadline", "realtime", "-cpu-used", "8",
              "-row-mt", "1", "-pix_fmt", "yuv420p"))  # fmt: skip
AV1 = Recipe(
    "av1-1080p.mp4",
    60,
    (1920, 1080),
    (1920, 804),
    ("-c:v", "libsvtav1", "-preset", "8", "-pix_fmt", "yuv420p"),
    6,
)
SHORT = Recipe("h264-720p-10s.mp4", 10, (1280, 720), (1280, 536), (*X264, "-b:v", "5M"))
TINY = Recipe("h264-720p-2s.mp4", 2, (1280, 720), (1280, 536), (*X264, "-b:v", "5M"))
QUICK = Recipe("h264-1080p-quick.mp4", 24, (1920, 1080), (1920, 804), (*X264, *RATE, "-g", "48"))


def film(recipe: Recipe) -> Path:
    """The film, made now if it is not there yet."""
    path = FOLDER / recipe.name
    if path.exists():
        return path
    FOLDER.mkdir(exist_ok=True)
    material = sources()
    width, height = recipe.picture
    parts = "".join(
        f"[{n}:v]fps=24,scale={width}:{height}:force_original_aspect_ratio=increase:flags=bicubic,"
        f"crop={width}:{height},setsar=1[v{n}];"
        for n in range(len(material))
    )
    chain = "".join(f"[v{n}]" for n in range(len(material)))
    graph = (
        f"{parts}{chain}concat=n={len(material)}:v=1:a=0,"
        f"noise=alls={recipe.grain}:allf=t,pad={recipe.frame[0]}:{recipe.frame[1]}:(ow-iw)/2:(oh-ih)/2"
    )
    half_made = path.with_stem(path.stem + "-part")
    inputs = [part for source in material for part in ("-i", str(source))]
    command = ["ffmpeg", "-v", "error", "-y", *inputs, "-filter_complex", graph, "-an",
               "-t", str(recipe.seconds), *recipe.encoder, str(half_made)]  # fmt: skip
    subprocess.run(command, check=True)
    half_made.rename(path)
    return path


def repeated(path: Path, times: int) -> Path:
    """The same film so many times over, by copying its packets."""
    target = path.with_stem(f"{path.stem}-x{times}")
    if not target.exists():
        listing = FOLDER / "concat.txt"
        listing.write_text(f"file '{path.name}'\n" * times)
        command = ["ffmpeg", "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", str(listing),
                   "-c", "copy", str(target)]  # fmt: skip
        subprocess.run(command, check=True)
    return target


def sources() -> list[Path]:
    """Two minutes of material, twice."""
    clips = sorted(CLIPS.glob("*.mp4"))
    if clips:
        return clips * 2
    from filmprint.cli.demo_film import FILE_NAME, make_film

    demo = FOLDER / FILE_NAME
    return [demo if demo.exists() else make_film(demo)] * 6


if __name__ == "__main__":
    for recipe in (SHORT, QUICK, H264, LONG, HEVC, VP9, AV1):
        print(film(recipe))
