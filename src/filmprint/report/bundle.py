"""One inline script out of the page's JavaScript modules, and the policy that allows it alone.

Browsers load no modules from a file:// page, so they are joined: each once, what it imports before
it. Their names must differ; a name that two modules have is a syntax error, which the tests see.
Comments for readers of the source are left out, most of which are types (checked in web/), and so
are blank lines and indentation: no text in the modules goes over several lines.
"""

import hashlib
import re
from base64 import b64encode
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath

_IMPORT = re.compile(r'^import\s*(?:\{[^}]*\}|\w+)\s*from\s*"([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const|let|function|async|class)", re.MULTILINE)
_COMMENT = re.compile(
    r"^[ \t]*// [^\n]*\n|[ \t]+// [^\n]*|/\*\*(?:(?!\*/).)*\*/[ \t]*", re.MULTILINE | re.DOTALL
)


@cache
def read_page_file(name: str) -> str:
    """A file of the page, by its path below `page/`."""
    return files(__package__).joinpath("page", name).read_text(encoding="utf-8")


@cache
def join_modules(entry: str) -> str:
    """The module at that path below `page/` with all that it imports, as one classic script."""
    parts: list[str] = []
    visited: set[str] = set()

    def visit(name: str) -> None:
        if name in visited:
            return
        visited.add(name)
        text = read_page_file(name)
        for imported in _IMPORT.findall(text):
            visit(_resolve(PurePosixPath(name).parent, imported))
        code = _COMMENT.sub("", _EXPORT.sub("", _IMPORT.sub("", text)))
        parts.append(re.sub(r"\n\s+", "\n", code).strip())

    visit(entry)
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "\n})();\n"


def content_security_policy(*, script: str, style: str) -> str:
    """A policy under which a page runs this script and has this style, and loads nothing."""
    return (
        f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)}; "
        "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
    )


def _resolve(folder: PurePosixPath, imported: str) -> str:
    parts: list[str] = []
    for part in (folder / imported).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _digest(text: str) -> str:
    digest = b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
