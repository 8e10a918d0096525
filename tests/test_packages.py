"""What is published: wheel and sdist, the man page, completions, the Dockerfile."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from email.parser import BytesParser
from pathlib import Path

import pytest

from filmprint import __version__
from test_docs import COMMANDS, options_of

ROOT = Path(__file__).parents[1]
SHARE = ROOT / "share"
PACKAGED = ("src", "share", "docs", "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE")


def needs(module: str) -> None:
    """Skip without a package of the `dev` extra; CI has them all."""
    if os.environ.get("CI"):
        __import__(module)
    pytest.importorskip(module, reason=f"no {module}: pip install '.[dev]'")


def build(tree: Path, *, age: int, umask: int) -> dict[str, Path]:
    """Wheel and sdist of a copy of the project whose files have that age in seconds."""
    for name in PACKAGED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            tree.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, tree)
    for path in tree.rglob("*"):
        os.utime(path, (1_700_000_000 - age,) * 2)
        if path.is_file():
            path.chmod(0o666 & ~umask)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build"], cwd=tree, check=True, capture_output=True
    )
    return {path.suffix: path for path in (tree / "dist").iterdir()}


def test_packages_are_reproducible_and_whole(tmp_path: Path) -> None:
    for module in ("hatchling", "hatch_fancy_pypi_readme", "twine"):
        needs(module)
    first = build(tmp_path / "one", age=0, umask=0o022)
    second = build(tmp_path / "other", age=86_400, umask=0o077)
    assert set(first) == {".whl", ".gz"}
    for suffix, path in first.items():
        digests = {hashlib.sha256(each.read_bytes()).digest() for each in (path, second[suffix])}
        assert len(digests) == 1, suffix
    twine = [sys.executable, "-m", "twine", "check", "--strict", *map(str, first.values())]
    checked = subprocess.run(twine, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    with zipfile.ZipFile(first[".whl"]) as wheel:
        names = wheel.namelist()
        (metadata_name,) = [name for name in names if name.endswith("/METADATA")]
        metadata = BytesParser().parsebytes(wheel.read(metadata_name))
        for page in SHARE.rglob("*"):
            if page.is_file():
                name = (
                    f"filmprint-{__version__}.data/data/share/{page.relative_to(SHARE).as_posix()}"
                )
                assert wheel.read(name) == page.read_bytes()
    assert {"filmprint/export/filmprint.lua", "filmprint/py.typed"} <= set(names)
    assert not [name for name in names if name.startswith(("tests", "docs"))]
    assert metadata["Version"] == __version__
    readme = metadata.get_payload()
    assert isinstance(readme, str)
    links = re.findall(r'(?:src|href)="([^"]+)"|\]\(([^)]+)\)', readme)
    assert len(links) > 20
    assert [link for pair in links for link in pair if link and "://" not in link] == []


def test_the_changes_begin_with_this_version() -> None:
    headings = re.findall(r"^## (\S+?),", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] == __version__


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_the_man_page_has_every_option(command: str | None) -> None:
    """Else: python docs/manual.py."""
    page = (SHARE / "man" / "man1" / "filmprint.1").read_text("utf-8").replace(r"\-", "-")
    top, *commands = re.split(r"^\.SS filmprint (\S+)\n", page, flags=re.MULTILINE)
    sections = {None: top} | dict(zip(commands[::2], commands[1::2], strict=True))
    assert sections.keys() == {None, *COMMANDS}
    named = re.findall(r"^\.TP\n\.B (-.*)$", sections[command], re.MULTILINE)
    options = set(re.findall(r"(?<!\S)--?[a-z][\w-]*", " ".join(named).replace(",", " ")))
    everywhere = {"--help", "-h", "--version", "--install-completion"}
    assert options - everywhere == options_of(command) - everywhere


@pytest.mark.parametrize(
    "file",
    [
        "bash-completion/completions/filmprint",
        "zsh/site-functions/_filmprint",
        "fish/vendor_completions.d/filmprint.fish",
    ],
)
def test_completions_have_every_command_and_option(file: str) -> None:
    """Else: python docs/manual.py."""
    text = (SHARE / file).read_text("utf-8")
    for command in (None, *COMMANDS):
        long = {option for option in options_of(command) if option.startswith("--")}
        if file.endswith(".fish"):
            used = (
                rf"'__fish_filmprint_using_command {command}'"
                if command
                else "__fish_use_subcommand"
            )
            offered = re.findall(
                rf"^complete -c filmprint -n {used} .*?-l (\S+)", text, re.MULTILINE
            )
            assert long <= {f"--{name}" for name in offered}
            assert not command or f"-n __fish_use_subcommand -a '{command}' " in text
        else:
            assert long | ({command} if command else set()) <= set(re.findall(r"[\w-]+", text))


def test_the_man_page_is_well_formed() -> None:
    if not shutil.which("groff"):
        pytest.skip("no groff")
    page = SHARE / "man" / "man1" / "filmprint.1"
    result = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z", page], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_the_dockerfile_is_linted() -> None:
    if not shutil.which("hadolint"):
        assert not os.environ.get("CI"), "no hadolint: pip install '.[dev]'"
        pytest.skip("no hadolint: pip install '.[dev]'")
    result = subprocess.run(
        ["hadolint", ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (0, ""), result.stderr
