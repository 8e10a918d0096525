"""Run the commands of docs/gallery.md and write its pictures: python docs/gallery.py

Needs the two film clips beside the project, in ../shared/clips. A command is run as it stands
there, with --dpi for a picture of 1000 pixels.
"""

import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

from PIL import Image

from filmprint.options import PANEL, Picture
from filmprint.options.paper_sizes import parse_length

DOCS = Path(__file__).parent
CLIPS = DOCS.parents[1] / "shared" / "clips"
FILMS = {
    "big_buck_bunny_60s.mp4": "Big Buck Bunny (2008).mp4",
    "sintel_trailer_52s.mp4": "Sintel (2010).mp4",
}
PIXELS = 1000
BLOCK = re.compile(r"```sh\n(filmprint [^\n]+)\n```\n\n!\[[^\]]*\]\((images/[^)]+)\)")


def filmprint(folder: Path, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "filmprint", *arguments, "-q"], cwd=folder, check=True)


def dots_an_inch(arguments: list[str]) -> int:
    """So many that the longer side has PIXELS."""
    named = dict(pairwise(arguments))
    if arguments[0] == "panel":
        return round(PIXELS / parse_length("width", named.get("--width", PANEL.size), 100))
    style = "palette" if arguments[0] == "palette" else named.get("--style", "poster")
    picture = Picture(style=style, size=named.get("--size"))
    return round(PIXELS / max(picture.size_inches))


def draw(folder: Path, command: str, target: Path) -> None:
    """Run a command and keep the one picture that it makes, packed small."""
    _, *arguments = shlex.split(command)
    if "*.json" in arguments:
        place = arguments.index("*.json")
        arguments[place : place + 1] = sorted(path.name for path in folder.glob("*.json"))
    filmprint(folder, *arguments, "--dpi", str(dots_an_inch(arguments)), "-o", "out")
    (made,) = (folder / "out").iterdir()
    with Image.open(made) as image:
        image.save(target, optimize=True, quality=88)
    made.unlink()
    print(f"{target.relative_to(DOCS)}: {target.stat().st_size / 1000:.0f} KB")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for clip, title in FILMS.items():
            shutil.copyfile(CLIPS / clip, folder / title)
        filmprint(folder, "demo", "-o", ".")
        films = sorted(path.name for path in folder.glob("*.mp4"))
        filmprint(folder, *films, "--frame-columns", "--loudness", "--stills", "12")
        filmprint(folder, FILMS["sintel_trailer_52s.mp4"], "--stills", "1200", "-o", "many-stills")
        filmprint(folder, "shots", FILMS["sintel_trailer_52s.mp4"])
        filmprint(folder, "frames", FILMS["big_buck_bunny_60s.mp4"], "--frames", "60")
        for command, target in BLOCK.findall((DOCS / "gallery.md").read_text("utf-8")):
            draw(folder, command, DOCS / target)


if __name__ == "__main__":
    main()
