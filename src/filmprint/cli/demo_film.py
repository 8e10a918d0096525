"""A made-up film to try filmprint on: a day between two nights, cut from colored paper.

Its true colors are known (`sky_color`), so the tests measure with it too.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from filmprint.color.arrays import ByteArray
from filmprint.video.encoding import Rates, write_film

FILE_NAME = "A Day in Paper.mp4"
RATE = 12
"""Frames a second: what is cut from paper is moved every other frame of a film's 24, "on twos"."""
WIDTH, HEIGHT = 640, 360
BAR = 46
"""Height of the letterbox bar above and below the picture, which is 2.39 to 1."""
PICTURE_HEIGHT = HEIGHT - 2 * BAR
TITLE_SECONDS = 3.0
CREDITS_SECONDS = 5.0
FADE_SECONDS = 1.5
"""The first shot fades in from black, the last one out to black."""
SAMPLE_RATE = 22_050
SUN_RADIUS = 31

Rgb = tuple[int, int, int]
Pixels = NDArray[np.float32]


@dataclass(frozen=True)
class Shot:
    """One shot: the sky goes from one color to another; sun and hills keep theirs.

    `hills` are from far to near; `pitch` is the sound's lowest tone in hertz.
    """

    seconds: float
    sky: tuple[Rgb, Rgb]
    sun: Rgb
    hills: tuple[Rgb, Rgb, Rgb]
    pitch: float


SHOTS = (
    Shot(3.0, ((16, 20, 46), (34, 38, 78)), (236, 232, 208),
         ((28, 34, 66), (20, 24, 50), (11, 13, 30)), 110.0),
    Shot(2.5, ((58, 48, 98), (124, 74, 122)), (250, 206, 170),
         ((84, 58, 104), (54, 40, 82), (30, 25, 56)), 123.5),
    Shot(2.5, ((178, 92, 112), (240, 142, 104)), (255, 232, 176),
         ((150, 78, 104), (98, 56, 90), (52, 36, 66)), 146.8),
    Shot(2.5, ((248, 176, 120), (252, 214, 158)), (255, 246, 214),
         ((208, 130, 108), (150, 98, 98), (92, 66, 80)), 164.8),
    Shot(3.0, ((176, 214, 222), (126, 192, 224)), (255, 250, 228),
         ((128, 176, 168), (86, 142, 122), (46, 96, 84)), 196.0),
    Shot(2.5, ((92, 172, 216), (60, 146, 206)), (255, 255, 240),
         ((70, 150, 160), (40, 118, 142), (20, 78, 110)), 220.0),
    Shot(2.5, ((44, 150, 160), (30, 128, 132)), (236, 250, 226),
         ((38, 118, 100), (26, 92, 72), (14, 58, 48)), 246.9),
    Shot(2.5, ((150, 186, 92), (186, 200, 96)), (250, 250, 206),
         ((112, 152, 68), (74, 116, 50), (40, 76, 36)), 220.0),
    Shot(2.5, ((236, 206, 110), (240, 178, 72)), (255, 244, 196),
         ((206, 150, 70), (168, 110, 54), (112, 68, 40)), 196.0),
    Shot(2.5, ((232, 128, 58), (206, 76, 52)), (255, 214, 132),
         ((170, 70, 50), (120, 46, 44), (70, 28, 36)), 174.6),
    Shot(2.5, ((188, 54, 72), (132, 40, 92)), (255, 168, 122),
         ((118, 36, 72), (78, 26, 62), (42, 16, 42)), 146.8),
    Shot(2.5, ((92, 44, 120), (52, 40, 118)), (250, 196, 220),
         ((66, 34, 98), (42, 26, 76), (22, 16, 48)), 130.8),
    Shot(3.5, ((26, 44, 92), (12, 18, 44)), (226, 236, 246),
         ((20, 34, 70), (13, 22, 48), (7, 11, 26)), 110.0),
)  # fmt: skip

CREDITS = (
    "A Day in Paper", "", "light", "The Sun", "", "mountains", "Three Sines", "",
    "color", "Thirteen Skies", "", "sound", "A Few Chords", "", "made by filmprint",
)  # fmt: skip


def film_seconds() -> float:
    """How long the film is."""
    return TITLE_SECONDS + sum(shot.seconds for shot in SHOTS) + CREDITS_SECONDS


def sky_color(seconds: float) -> Rgb | None:
    """The true color of the sky, a shot's largest area, at a time; None without a sky."""
    scene = _scene_at(seconds)
    if scene is None:
        return None
    shot, part = scene
    light = _light(seconds)
    red, green, blue = (light * (a + (b - a) * part) for a, b in zip(*shot.sky, strict=True))
    return round(red), round(green), round(blue)


def make_film(path: Path, progress: Callable[[float], None] | None = None) -> Path:
    """Write the film: H.264 and AAC in MP4, BT.709, letterboxed. Raises `OutputError`.

    `progress` is told how much of it is painted, 0..1.
    """
    write_film(path, _frames(progress), _sound(), Rates(frames=RATE, sound=SAMPLE_RATE))
    return path


def _frames(progress: Callable[[float], None] | None) -> Iterator[ByteArray]:
    painter = _Painter()
    count = round(film_seconds() * RATE)
    for number in range(count):
        if progress:
            progress(number / count)
        yield painter.frame(number / RATE)


def _scene_at(seconds: float) -> tuple[Shot, float] | None:
    """The shot on screen, and how much of it has gone by, 0..1."""
    begin = TITLE_SECONDS
    for shot in SHOTS:
        if begin <= seconds < begin + shot.seconds:
            return shot, (seconds - begin) / shot.seconds
        begin += shot.seconds
    return None


def _light(seconds: float) -> float:
    """How far the picture has faded in, or not yet out, 0..1."""
    after = seconds - TITLE_SECONDS
    before = film_seconds() - CREDITS_SECONDS - seconds
    return min(1.0, after / FADE_SECONDS, before / FADE_SECONDS)


class _Painter:
    """Paints one frame after another into the same arrays: new ones take longer than painting."""

    def __init__(self) -> None:
        self._frame: ByteArray = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
        self._planes: ByteArray = np.empty((3, PICTURE_HEIGHT, WIDTH), np.uint8)

    def frame(self, seconds: float) -> ByteArray:
        """(HEIGHT, WIDTH, 3) uint8: the whole frame with its bars, until the next is painted."""
        picture = self._frame[BAR : HEIGHT - BAR]
        scene = _scene_at(seconds)
        if scene is not None:
            _paint_landscape(self._planes, *scene, seconds)
            np.copyto(picture.transpose(2, 0, 1), self._planes)
        elif seconds < TITLE_SECONDS:
            picture[:] = _title_card(seconds)
        else:
            picture[:] = _credits(seconds - film_seconds() + CREDITS_SECONDS)
        return self._frame


def _paint_landscape(picture: ByteArray, shot: Shot, part: float, seconds: float) -> None:
    """Fill (3, PICTURE_HEIGHT, WIDTH) uint8: planes, which numpy fills fastest."""
    x = np.arange(WIDTH, dtype=np.float32)[None, :]
    y = np.arange(PICTURE_HEIGHT, dtype=np.float32)[:, None]
    light = np.float32(_light(seconds))
    night, day = _plane_values(shot.sky[0]), _plane_values(shot.sky[1])
    picture[:] = np.rint(light * (night + (day - night) * np.float32(part)))
    phase = SHOTS.index(shot)
    center_x = WIDTH * (0.25 + 0.5 * ((phase * 0.37) % 1.0)) + 30 * part
    center_y = PICTURE_HEIGHT * (0.42 - 0.12 * math.sin(math.pi * (phase + part) / len(SHOTS)))
    rows, columns = _around(center_y), _around(center_x)
    distance = np.sqrt((x[:, columns] - center_x) ** 2 + (y[rows] - center_y) ** 2)
    sun = light * _plane_values(shot.sun)
    _blend(picture[:, rows, columns], np.clip(SUN_RADIUS - distance, 0, 1), sun)
    for layer, color in enumerate(shot.hills):
        slide = seconds * (6 + 10 * layer) + phase * 97
        ridge = (
            PICTURE_HEIGHT * (0.66 + 0.11 * layer)
            - (20 - 3 * layer) * np.sin((x + slide) / (88 - 17 * layer))
            - (8 - layer) * np.sin((x + 1.7 * slide) / (31 - 5 * layer) + phase)
        )
        hill = light * _plane_values(color)
        top, foot = math.floor(ridge.min()), math.ceil(ridge.max()) + 1
        slope = slice(top, foot)  # above it is no hill, below it nothing else
        _blend(picture[:, slope], np.clip(y[slope] - ridge, 0, 1), hill)
        picture[:, foot:] = np.rint(hill)


def _around(center: float) -> slice:
    """The pixels of a row or column that the sun can reach."""
    return slice(math.floor(center - SUN_RADIUS), math.ceil(center + SUN_RADIUS) + 1)


def _blend(picture: ByteArray, cover: Pixels, color: Pixels) -> None:
    """Lay a color over the picture, (3, h, w), as far as `cover`, (h, w), says: 0..1."""
    picture[:] = np.rint(picture + cover * (color - picture))


def _plane_values(color: Rgb) -> Pixels:
    return np.array(color, np.float32)[:, None, None]


def _title_card(seconds: float) -> ByteArray:
    image = Image.new("RGB", (WIDTH, PICTURE_HEIGHT), (30, 24, 38))
    glow = min(1.0, seconds, TITLE_SECONDS - seconds)
    tone = tuple(
        round(a + (b - a) * glow) for a, b in zip((30, 24, 38), (244, 226, 196), strict=True)
    )
    ImageDraw.Draw(image).text(
        (WIDTH / 2, PICTURE_HEIGHT / 2), "A Day in Paper", fill=tone, font=_font(54), anchor="mm"
    )
    return np.asarray(image)


def _credits(seconds: float) -> ByteArray:
    """White lines that roll up over black."""
    image = Image.new("RGB", (WIDTH, PICTURE_HEIGHT))
    draw = ImageDraw.Draw(image)
    step = 26
    travel = PICTURE_HEIGHT + step * len(CREDITS)
    top = PICTURE_HEIGHT - travel * seconds / CREDITS_SECONDS
    for number, line in enumerate(CREDITS):
        center = (WIDTH / 2, top + step * number)
        draw.text(center, line, fill=(225, 225, 225), font=_font(17), anchor="mm")
    return np.asarray(image)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    from filmprint.render.text.fonts import choose_fonts, font_subsets

    fonts = choose_fonts("".join(CREDITS))
    return ImageFont.truetype(font_subsets[fonts.families[0]].file, size)


def _sound() -> Iterator[NDArray[np.float32]]:
    """A soft chord for each shot, silence under title and credits: (2, 1024) blocks."""
    block = 1024
    for first in range(0, round(film_seconds() * SAMPLE_RATE), block):
        seconds = (first + np.arange(block)) / SAMPLE_RATE
        scene = _scene_at(float(seconds[0]))
        wave = np.zeros(block)
        if scene is not None:
            shot, part = scene
            loudness = 0.18 * math.sin(math.pi * part) * (0.4 + shot.pitch / 250)
            for ratio in (1.0, 1.25, 1.5, 2.0):
                wave += loudness / 2 * np.sin(2 * np.pi * shot.pitch * ratio * seconds)
        yield np.stack([wave, wave]).astype(np.float32)
