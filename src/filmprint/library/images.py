"""Single pictures in: any that Pillow reads, as plain sRGB.

A picture is taken apart into what its pixels hold and how much each covers. What they hold becomes
sRGB, by the picture's color profile where it has a fitting one; then it is laid over white.
"""

import io
import stat
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageFile, ImageOps, TiffImagePlugin

from filmprint.color.arrays import ByteArray, SingleArray
from filmprint.errors import ImageError

FORMATS = ("AVIF", "BMP", "GIF", "JPEG", "JPEG2000", "PNG", "PPM", "TGA", "TIFF", "WEBP")
"""Pillow's readers of pictures that run nothing and open no other file."""
MAX_PIXELS = 100_000_000

_DEEP_MODES = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")
"""Gray of more than 8 bits, or of floating point numbers."""
_GRAY_MODES = ("1", "L", "LA", "La")

# TIFF 6.0: tags and what they hold.
_BITS_PER_SAMPLE, _PHOTOMETRIC, _SAMPLE_FORMAT = 258, 262, 339
_WHITE_IS_ZERO, _SIGNED = 0, 2

_Profile = ImageCms.ImageCmsProfile


def read_image(path: Path) -> ByteArray:
    """(h, w, 3) uint8 sRGB: turned as its EXIF says, its ICC profile applied, over white.

    An animation gives its first picture. Raises `ImageError`.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ImageError(f"{path}: not a file.")
        with warnings.catch_warnings():
            # Of Pillow's two limits, one warns; the limit here is in between.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(path, formats=FORMATS)
        with image:
            if image.width * image.height > MAX_PIXELS:
                raise ImageError(
                    f"{path}: {image.width} x {image.height} pixels are too many; at most "
                    f"{MAX_PIXELS // 1_000_000} million."
                )
            header = _header(image)
            upright = ImageOps.exif_transpose(image)
            return _over_white(_colors(upright, header), _alpha(upright, header))
    except Image.DecompressionBombError as error:
        raise ImageError(f"{path}: too many pixels.") from error
    except OSError as error:
        reason = error.strerror or "not a picture, or a damaged one"
        raise ImageError(f"{path}: {reason}.") from error
    except (ValueError, SyntaxError, EOFError) as error:  # what Pillow's readers raise
        raise ImageError(f"{path}: a damaged picture ({error}).") from error


@dataclass(frozen=True, kw_only=True)
class _Header:
    """What is known of a picture before its pixels are read.

    `white` is the value of white in a deep picture, and `black` that of black; `stored_bits` are
    those of a sample in the file, of which Pillow may give only the upper 8.
    """

    black: float
    white: float
    stored_bits: int


def _header(image: Image.Image) -> _Header:
    """By mode and bit depth, never by the values: a dark picture is dark."""
    bits, white = 8, 65_535.0
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        tags = image.tag_v2
        bits = int(tags.get(_BITS_PER_SAMPLE, (1,))[0])
        signed = tags.get(_SAMPLE_FORMAT, (1,))[0] == _SIGNED
        white = 2.0 ** (bits - signed) - 1
    elif isinstance(image, ImageFile.ImageFile) and image.format == "PNG" and image.tile:
        _, _, depth = str(image.tile[0].args).partition(";")  # such as L;4, I;16B
        bits = int(depth.rstrip("B") or 8) if depth.rstrip("B").isdigit() else 8
    if image.mode == "F":
        white = 1.0
    if isinstance(image, TiffImagePlugin.TiffImageFile) and (
        image.tag_v2.get(_PHOTOMETRIC) == _WHITE_IS_ZERO
    ):
        return _Header(black=white, white=0.0, stored_bits=bits)
    return _Header(black=0.0, white=white, stored_bits=bits)


def _colors(image: Image.Image, header: _Header) -> Image.Image:
    """What the pixels hold, in sRGB and mode RGB; what is see-through in its own color."""
    profile = _profile(image)
    space = profile.profile.xcolor_space.strip() if profile else ""
    if image.mode in _DEEP_MODES:
        light = _between_black_and_white(image, header)
        if profile and space == "GRAY":
            return _gray_converted(np.rint(65_535 * light).astype(np.uint16), profile)
        return Image.fromarray(np.rint(255 * light).astype(np.uint8)).convert("RGB")
    if image.mode == "LAB":
        return _converted(image, _Profile(ImageCms.createProfile("LAB")))
    if image.mode in _GRAY_MODES:
        colors = image.convert("LA" if image.mode == "La" else "L").convert("L")
    elif image.mode == "CMYK":
        colors = image
    else:
        colors = image.convert("RGBA" if image.has_transparency_data else "RGB").convert("RGB")
    if profile and space == "GRAY" and colors.mode == "RGB":
        colors = _as_gray(colors)
    if profile and space == "GRAY" and colors.mode == "L":
        return _gray_converted(np.asarray(colors), profile)
    if profile and space == colors.mode:
        return _converted(colors, profile)
    return colors.convert("RGB")


def _between_black_and_white(image: Image.Image, header: _Header) -> SingleArray:
    """(h, w) float32, 0 for black to 1 for white."""
    values = np.asarray(image)
    if image.mode == "I" and header.white + header.black > 2**31:
        values = values.view(np.uint32)  # Pillow has no mode for these
    light = (values.astype(np.float32) - header.black) / (header.white - header.black)
    return np.asarray(np.nan_to_num(light, nan=0.0).clip(0, 1), np.float32)


def _as_gray(image: Image.Image) -> Image.Image:
    """In mode L, where all colors of an RGB image are grays."""
    red, green, blue = image.split()
    return red if red.tobytes() == green.tobytes() == blue.tobytes() else image


def _profile(image: Image.Image) -> _Profile | None:
    """The picture's color profile; None also for a broken one."""
    try:
        return _Profile(io.BytesIO(image.info["icc_profile"]))
    except (KeyError, ImageCms.PyCMSError, OSError, TypeError):
        return None


def _converted(image: Image.Image, profile: _Profile) -> Image.Image:
    """From that profile to sRGB; as it is where the profile cannot be used."""
    try:
        return ImageCms.buildTransform(
            profile, ImageCms.createProfile("sRGB"), image.mode, "RGB"
        ).apply(image)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image.convert("RGB")


def _gray_converted(values: ByteArray | NDArray[np.uint16], profile: _Profile) -> Image.Image:
    """The same for gray of 8 or 16 bits, by a table.

    Little CMS's own tables for gray are ten levels off near black where a profile is linear.
    """
    depth = 8 * values.itemsize
    ramp = Image.fromarray(np.arange(2**depth, dtype=values.dtype).reshape(-1, 256))
    try:
        transform = ImageCms.buildTransform(
            profile,
            ImageCms.createProfile("sRGB"),
            ramp.mode,
            "RGB",
            flags=ImageCms.Flags.NOOPTIMIZE,
        )
        table = np.asarray(transform.apply(ramp)).reshape(-1, 3)
    except (ImageCms.PyCMSError, OSError, ValueError):
        table = np.arange(2**depth)[:, None].repeat(3, axis=1) * 255 // (2**depth - 1)
    return Image.fromarray(table.astype(np.uint8)[values])


def _alpha(image: Image.Image, header: _Header) -> Image.Image | None:
    """How much each pixel covers, in mode L; None where all cover wholly."""
    if not image.has_transparency_data:
        return None
    transparent = image.info.get("transparency")
    if image.mode in _DEEP_MODES:  # one value is transparent
        return Image.fromarray(np.where(np.asarray(image) == transparent, 0, 255).astype(np.uint8))
    if image.mode in ("L", "RGB") and transparent is not None:
        image.info["transparency"] = _in_eight_bits(transparent, header.stored_bits)
    return image.convert("RGBA").getchannel("A")


def _in_eight_bits(value: int | tuple[int, ...], bits: int) -> int | tuple[int, ...]:
    """A PNG file's transparent color as Pillow reads a pixel of that color."""
    if isinstance(value, tuple):
        return tuple(each >> max(bits - 8, 0) for each in value)
    return value * 255 // ((1 << min(bits, 8)) - 1)


def _over_white(colors: Image.Image, alpha: Image.Image | None) -> ByteArray:
    """(h, w, 3): an RGB image over white."""
    if alpha is not None:
        colors.putalpha(alpha)
        white = Image.new("RGBA", colors.size, "white")
        colors = Image.alpha_composite(white, colors).convert("RGB")
    return np.asarray(colors)
