"""Draw one small fingerprint with every legal extreme of the picture options.

python benchmarks/extremes.py [--all-styles]

None may take more than 30 times as long as the defaults do: CPU seconds, each in a process of its
own, drawn and saved as PNG. Pictures of the largest sizes are left out, since what they take is
their pixels (see styles.py). Prints a line for each; exit code 1 where one is too slow.
"""

import sys
import tempfile
import time
from dataclasses import fields
from multiprocessing import get_context
from pathlib import Path
from typing import Any, get_args

from filmprint.errors import OptionError
from filmprint.options import MAX_TITLE, STYLES, Picture
from filmprint.render.drawing import draw_picture
from filmprint.render.save import save
from styles import made_up_film

MOST = 30.0
LIMIT_SECONDS = 300
SAMPLES = 120
DPI = 50
TEXTS: dict[str, list[str]] = {
    "title": [
        "",
        "W" * MAX_TITLE,
        "a " * (MAX_TITLE // 2),
        r"\n" * (MAX_TITLE // 2),
        "映" * MAX_TITLE,
    ],
    "caption": ["", "W" * MAX_TITLE, "a " * (MAX_TITLE // 2), "\n" * MAX_TITLE, "ع" * MAX_TITLE],
    "size": ["0.2x0.2", "100x1", "1x100", "a6"],
    "margin": ["0", "40%"],
    "bleed": ["2in"],
    "background": ["black"],
    "text_color": ["#ffffff01"],
}


def extremes() -> list[tuple[str, Any]]:
    """Names of options and their extreme values; ("", None) for the defaults."""
    rows: list[tuple[str, Any]] = [("", None)]
    for field in fields(Picture):
        for part in (field.type, *get_args(field.type)):
            for meta in getattr(part, "__metadata__", ()):
                if meta.ge is not None and field.name != "dpi":
                    rows += [(field.name, meta.ge), (field.name, meta.le)]
        rows += [(field.name, text) for text in TEXTS.get(field.name, [])]
        if field.type is bool:
            rows.append((field.name, True))
        if field.name == "order":
            rows += [("order", order) for order in ("share", "lightness", "hue")]
    return rows


def seconds(style: str, name: str, value: Any) -> float | None:
    """CPU seconds of one drawing; None where the style does not have the option."""
    options = {name: value} if name else {}
    try:
        picture = Picture(**{"style": style, "dpi": DPI, **options})  # type: ignore[arg-type]
    except OptionError as error:
        if name == "axis":
            return None
        raise SystemExit(f"{name}={value!r} is not legal: {error}") from error
    film = made_up_film(SAMPLES)
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        save(draw_picture(film, picture), Path(folder) / "a.png")
        return time.process_time() - began


def measure(style: str, name: str, value: Any) -> float | None:
    """The same in a process of its own: inf where it takes too long."""
    context = get_context("fork")
    results = context.SimpleQueue()
    process = context.Process(target=lambda: results.put(seconds(style, name, value)))
    process.start()
    process.join(LIMIT_SECONDS)
    if process.is_alive():
        process.kill()
        return float("inf")
    if process.exitcode:
        raise SystemExit(f"{style} {name}={value!r} failed.")
    return results.get()


def main() -> None:
    """A line for each style and extreme."""
    styles = list(STYLES) if "--all-styles" in sys.argv else ["poster", "ring", "wave", "stills"]
    slow = 0
    for style in styles:
        seconds(style, "", None)  # what is loaded once is loaded now
        default = 0.0
        for name, value in extremes():
            took = measure(style, name, value)
            if took is None:
                continue
            default = default or took
            bad = took > MOST * default
            slow += bad
            shown = f"{name}={value!r:.30}" if name else "defaults"
            print(f"{style:10} {shown:40} {took:7.2f} s  {took / default:5.1f}"
                  f"{'  TOO SLOW' if bad else ''}", flush=True)  # fmt: skip
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
