"""Films that end in credits which begin at a known time, or do not."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from clips import even_times, write_clip

RATE = 8
SIZE = (640, 360)
Ending = Literal["none", "rolling", "cards", "night", "sign", "black"]
NAMES = ("Ada Marlow", "Jun Okafor", "Ines Vidal", "Tomas Brandt", "Leila Haddad", "Piotr Zielinski",
         "Mei Tanaka", "Oskar Lindqvist", "Rosa Fuentes", "Samir Patel")  # fmt: skip
JOBS = ("Directed by", "Written by", "Music", "Camera", "Editor", "Sound", "Costumes", "Production")


def write_credited(
    path: Path,
    pictures: Sequence[np.ndarray],
    ending: Ending,
    *,
    seconds: float = 24.0,
    noise: float = 0.0,
    ground: int = 0,
    keyint: int = 250,
) -> tuple[Path, float]:
    """Encode pictures (SIZE, eight a second) and an ending; the path and the ending's begin."""
    frames = [*pictures, *_ending(ending, round(seconds * RATE), ground)]
    random = np.random.default_rng(5)
    options = {"crf": "23", "preset": "veryfast", "x264-params": "log-level=none", "g": str(keyint)}

    def noisy() -> Iterator[np.ndarray]:
        for frame in frames:
            grain = random.normal(0, noise, frame.shape)
            yield np.clip(np.rint(frame + grain), 0, 255).astype(np.uint8)

    write_clip(path, noisy() if noise else frames, even_times(len(frames), RATE), options=options)
    return path, len(pictures) / RATE


def _ending(kind: Ending, count: int, ground: int) -> Iterator[np.ndarray]:
    font = ImageFont.load_default(size=15)
    if kind == "none":
        return
    for n in range(count):
        image = Image.new("RGB", SIZE, (ground, ground, ground))
        draw = ImageDraw.Draw(image)
        if kind == "rolling":
            for line in range(60):
                y = SIZE[1] - 3 * n + 26 * line
                if -20 < y < SIZE[1] and line % 3 != 2:
                    text = (JOBS if line % 3 == 0 else NAMES)[(line * 7) % 8]
                    draw.text((SIZE[0] / 2, y), text, font=font, fill=(230, 230, 230), anchor="mt")
        elif kind == "cards":
            card, place = divmod(n, 3 * RATE)
            glow = min(1.0, place / 4, (3 * RATE - place) / 4)
            gray = round(ground + (240 - ground) * glow)
            for line, text in enumerate((JOBS[card % 8], NAMES[card * 3 % 10], NAMES[card % 7])):
                at = (SIZE[0] / 2, 140 + 30 * line)
                draw.text(at, text, font=font, fill=(gray, gray, gray), anchor="mt")
        elif kind in ("night", "sign"):
            # A street at night: a sky that is not quite plain, windows, and a lit sign.
            y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
            sky = 6 + 14 * y / SIZE[1] + (4 * np.sin(x / 37 + n / 20) if kind == "night" else 0)
            image = Image.fromarray(np.repeat(sky[..., None], 3, axis=2).astype(np.uint8))
            draw = ImageDraw.Draw(image)
            if kind == "night":
                for window in range(14):
                    left = 30 + window * 43 - n // 4 % 40
                    draw.rectangle((left, 220 + window * 31 % 90, left + 9, 234 + window * 31 % 90),
                                   fill=(190, 160, 80))  # fmt: skip
            draw.rectangle((240, 120, 400, 170), outline=(230, 40, 60), width=3)
            draw.text((320, 135), "HOTEL  BAR", font=font, fill=(240, 70, 90), anchor="mt")
        yield np.asarray(image)
