"""Times as people read them."""


def clock(seconds: float, *, hours: bool = False) -> str:
    """ "3:05" or "1:02:03", rounded to whole seconds; with `hours`, also "0:03:05"."""
    minutes, second = divmod(round(seconds), 60)
    hour, minute = divmod(minutes, 60)
    if hour or hours:
        return f"{hour}:{minute:02d}:{second:02d}"
    return f"{minute}:{second:02d}"
