"""Frames of many kinds to cluster: made ones, from seeded random numbers, and real ones.

`made_frames()`, `real_frames()` and `moving_frames()` give dictionaries from a kind's name to its
frames, each (height, width, 3) uint8 sRGB. The made ones go once through 4:2:0 chroma and limited
range, as nearly every film does, except those of the kinds in `UNCODED`.
"""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageDraw, ImageFont

CLIPS = Path(__file__).parents[2] / "shared" / "clips"
WIDTH = 640
HEIGHTS = (360, 268)
EACH = 5
"""Frames of each kind."""
IN_A_ROW = 100
"""Frames of a clip in a row."""

Generator = np.random.Generator


def made_frames() -> dict[str, list[np.ndarray]]:
    """`EACH` frames of each of the made kinds, by turns 640x360 and 640x268."""
    frames = {}
    for number, (name, make) in enumerate(MADE.items()):
        frames[name] = []
        for n in range(EACH):
            random = np.random.default_rng([number, n])
            frame = make(random, HEIGHTS[n % 2])
            frames[name].append(frame if name in UNCODED else _coded(frame))
    return frames


def real_frames() -> dict[str, list[np.ndarray]]:
    """Frames of the clips beside the project, and the same in haze and in the dark."""
    frames: dict[str, list[np.ndarray]] = {}
    random = np.random.default_rng(99)
    for path in sorted(CLIPS.glob("*.m[pk]*")):
        real = _decoded(path, EACH + 1)
        name = path.stem.split("_")[0]
        frames[f"{name} (real)"] = real
        for frame in real[1:3]:
            light = (frame / 255.0) ** 2.2
            haze = random.uniform(0.1, 0.3) * light + random.uniform(0.3, 0.6) * np.array(
                [0.95, 1.0, 1.03]
            )
            frames.setdefault("real, in haze", []).append(_bytes(255 * haze ** (1 / 2.2)))
            frames.setdefault("real, faded out", []).append(
                _bytes(frame * random.uniform(0.06, 0.2))
            )
    return frames


def moving_frames() -> dict[str, list[np.ndarray]]:
    """Frames in a row: every sixth of the clips beside the project, and pans over made pictures."""
    frames = {
        f"{path.stem.split('_')[0]} (real)": _every_sixth(path)
        for path in sorted(CLIPS.glob("*.m[pk]*"))
    }
    for number, name in enumerate(PANNED):
        frames[f"{name}, panned"] = []
        for shot in range(3):
            random = np.random.default_rng([number, shot])
            picture = MADE[name](random, HEIGHTS[0]).astype(float)
            for n in range(PAN):
                part = picture[2 * n : 2 * n + 280, 5 * n : 5 * n + 480] * (1 - 0.004 * n)
                grain = random.normal(0, 1, part.shape) if name not in GRAINLESS else 0
                frames[f"{name}, panned"].append(_coded(_bytes(part + grain)))
    return frames


def _haze(random: Generator, height: int) -> np.ndarray:
    """A road, fields, hills and a few cars, the less contrast the farther away."""
    y, x = _grid(height)
    horizon = random.uniform(0.35, 0.5)
    veil = random.uniform(150, 190) + np.array([0, 3, 8]) * random.uniform(0, 1)
    depth = np.where(y > horizon, (y - horizon) / (1 - horizon), 0.0)
    ground = np.array([95, 108, 70]) + 40 * _cloud(random, height, 24)[..., None]
    road = np.abs(x - 0.5) < 0.06 + 0.4 * depth
    asphalt = np.array([88, 88, 92]) + 14 * _cloud(random, height, 60)[..., None]
    scene = np.where(road[..., None], asphalt, ground)
    clear = 0.12 + 0.4 * depth
    for n in range(3):
        ridge = horizon - 0.03 * (3 - n) + 0.05 * _cloud(random, height, 6)[0]
        inside = (y > ridge[None]) & (y <= horizon)
        scene = np.where(inside[..., None], np.array([50, 66, 52]), scene)
        clear = np.where(inside, 0.05 + 0.07 * n, clear)
    sky = (y <= horizon) & (clear == 0.12)
    scene = np.where(sky[..., None], veil + 10 * (horizon - y)[..., None], scene)
    for _ in range(random.integers(1, 6)):
        left, top, size = random.uniform(0.3, 0.7), random.uniform(horizon, 0.9), 0.05
        car = (np.abs(x - left) < size) & (np.abs(y - top) < size)
        scene = np.where(car[..., None], random.uniform(20, 240, 3), scene)
    mixed = veil + (scene - veil) * (clear * random.uniform(0.5, 0.8))[..., None]
    return _bytes(mixed + random.normal(0, 1.2, mixed.shape))


def _fog(random: Generator, height: int) -> np.ndarray:
    """Gray upon gray: drifting fog and a few trees in it."""
    y, x = _grid(height)
    color = random.uniform(120, 200) + random.uniform(-6, 6, 3)
    frame = color + random.uniform(4, 10) * _cloud(random, height, 3)[..., None]
    for _ in range(6):
        trunk = np.abs(x - random.uniform(0, 1) + 0.02 * np.sin(9 * y)) < random.uniform(0.01, 0.03)
        frame = frame - (trunk * random.uniform(3, 25))[..., None] * np.array([1.0, 0.95, 0.85])
    return _bytes(frame + random.normal(0, 0.8, frame.shape))


def _snow(random: Generator, height: int) -> np.ndarray:
    """White slopes with blue shadows, a pale sky, a few dark trees, flakes."""
    y, x = _grid(height)
    slope = 0.5 + 0.12 * _cloud(random, height, 3)[0][None] * np.ones_like(y)
    shade = _cloud(random, height, 8) * 0.5 + 0.5
    snow = np.array([242, 244, 250]) - shade[..., None] * np.array([42, 30, 14])
    sky = np.array([205, 214, 226]) + 12 * y[..., None]
    frame = np.where((y > slope)[..., None], snow, sky)
    for _ in range(random.integers(0, 8)):
        left, foot = random.uniform(0, 1), random.uniform(0.55, 0.95)
        tree = (np.abs(x - left) < 0.12 * (y - foot + 0.25)) & (y < foot)
        frame = np.where(tree[..., None], np.array([52, 60, 58]) + 60 * shade[..., None], frame)
    flakes = random.random(y.shape) < 0.004
    frame = np.where(flakes[..., None], 252.0, frame)
    return _bytes(frame + random.normal(0, 1, frame.shape))


def _night(random: Generator, height: int) -> np.ndarray:
    """A street at night: nearly black, with lamps and their glow."""
    y, x = _grid(height)
    frame = np.array([5, 7, 14]) + 6 * (_cloud(random, height, 5)[..., None] + 1)
    for _ in range(random.integers(2, 7)):
        lamp = np.array([[255, 190, 90], [255, 230, 190], [120, 160, 255], [255, 60, 40]])
        away = np.hypot((x - random.uniform(0, 1)) * 2, y - random.uniform(0.1, 0.7))
        glow = random.uniform(0.001, 0.006) / (away**2 + 0.003)
        frame = frame + glow[..., None] * lamp[random.integers(4)] * 0.3
    return _bytes(frame + random.normal(0, random.uniform(0.5, 2.5), frame.shape))


def _black_and_white(random: Generator, height: int) -> np.ndarray:
    """Gray alone, with film grain."""
    y, x = _grid(height)
    gray = 110 + 70 * _cloud(random, height, 4) + 40 * np.sin(3 * x + random.uniform(0, 6))
    for _ in range(5):
        inside = np.hypot(x - random.uniform(0, 1), y - random.uniform(0, 1)) < 0.15
        gray = np.where(inside, gray * random.uniform(0.2, 1.3), gray)
    gray = gray + random.normal(0, random.uniform(1, 7), gray.shape)
    return np.repeat(_bytes(gray)[..., None], 3, axis=2)


def _animation(random: Generator, height: int) -> np.ndarray:
    """Flat fields with dark outlines and soft edges."""
    large = Image.new("RGB", (2 * WIDTH, 2 * height), _tuple(random.uniform(90, 240, 3)))
    draw = ImageDraw.Draw(large)
    for _ in range(random.integers(8, 25)):
        corners = random.uniform(0, 1, 2) + random.normal(0, 0.15, (random.integers(3, 7), 2))
        outline = _tuple(random.uniform(0, 40, 3))
        points = [(a * 2 * WIDTH, b * 2 * height) for a, b in corners]
        draw.polygon(points, _tuple(random.uniform(20, 255, 3)), outline, 5)
    return np.asarray(large.resize((WIDTH, height), Image.Resampling.BOX))


def _pixel_art(random: Generator, height: int) -> np.ndarray:
    """Few colors, mixed by dithering dot by dot."""
    palette = random.uniform(0, 255, (random.integers(9, 17), 3))
    order = np.argsort(palette.sum(axis=1))
    value = (_cloud(random, height, 3) + 1) / 2 * (len(palette) - 1)
    bayer = np.array([[0, 2], [3, 1]]) / 4
    tiled = np.tile(bayer, (height // 2 + 1, WIDTH // 2))[:height]
    index = np.clip(np.floor(value + tiled), 0, len(palette) - 1).astype(int)
    return _bytes(palette[order][index])


def _text(random: Generator, height: int) -> np.ndarray:
    """Credits: lines of text, white or colored, on black or a plain color."""
    dark = random.random() < 0.6
    paper = random.uniform(0, 14, 3) if dark else random.uniform(150, 250, 3)
    frame = Image.new("RGB", (WIDTH, height), _tuple(paper))
    draw = ImageDraw.Draw(frame)
    inks = [_tuple(random.uniform(*((170, 255) if dark else (0, 90)), 3)) for _ in range(2)]
    for n, top in enumerate(range(10, height - 20, int(random.integers(18, 40)))):
        word = "".join(chr(random.integers(97, 123)) for _ in range(random.integers(5, 40)))
        size = float(random.uniform(12, 26))
        draw.text((random.uniform(20, 200), top), word, inks[n % 2], ImageFont.load_default(size))
    return np.asarray(frame)


def _noise(random: Generator, height: int) -> np.ndarray:
    """Every pixel for itself: even over the cube, or around a color."""
    size = (height, WIDTH, 3)
    if random.random() < 0.4:
        return random.integers(0, 256, size, dtype=np.uint8)
    return _bytes(random.normal(random.uniform(60, 190, 3), random.uniform(5, 50, 3), size))


def _faces(random: Generator, height: int) -> np.ndarray:
    """Heads in warm light before a blurred room."""
    y, x = _grid(height)
    room = random.uniform(20, 110, 3) + 25 * _cloud(random, height, 3)[..., None]
    frame = room * (0.7 + 0.4 * x[..., None])
    for _ in range(random.integers(1, 4)):
        skin = np.array([[232, 190, 165], [198, 146, 112], [141, 94, 66], [92, 62, 48]])
        skin = skin[random.integers(4)] + random.uniform(-10, 10, 3)
        left, top = random.uniform(0.2, 0.8), random.uniform(0.35, 0.6)
        size = random.uniform(0.2, 0.4)
        across, down = (x - left) * WIDTH / height / size, (y - top) / size / 1.3
        away = np.hypot(across, down)
        light = 1.05 - 0.45 * across - 0.2 * away**2 + 0.05 * _cloud(random, height, 12)
        frame = np.where((away < 1)[..., None], skin * light[..., None], frame)
        frame = np.where(((away < 1.12) & (down < -0.45))[..., None], room * 0.35, frame)
        mouth = np.hypot(across * 2.5, (down - 0.5) * 9) < 1
        frame = np.where(mouth[..., None], skin * [0.8, 0.45, 0.42], frame)
    return _bytes(frame + random.normal(0, 1.5, frame.shape))


def _high_contrast(random: Generator, height: int) -> np.ndarray:
    """Hard light through blinds: black, white and little between."""
    y, x = _grid(height)
    stripes = np.sin(random.uniform(20, 60) * (y + random.uniform(-0.5, 0.5) * x)) > 0
    lit = stripes & (_cloud(random, height, 3) > -0.3)
    white, black = random.uniform(215, 255, 3), random.uniform(0, 30, 3)
    frame = (
        np.where(lit[..., None], white, black) * (0.8 + 0.2 * _cloud(random, height, 5))[..., None]
    )
    return _bytes(frame + random.normal(0, 2, frame.shape))


def _saturated(random: Generator, height: int) -> np.ndarray:
    """Neon: strong colors that glow into each other."""
    y, x = _grid(height)
    frame = np.full((height, WIDTH, 3), 12.0)
    for _ in range(random.integers(4, 10)):
        color = 255 * np.eye(3)[random.integers(3)] + 200 * np.eye(3)[random.integers(3)]
        away = np.hypot((x - random.uniform(0, 1)) * 1.8, y - random.uniform(0, 1))
        frame = frame + color * np.exp(-((away / random.uniform(0.08, 0.35)) ** 2))[..., None]
    return _bytes(frame + random.normal(0, 1.5, frame.shape))


def _gradient(random: Generator, height: int) -> np.ndarray:
    """A sunset without clouds: colors run into each other evenly."""
    y, x = _grid(height)
    stops = random.uniform(10, 250, (random.integers(2, 6), 3))
    along = np.clip(y + random.uniform(-0.4, 0.4) * (x - 0.5), 0, 1)
    place = np.linspace(0, 1, len(stops))
    return _bytes(np.stack([np.interp(along, place, stop) for stop in stops.T], axis=-1))


def _tinted(random: Generator, height: int) -> np.ndarray:
    """One hue from dark to light: sepia, under water, through a filter."""
    tint = random.uniform(0.4, 1.0, 3)
    light = 0.5 + 0.35 * _cloud(random, height, 4) + 0.1 * _cloud(random, height, 30)
    return _bytes(
        255 * np.clip(light, 0, 1)[..., None] * tint + random.normal(0, 2, (height, WIDTH, 3))
    )


def _two_scenes(random: Generator, height: int) -> np.ndarray:
    """Most of the frame nearly black, with a bright part of small contrast."""
    frame = 2.5 + 2.5 * _cloud(random, height, 6)[..., None] * np.array([0.8, 0.9, 1.0])
    y, x = _grid(height)
    window = (np.abs(x - random.uniform(0.3, 0.7)) < 0.18) & (np.abs(y - 0.5) < 0.3)
    bright = random.uniform(180, 235, 3) + 9 * _cloud(random, height, 5)[..., None]
    frame = np.where(window[..., None], bright, frame)
    return _bytes(frame + random.normal(0, 1.2, frame.shape))


MADE: dict[str, Callable[[Generator, int], np.ndarray]] = {
    "haze": _haze,
    "fog": _fog,
    "snow": _snow,
    "night": _night,
    "black and white": _black_and_white,
    "flat animation": _animation,
    "pixel art": _pixel_art,
    "text": _text,
    "noise": _noise,
    "faces": _faces,
    "high contrast": _high_contrast,
    "saturated": _saturated,
    "gradient": _gradient,
    "tinted": _tinted,
    "dark with a window": _two_scenes,
}

UNCODED = ("noise", "pixel art", "black and white")
"""Kinds that do not go through 4:2:0 chroma."""

PANNED = ("haze", "night", "flat animation", "faces", "black and white")
GRAINLESS = ("flat animation",)
PAN = 15
"""Frames of a pan."""

LOW_CONTRAST = ("haze", "fog", "snow", "night", "real, in haze", "real, faded out")


def _grid(height: int) -> tuple[np.ndarray, np.ndarray]:
    """The pixels' y and x, each 0..1."""
    y, x = np.mgrid[0:height, 0:WIDTH]
    return (y + 0.5) / height, (x + 0.5) / WIDTH


def _cloud(random: Generator, height: int, cells: int) -> np.ndarray:
    """Smooth noise of several octaves, about -1..1, whose largest patches are `WIDTH / cells`."""
    total, weight = np.zeros((height, WIDTH)), 1.0
    for octave in range(4):
        count = min(cells * 2**octave, 200)
        small = random.normal(0, 1, (max(count * height // WIDTH, 2), count)).astype(np.float32)
        image = Image.fromarray(small).resize((WIDTH, height), Image.Resampling.BICUBIC)
        total += weight * np.asarray(image)
        weight /= 2
    return np.clip(total / 2, -1, 1)


def _coded(frame: np.ndarray) -> np.ndarray:
    stored = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24").reformat(
        format="yuv420p", dst_colorspace=1, dst_color_range=1
    )
    return stored.reformat(
        format="rgb24", src_colorspace=1, src_color_range=1, dst_color_range=2
    ).to_ndarray()


def _decoded(path: Path, count: int) -> list[np.ndarray]:
    """`count` frames spread evenly over a film, scaled down to fit into 640x370."""
    with av.open(str(path)) as container:
        total = sum(1 for _ in container.decode(video=0))
    wanted = {int((n + 0.5) * total / count) for n in range(count)}
    with av.open(str(path)) as container:
        numbered = enumerate(container.decode(video=0))
        return [_scaled(frame) for number, frame in numbered if number in wanted]


def _every_sixth(path: Path) -> list[np.ndarray]:
    """`IN_A_ROW` frames at most, from the film's first on."""
    with av.open(str(path)) as container:
        sixth = islice(container.decode(video=0), 0, 6 * IN_A_ROW, 6)
        return [_scaled(frame) for frame in sixth]


def _scaled(frame: av.VideoFrame) -> np.ndarray:
    scale = min(1, WIDTH / frame.width, 370 / frame.height)
    size = round(frame.width * scale), round(frame.height * scale)
    return frame.reformat(*size, format="rgb24", interpolation="AREA").to_ndarray()


def _bytes(values: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def _tuple(color: np.ndarray) -> tuple[int, int, int]:
    red, green, blue = (int(value) for value in color)
    return red, green, blue
