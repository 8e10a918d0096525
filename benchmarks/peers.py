"""Other programs that turn a film's colors into a picture, each in its own virtual environment.

They come from the package index; their pins conflict with ours and with each other's. KALMUS is
missing: on Python 3.11 its 1.3.14 installs and does not start ("cannot import name 'graph' from
'skimage.future'"). scikit-image 0.19.3, the last that has it, has no wheel for this Python.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

import films

MOVIE_BARCODES = "movie-barcodes==0.5.4"


def movie_barcodes(film: Path, method: str, output: Path) -> list[str]:
    """The command that reduces each frame to one color ("avg" or "kmeans", with 3 centers)."""
    program = _program(MOVIE_BARCODES, "movie-barcodes")
    workers = ["-w", str(os.cpu_count())]
    return [str(program), "-i", str(film), "-d", str(output), "-m", method, *workers]


def _program(requirement: str, name: str) -> Path:
    """A package's program, installed now if it is not there yet."""
    folder = films.FOLDER / "peers" / requirement
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    if not (scripts / name).exists():
        venv.create(folder, with_pip=True)
        subprocess.run([scripts / "python", "-m", "pip", "install", "-q", requirement], check=True)
    return scripts / name
