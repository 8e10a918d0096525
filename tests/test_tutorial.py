"""The tutorial runs, and its text shows what it prints."""

import csv
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PIL import Image

import filmprint

DOCS = Path(__file__).parents[1] / "docs"


def test_the_tutorial(demo_print: filmprint.Fingerprint, tmp_path: Path) -> None:
    named = msgspec.structs.replace(
        demo_print.film, name="A Day in Paper.mp4", title="A Day in Paper"
    )
    # Making the film again would take half a minute.
    replace(demo_print, film=named).save(tmp_path / "A Day in Paper.json")
    result = subprocess.run(
        [sys.executable, DOCS / "tutorial.py", tmp_path], capture_output=True, text=True,
        check=False, timeout=300,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["film"] for row in rows] == ["A Day in Paper", "A Day in Paper, again"]
    assert float(rows[1]["warmth_M"]) > float(rows[0]["warmth_M"])
    with Image.open(tmp_path / "figure.png") as image:
        assert image.size == (1400, 1000)
    assert "is missing in release.mkv" in result.stdout
    assert "redder (a*)" in result.stdout
    text = (DOCS / "tutorial.md").read_text("utf-8")
    gap = next(line for line in result.stdout.splitlines() if "is missing in" in line)
    # With fewer samples than the tutorial takes, it is the same to the second.
    assert re.sub(r"\.\d", "", gap) in re.sub(r"(:\d\d)\.\d", r"\1", text)
    quoted = float(text.split("\nA Day in Paper,")[1].split(",")[0])
    assert quoted == pytest.approx(float(rows[0]["lightness_M"]), abs=0.2)  # of fewer samples here
    for name in ("fingerprints", "table", "figure", "comparison"):
        assert f"`{name}`" in text


def test_the_tutorial_says_what_it_takes(tmp_path: Path) -> None:
    for arguments, message in ((["one.mkv"], "Usage: "), (["one.mkv", "other.mkv"], "one.mkv: ")):
        result = subprocess.run(
            [sys.executable, DOCS / "tutorial.py", *arguments], cwd=tmp_path, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert result.returncode and result.stderr.startswith(message)
        assert len(result.stderr.splitlines()) == 1
