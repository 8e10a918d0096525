"""Figures to picture files, with a provenance tag in each."""

import base64
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image, PngImagePlugin, TiffImagePlugin
from pypdf import PdfWriter
from pypdf.generic import RectangleObject

from filmprint.fingerprint.atomic_file import write_whole
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture
from filmprint.render.canvas import PictureFigure
from filmprint.render.text.fonts import choose_fonts, font_subsets

Image.MAX_IMAGE_PIXELS = None  # our own pictures only, and options.py has limited their size


def missing_characters(fingerprint: Fingerprint, picture: Picture) -> str:
    """The characters of title and caption that no font has."""
    text = picture.title_of(fingerprint.film.title) + (picture.caption or "")
    return choose_fonts(text, picture.font).missing


def save(figure: Figure, path: Path, tag: str = "") -> None:
    """Write a figure in the format of the path's suffix, whole or not at all.

    PNG, JPEG and TIFF have exactly the figure's pixels and carry its resolution; PDF and SVG
    have its size and hold text as text, with the fonts embedded. The same figure
    gives the same bytes. `tag` is what `render.provenance` gives. Raises `OutputError`.
    """
    with write_whole(path) as temporary:
        _WRITERS[path.suffix](figure, temporary, tag)


def _pixels(figure: Figure) -> Image.Image:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return Image.frombytes("RGB", canvas.get_width_height(), canvas.buffer_rgba(), "raw", "RGBX")


def _save_png(figure: Figure, path: Path, tag: str) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Software", "filmprint")
    info.add_text("Comment", tag)
    _pixels(figure).save(
        path,
        "png",
        dpi=(figure.dpi, figure.dpi),
        pnginfo=info,
        compress_level=1,
        compress_type=zlib.Z_RLE,  # the smallest and the fastest for bars
    )


def _save_jpg(figure: Figure, path: Path, tag: str) -> None:
    encoded = io.BytesIO()  # writing a file, Pillow would not notice a full disk
    _pixels(figure).save(
        encoded, "jpeg", quality=95, subsampling=0, dpi=(figure.dpi, figure.dpi), comment=tag
    )
    path.write_bytes(encoded.getvalue())


def _save_tiff(figure: Figure, path: Path, tag: str) -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[270] = tag  # ImageDescription
    _pixels(figure).save(
        path, "tiff", compression="tiff_adobe_deflate", dpi=(figure.dpi, figure.dpi), tiffinfo=tags
    )


@contextmanager
def _exact_size(figure: Figure) -> Iterator[None]:
    """Give the figure the size in inches that was asked for, for formats without pixels."""
    width, height = figure.get_size_inches()
    if isinstance(figure, PictureFigure):
        figure.set_size_inches(figure.true_inches)
    yield
    figure.set_size_inches(width, height)


def _save_pdf(figure: Figure, path: Path, tag: str) -> None:
    metadata = {"CreationDate": None, "Subject": tag, "Creator": "filmprint"}
    with mpl.rc_context({"pdf.fonttype": 42}), _exact_size(figure):
        figure.savefig(path, format="pdf", metadata=metadata)
    if isinstance(figure, PictureFigure) and figure.bleed_inches:
        _set_trim(path, 72 * figure.bleed_inches)


def _set_trim(path: Path, bleed_points: float) -> None:
    """Tell the printer where to cut: the page's trim and bleed boxes (ISO 32000-1, 14.11.2)."""
    pdf = PdfWriter(path, incremental=True)  # appends, and changes no byte before
    page = pdf.pages[0]
    _, _, right, top = page.mediabox
    page.bleedbox = page.mediabox
    page.trimbox = RectangleObject(
        (bleed_points, bleed_points, float(right) - bleed_points, float(top) - bleed_points)
    )
    pdf.write(path)


def _save_svg(figure: Figure, path: Path, tag: str) -> None:
    text = io.StringIO()
    metadata = {"Date": None, "Description": tag, "Creator": "filmprint"}
    with (
        mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "filmprint"}),
        _exact_size(figure),
    ):
        figure.savefig(text, format="svg", metadata=metadata)
    families = {name for line in figure.findobj(Text) for name in line.get_fontfamily()}
    faces = "".join(_font_face(family) for family in sorted(families & font_subsets.keys()))
    path.write_text(
        text.getvalue().replace("<defs>", f"<defs>\n  <style>{faces}</style>", 1), encoding="utf-8"
    )


def _font_face(family: str) -> str:
    """The font inside the SVG, so that it looks the same where it is not installed."""
    data = base64.b64encode(font_subsets[family].file.read_bytes()).decode("ascii")
    return f"@font-face{{font-family:'{family}';src:url(data:font/ttf;base64,{data})}}"


_WRITERS: dict[str, Callable[[Figure, Path, str], Any]] = {
    ".png": _save_png,
    ".jpg": _save_jpg,
    ".tiff": _save_tiff,
    ".pdf": _save_pdf,
    ".svg": _save_svg,
}
