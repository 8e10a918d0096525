"""Defaults of a user's own, from `filmprint.toml` files.

A key is an option's name without its dashes; it holds for every command that has the option. A
table holds for the command of its name alone.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cyclopts import App, ArgumentCollection
from cyclopts.argument import update_argument_collection

from filmprint.errors import OptionError

FILE_NAME = "filmprint.toml"
OFF = "FILMPRINT_NO_CONFIG"
"""The environment variable that switches all such files off."""
COMMAND_LINE_ONLY = ("overwrite", "help", "version", "install-completion")
"""Options that a file cannot set: a folder of films must not bring its own leave to overwrite."""


def config_paths() -> Iterator[Path]:
    """The files that may exist, those that count more first: the current folder's, the user's."""
    import platformdirs

    if not os.environ.get(OFF):
        yield Path(FILE_NAME)
        yield platformdirs.user_config_path("filmprint", appauthor=False) / FILE_NAME


GIVEN_SEVERAL_TIMES = ("start", "end", "chapter")
"""Options that may be given more than once."""


@dataclass
class ConfigFiles:
    """What cyclopts asks for the values that the command line does not give."""

    app: App
    sources: dict[str, Path] = field(default_factory=dict)
    """The file of each option that came from one, by its flag: for error messages."""

    def __call__(self, app: App, commands: tuple[str, ...], arguments: ArgumentCollection) -> None:
        """Give each argument without a value the one of the first file that has it."""
        self.sources.clear()
        own = _option_names(arguments)
        for path in config_paths():
            values = self._values(path, commands, own)
            given = {name for argument in arguments if argument.tokens for name in argument.names}
            for name in values:
                if f"--{name}" not in given:
                    self.sources[f"--{name}"] = path
            update_argument_collection(
                values, str(path), arguments, root_keys=(), allow_unknown=False
            )

    def explained(self, message: str) -> str:
        """The message of an `OptionError`, after the name of the file that its value is from."""
        flag = re.match(r"--[\w-]+", message)
        path = self.sources.get(flag[0]) if flag else None
        return f"{path}: {message}" if path else message

    def _values(self, path: Path, commands: tuple[str, ...], own: set[str]) -> dict[str, object]:
        """The file's values for a command with the options `own`. Raises `OptionError`."""
        document = _read(path)
        tables = {name: table for name, table in document.items() if isinstance(table, dict)}
        values = {name: value for name, value in document.items() if name not in tables}
        names = [name for name in self.app if not name.startswith("-")]
        if values.keys() - own:  # to know every command's options, all are imported
            everywhere = own.union(self._options(), *map(self._options, names))
            _refuse_unknown(path, values, everywhere, "option")
        _refuse_unknown(path, tables, set(names), "command")
        for name, table in tables.items():
            known = own if name in commands else self._options(name)
            _refuse_unknown(path, table, known, f"option of filmprint {name}")
        chosen = {name: value for name, value in values.items() if name in own}
        for command in commands:
            chosen |= tables.get(command, {})
        return {name: _plain(path, name, value) for name, value in chosen.items()}

    def _options(self, command: str | None = None) -> set[str]:
        """The options of a command, whose module is imported; without a name, of the default."""
        app = self.app if command is None else self.app[command]
        return _option_names(app.assemble_argument_collection())


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise OptionError(f"{path}: {error.strerror or error}.") from error
    except ValueError as error:
        raise OptionError(f"{path}: not a TOML file: {error}.") from error


def _option_names(arguments: ArgumentCollection) -> set[str]:
    names = {name[2:] for argument in arguments for name in argument.names if name[:2] == "--"}
    return names - set(COMMAND_LINE_ONLY)


def _refuse_unknown(path: Path, keys: dict[str, Any], known: set[str], what: str) -> None:
    from difflib import get_close_matches

    for key in keys:
        if key in COMMAND_LINE_ONLY:
            raise OptionError(f"{path}: {key} can be given on the command line alone.")
        if key not in known:
            close = get_close_matches(key, known, n=1)
            hint = f"; did you mean {close[0]}?" if close else "."
            raise OptionError(f"{path}: {key!r} is no {what}{hint}")


def _plain(path: Path, name: str, value: object) -> object:
    """The value as it would be typed; a list of texts as its texts with commas between, or as the
    option given several times."""
    if name in GIVEN_SEVERAL_TIMES and isinstance(value, list):
        return [_plain(path, name, part) for part in value]
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ",".join(value)
    if isinstance(value, str | int | float):
        return value
    raise OptionError(f"{path}: {name} must be a text, a number, or true or false.")
