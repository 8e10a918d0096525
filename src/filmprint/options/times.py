"""Times as people read them."""


def clock(seconds: float, *, hours: bool = False) -> str:
    """ "3:05" or "1:02:03", rounded to whole seconds; with `hours`, also "0:03:05"."""
    minutes, second = divmod(round(seconds), 60)
    hour, minute = divmod(minutes, 60)
    if hour or hours:
        return f"{hour}:{minute:02d}:{second:02d}"
    return f"{minute}:{second:02d}"


def timestamp(seconds: float) -> str:
    """ "01:02:03.456", rounded to milliseconds."""
    whole, thousandths = divmod(round(1000 * seconds), 1000)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}.{thousandths:03d}"
