"""The documentation names every command and option, with its default."""

import re
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

import filmprint
from filmprint.cli.app import app
from filmprint.options import (
    STYLES,
    Batch,
    Clustering,
    Compare,
    Execution,
    Export,
    Extras,
    Find,
    Limits,
    Measure,
    Panel,
    Picture,
    Sampling,
    Thumbnails,
)  # fmt: skip
from filmprint.render import styles

DOCS = Path(__file__).parents[1] / "docs"
USAGE = (DOCS / "usage.md").read_text(encoding="utf-8")
COMMANDS = [name for name in app if not name.startswith("-")]


def options_of(command: str | None) -> set[str]:
    assembled = (app[command] if command else app).assemble_argument_collection()
    names = {name for argument in assembled for name in argument.names if name.startswith("-")}
    # A command's arguments, taken alone, miss the application's "no negative flags".
    return {name for name in names if not name.startswith("--no-") or name == "--no-title"}


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_every_option_is_documented(command: str | None) -> None:
    options = options_of(command)
    assert options
    for option in options:
        assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", USAGE), option


def test_every_command_is_documented() -> None:
    assert {"render", "frames", "demo"} <= set(COMMANDS)
    for command in COMMANDS:
        assert f"## filmprint {command}\n" in USAGE


@pytest.mark.parametrize(
    "kind",
    [
        Sampling,
        Clustering,
        Extras,
        Execution,
        Limits,
        Picture,
        Panel,
        Export,
        Measure,
        Compare,
        Find,
        Batch,
        Thumbnails,
    ],
)
def test_every_default_is_documented(kind: type) -> None:
    for field in fields(kind):
        option = f"--{field.name.replace('_', '-')}"
        rows = [
            line for line in USAGE.splitlines() if line.startswith("|") and f"`{option}`" in line
        ]
        assert rows, option
        if field.default not in (None, False, MISSING):
            assert any(f"| {field.default} |" in row for row in rows), option


def test_every_style_is_documented(capsys: pytest.CaptureFixture[str]) -> None:
    app.help_print([])
    help_text = " ".join(capsys.readouterr().out.replace("│", " ").split())
    modules = {path.stem for path in Path(styles.__path__[0]).glob("*.py")} - {"__init__"}
    assert modules == {name.replace("-", "_") for name in STYLES}
    for name, defaults in STYLES.items():
        row = f"| `{name}` | {defaults.size} | {defaults.margin} | {defaults.background} |"
        assert row in USAGE
        assert re.search(rf"[: ]{name}[,.]", help_text)


def test_every_public_name_is_documented() -> None:
    text = (DOCS / "python.md").read_text(encoding="utf-8")
    for name in filmprint.__all__:
        assert name in text


def test_links_lead_somewhere() -> None:
    for page in [DOCS.parent / "README.md", DOCS.parent / "CONTRIBUTING.md", *DOCS.glob("*.md")]:
        for target in re.findall(
            r"\]\(([^)#:]+)[^):]*\)|src=\"([^\"]+)\"", page.read_text("utf-8")
        ):
            assert (page.parent / (target[0] or target[1])).exists(), (page, target)


def test_anchors_are_headings() -> None:
    for page in [DOCS.parent / "README.md", *DOCS.glob("*.md")]:
        for target, anchor in re.findall(r"\]\(([\w./-]*)#([^)]+)\)", page.read_text("utf-8")):
            other = page.parent / target if target else page
            headings = re.findall(r"^#+ (.+)$", other.read_text("utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", name.lower()).replace(" ", "-") for name in headings}
            assert anchor in anchors, (page, target, anchor)
