"""Write what the platform looks for: the man page and the shells' completions, below share/.

    python docs/manual.py

They are made from the command line itself, through cyclopts, and are installed with the wheel.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from filmprint.cli.app import app

SHARE = Path(__file__).parents[1] / "share"
COMPLETIONS: dict[Literal["bash", "zsh", "fish"], str] = {
    "bash": "bash-completion/completions/filmprint",
    "zsh": "zsh/site-functions/_filmprint",
    "fish": "fish/vendor_completions.d/filmprint.fish",
}

HEAD = r""".\" Made by docs/manual.py
.TH FILMPRINT 1
.SH NAME
filmprint \- a film's color fingerprint, as a picture and as data
.SH SYNOPSIS
.B filmprint
.I FILM
\&... [\fIOPTIONS\fR]
.br
.B filmprint
.I COMMAND
[\fIARGUMENTS\fR]
.SH DESCRIPTION
"""

TAIL = r""".SH FILES
.TP
.I filmprint.toml
in the current folder, or in the user's own folder of settings: defaults of options.
.SH ENVIRONMENT
.TP
.B FILMPRINT_NO_CONFIG
Where it is set, no
.I filmprint.toml
is read.
.SH EXIT STATUS
0: all is done. 1: some film failed; the others are done. 2: wrong usage. 130: stopped.
.SH SEE ALSO
https://github.com/filmprint/filmprint/tree/main/docs
"""


def man_page(markdown: str) -> str:
    """The manual in man(7)'s macros, from the one that cyclopts writes."""
    markdown = re.sub(r"\n +", " ", markdown)  # a help text of several lines
    about, options = _section(markdown)
    commands = re.split(r"^## (filmprint \S+)$", options, flags=re.MULTILINE)
    parts = [HEAD, *_paragraphs(about), ".SH OPTIONS\n", *_paragraphs(commands[0])]
    parts.append(".SH COMMANDS\n")
    for name, text in zip(commands[1::2], commands[2::2], strict=True):
        if name.split()[1].startswith("-"):
            continue
        parts.append(f".SS {_escaped(name)}\n")
        parts += _paragraphs(text)
    return "".join(parts) + TAIL


def _section(markdown: str) -> tuple[str, str]:
    """What the program is, and its options and commands, without their table of contents."""
    text = re.sub(
        r"^# filmprint$|^```console\n.*?```$", "", markdown, flags=re.DOTALL | re.MULTILINE
    )
    about, _, rest = text.partition("## Table of Contents")
    return about, re.sub(
        r"^- \[.*\n|^\*\*Commands\*\*:\n\n(\* \[.*\n)+", "", rest, flags=re.MULTILINE
    )


def _paragraphs(markdown: str) -> Iterator[str]:
    for block in re.split(r"\n\s*\n|\n(?=\* )", markdown.strip()):
        if item := re.fullmatch(r"\* `(.+?)`(?:: (.*))?", block, re.DOTALL):
            yield f".TP\n.B {_escaped(item[1])}\n{_escaped(_plain(item[2] or ''))}\n"
        elif heading := re.fullmatch(r"\*\*(.+)\*\*:", block):
            yield f".PP\n.I {_escaped(heading[1])}\n"
        elif block:
            yield f".PP\n{_escaped(_plain(block))}\n"


def _plain(text: str) -> str:
    text = re.sub(r" ?\*\[default: False\]\*", "", " ".join(text.split()))
    return re.sub(r"\*+\[(.+?)\]\*+", r"(\1)", text)


def _escaped(text: str) -> str:
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return re.sub(r"^(?=[.'])", r"\\&", text)


def main() -> None:
    pages = {"man/man1/filmprint.1": man_page(app.generate_docs("markdown"))}
    pages |= {name: app.generate_completion(shell=shell) for shell, name in COMPLETIONS.items()}
    for name, text in pages.items():
        file = SHARE / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.rstrip("\n") + "\n", "utf-8")


if __name__ == "__main__":
    main()
