"""The base of all groups of options.

Apart from the checks: for the help, cyclopts parses this module once for each group of options.
"""

from dataclasses import dataclass, fields

import msgspec

from filmprint.errors import OptionError
from filmprint.options.checks import flag, legal_values, shown


@dataclass(frozen=True, kw_only=True)
class Options:
    """Base of a group of options: a value that its field's annotation forbids is an `OptionError`.

    A range or length is a `msgspec.Meta` in the annotation. Its `description`, where there is one,
    says in words what is legal.
    """

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            try:
                checked = msgspec.convert(value, field.type)
            except (msgspec.ValidationError, UnicodeError) as error:
                raise OptionError(
                    f"{flag(field.name)} must be {legal_values(field.type)}, not {shown(value)}."
                ) from error
            object.__setattr__(self, field.name, checked)  # a whole number may become a float
