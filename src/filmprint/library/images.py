"""Single pictures in: any that Pillow reads, as plain sRGB."""

import io
import stat
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

from filmprint.color.arrays import ByteArray
from filmprint.errors import ImageError

FORMATS = ("AVIF", "BMP", "GIF", "JPEG", "JPEG2000", "PNG", "PPM", "TGA", "TIFF", "WEBP")
"""Pillow's readers of pictures that run nothing and open no other file."""
MAX_PIXELS = 100_000_000


def read_image(path: Path) -> ByteArray:
    """(h, w, 3) uint8 sRGB: turned as its EXIF says, its ICC profile applied, over white.

    An animation gives its first picture. Raises `ImageError`.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ImageError(f"{path}: not a file.")
        with Image.open(path, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ImageError(
                    f"{path}: {image.width} x {image.height} pixels are too many; at most "
                    f"{MAX_PIXELS // 1_000_000} million."
                )
            return _to_srgb(ImageOps.exif_transpose(image))
    except Image.DecompressionBombError as error:
        raise ImageError(f"{path}: too many pixels.") from error
    except OSError as error:
        reason = error.strerror or "not a picture, or a damaged one"
        raise ImageError(f"{path}: {reason}.") from error
    except (ValueError, SyntaxError, EOFError) as error:  # what Pillow's readers raise
        raise ImageError(f"{path}: a damaged picture ({error}).") from error


def _to_srgb(image: Image.Image) -> ByteArray:
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        values = np.asarray(image, dtype=np.float64)
        deep = values.max(initial=0) > 255  # 16 bits in 32, or in a gray picture's 16
        gray = np.clip(np.rint(values / 257 if deep else values), 0, 255).astype(np.uint8)
        return np.repeat(gray[..., None], 3, axis=2)
    profile = image.info.get("icc_profile")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image).convert("RGB")
    elif image.mode not in ("RGB", "CMYK", "L"):
        image = image.convert("RGB")
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                image, own, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            image = converted or image
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile, or one for another kind of picture: as if there were none
    return np.asarray(image.convert("RGB"))
