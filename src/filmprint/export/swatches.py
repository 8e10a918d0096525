"""A palette as the files that drawing programs read. Pure: colors in, bytes out."""

import colorsys
import io
import json
import re
import struct
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from filmprint.color.palette import PaletteColor
from filmprint.errors import printable

Colors = Sequence[PaletteColor]

PROCREATE_MOST = 30
"""Colors that a Procreate palette can hold."""


def ase(title: str, colors: Colors) -> bytes:
    """Adobe Swatch Exchange, version 1.0: a group of RGB colors.

    Adobe has not published the format; this is how the `swatch` and `ase-utils` readers know it.
    """
    blocks = [_ase_block(0xC001, _ase_name(title))]
    for color in colors:
        values = struct.pack(">3f", *(value / 255 for value in color.color))
        body = _ase_name(_swatch_name(color)) + b"RGB " + values + struct.pack(">H", 2)
        blocks.append(_ase_block(0x0001, body))
    blocks.append(_ase_block(0xC002, b""))
    return b"ASEF" + struct.pack(">HHI", 1, 0, len(blocks)) + b"".join(blocks)


def aco(title: str, colors: Colors) -> bytes:
    """Photoshop color swatches: version 1, and version 2 with the names, as Adobe asks for.

    Source: Adobe, "Photoshop File Formats Specification", Color Swatches. There is no title.
    """
    del title
    entries = [
        struct.pack(">5H", 0, *(value * 257 for value in color.color), 0) for color in colors
    ]
    names = [(_swatch_name(color) + "\0").encode("utf-16-be") for color in colors]
    named = [
        entry + struct.pack(">I", len(name) // 2) + name
        for entry, name in zip(entries, names, strict=True)
    ]
    first, second = (struct.pack(">2H", version, len(colors)) for version in (1, 2))
    return first + b"".join(entries) + second + b"".join(named)


def gpl(title: str, colors: Colors) -> bytes:
    """A GIMP palette, which Inkscape, Krita and others read too."""
    lines = ["GIMP Palette", f"Name: {_one_line(title)}", "Columns: 0", "#"]
    for color in colors:
        red, green, blue = color.color
        lines.append(f"{red:3d} {green:3d} {blue:3d}\t{_swatch_name(color)}")
    return ("\n".join(lines) + "\n").encode()


def css(title: str, colors: Colors) -> bytes:
    """CSS custom properties: --film-1 and so on."""
    return _css_block(title, colors, ":root", f"--{slug(title)}")


def tailwind(title: str, colors: Colors) -> bytes:
    """Theme variables of Tailwind CSS 4: --color-film-1 gives bg-film-1, text-film-1 and so on."""
    return _css_block(title, colors, "@theme", f"--color-{slug(title)}")


def tokens(title: str, colors: Colors) -> bytes:
    """Design tokens after the W3C community group's format and color modules of 2025.10."""
    group: dict[str, object] = {"$type": "color", "$description": _one_line(title)}
    for number, color in enumerate(colors, 1):
        group[f"{number}-{slug(color.name)}"] = {
            "$value": {
                "colorSpace": "srgb",
                "components": [round(value / 255, 6) for value in color.color],
                "alpha": 1,
                "hex": color.hex,
            },
            "$description": color.name,
            "$extensions": {"org.filmprint": {"share": color.share}},
        }
    return _json({slug(title): group})


def swatches(title: str, colors: Colors) -> bytes:
    """A Procreate palette: a ZIP file with Swatches.json, colors as hue, saturation, brightness."""
    entries = []
    for color in colors[:PROCREATE_MOST]:
        hue, saturation, brightness = colorsys.rgb_to_hsv(*(value / 255 for value in color.color))
        entries.append(
            {"hue": hue, "saturation": saturation, "brightness": brightness, "alpha": 1,
             "colorSpace": 0}
        )  # fmt: skip
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("Swatches.json")  # of 1980: the same palette is the same bytes
        archive.writestr(entry, _json([{"name": _one_line(title), "swatches": entries}]))
    return file.getvalue()


def palette_json(title: str, colors: Colors) -> bytes:
    """Title and colors as JSON: hex, rgb 0..255, share 0..1, name."""
    rows = [
        {"hex": color.hex, "rgb": color.color, "share": color.share, "name": color.name}
        for color in colors
    ]
    return _json({"title": _one_line(title), "colors": rows})


def svg(title: str, colors: Colors) -> bytes:
    """Squares in a row, each over its hex code and name."""
    side, gap, foot = 120, 16, 44
    width = len(colors) * (side + gap) + gap
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{side + 2 * gap + foot}"'
        ' font-family="sans-serif" text-anchor="middle" fill="#222222"'
        ' style="background: #ffffff">',
        f"<title>{escape(_one_line(title))}</title>",
    ]
    for number, color in enumerate(colors):
        x = gap + number * (side + gap)
        middle = x + side / 2
        lines += [
            f'<rect x="{x}" y="{gap}" width="{side}" height="{side}" rx="6" fill="{color.hex}">'
            f"<title>{escape(_swatch_name(color))}</title></rect>",
            f'<text x="{middle:g}" y="{gap + side + 22}" font-size="15">{color.hex}</text>',
            f'<text x="{middle:g}" y="{gap + side + 40}" font-size="11">'
            f"{escape(color.name)}, {color.share:.1%}</text>",
        ]
    return ("\n".join([*lines, "</svg>"]) + "\n").encode()


WRITERS: dict[str, Callable[[str, Colors], bytes]] = {
    "ase": ase,
    "aco": aco,
    "gpl": gpl,
    "css": css,
    "tailwind": tailwind,
    "tokens": tokens,
    "swatches": swatches,
    "json": palette_json,
    "svg": svg,
}
"""Each format's writer: a title and colors to the bytes of a file."""


def slug(title: str) -> str:
    """The title as a name for programs: small letters and digits of any script, with hyphens."""
    text = unicodedata.normalize("NFC", title).lower()
    return re.sub(r"[\W_]+", "-", text).strip("-") or "film"


def _swatch_name(color: PaletteColor) -> str:
    return f"{color.name} {color.hex} {color.share:.1%}"


def _one_line(text: str) -> str:
    return printable(" ".join(text.split()))


def _ase_name(text: str) -> bytes:
    name = (_one_line(text)[:1000] + "\0").encode("utf-16-be")
    return struct.pack(">H", len(name) // 2) + name


def _ase_block(kind: int, body: bytes) -> bytes:
    return struct.pack(">HI", kind, len(body)) + body


def _css_block(title: str, colors: Colors, selector: str, prefix: str) -> bytes:
    lines = [f"/* {_one_line(title).replace('*/', '* /')} */", f"{selector} {{"]
    lines += [
        f"  {prefix}-{number}: {color.hex}; /* {color.name}, {color.share:.1%} */"
        for number, color in enumerate(colors, 1)
    ]
    return ("\n".join([*lines, "}"]) + "\n").encode()


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
