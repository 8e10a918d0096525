"""Measure what the options' legal extremes cost in drawing: python benchmarks/extremes.py

A film of 500 samples is drawn and encoded with each extreme, and with the defaults of that style:
CPU seconds in one process, whose modules are loaded. Exits with 1 if one takes more than `MOST`
times the default's time. Pictures of the largest size are drawn as a long strip:
a square one has 36 times the default's pixels and takes 3.6 GB.
"""

import sys
import time

from filmprint.options import STYLES, Picture
from filmprint.render.drawing import draw_picture
from filmprint.render.save import encode
from styles import made_up_film

MOST = 30
SAMPLES = 500
MANY_SAMPLES = 100_000
COMMON = (
    {"smooth": 86_400},
    {"dominant": 64},
    {"dominant": 64, "smooth": 86_400},
    {"size": "30000x300px"},
    {"dpi": 2400, "size": "12x1in"},
    {"title": "word " * 100},
    {"title": "x" * 500},
    {"title": "映" * 500, "caption": "\\n".join("x" * 150)},
)


def seconds(film: object, picture: Picture) -> float:
    began = time.process_time()
    encode(draw_picture(film, picture), picture.format)
    return time.process_time() - began


def main() -> None:
    small, large = made_up_film(SAMPLES), made_up_film(MANY_SAMPLES)
    worst = 0.0
    for style in sys.argv[1:] or STYLES:
        seconds(small, Picture(style=style, dpi=20))  # fonts and modules are loaded
        for suffix in ("png", "svg"):
            default = seconds(small, Picture(style=style, format=suffix))
            cases = [(small, options) for options in COMMON] + [(large, {})]
            for film, options in cases:
                taken = seconds(film, Picture(style=style, format=suffix, **options))
                worst = max(worst, taken / default)
                name = {key: str(value)[:12] for key, value in options.items()} or MANY_SAMPLES
                factor = taken / default
                row = f"{style:10} {suffix} {default:6.2f} {taken:7.2f} {factor:6.1f} {name}"
                print(row, flush=True)
    print(f"At most {worst:.1f} times the default's time.")
    sys.exit(worst > MOST)


if __name__ == "__main__":
    main()
