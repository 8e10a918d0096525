"""Whole numbers as they are typed."""

from typing import Any, get_args

from cyclopts import App, ArgumentCollection

from filmprint.errors import OptionError
from filmprint.options.checks import shown


def refuse_decimals(app: App, commands: tuple[str, ...], arguments: ArgumentCollection) -> None:
    """Refuse "20.5" for a whole number. Raises `OptionError`.

    cyclopts rounds it. It calls this with all tokens before it converts them.
    """
    for argument in arguments:
        if _is_whole(argument.hint):
            for token in argument.tokens:
                if "." in token.value:
                    raise OptionError(
                        f"{argument.name} must be a whole number, not {shown(token.value)}."
                    )


def _is_whole(hint: Any) -> bool:
    """Whether int, Annotated[int, ...], or one of them or None."""
    return any(getattr(part, "__origin__", part) is int for part in (hint, *get_args(hint)))
