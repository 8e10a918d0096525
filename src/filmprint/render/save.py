"""Pictures to files and streams, with a provenance tag in each."""

import base64
import io
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Unpack

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image, PngImagePlugin, TiffImagePlugin

from filmprint.errors import OptionError
from filmprint.fingerprint.atomic_file import write_whole
from filmprint.fingerprint.model import Fingerprint
from filmprint.options import Picture, PictureOptions, PictureRequest
from filmprint.render.canvas import PictureFigure
from filmprint.render.drawing import draw_picture
from filmprint.render.provenance import picture_tags
from filmprint.render.text.fonts import font_subsets


def save_picture(
    fingerprint: Fingerprint,
    target: str | os.PathLike[str] | BinaryIO,
    *,
    style: str = Picture.style,
    format: str | None = None,
    **options: Unpack[PictureOptions],
) -> None:
    """Draw a fingerprint and write the picture, the same bytes as the command line does.

    `target` is a path, which gets the picture whole or not at all, or a binary stream. Without a
    `format` (png, jpg, tiff, pdf or svg) it is the path's suffix, or png for a stream. `options`
    are those of `draw`. Raises `OptionError` and `OutputError`.
    """
    path = Path(target) if isinstance(target, str | os.PathLike) else None
    if format is None:
        format = path.suffix.removeprefix(".") if path else Picture.format
    request = PictureRequest(style=style, format=format, **options)
    if len(request.formats) != 1:
        raise OptionError(f"--format {format}: only one can be written here.")
    picture = request.only_picture
    figure = draw_picture(fingerprint, picture)
    content = encode(figure, request.formats[0], picture_tags(fingerprint, [picture])[picture])
    if path is not None:
        with write_whole(path) as temporary:
            temporary.write_bytes(content)
    elif not isinstance(target, str | os.PathLike):
        target.write(content)


def save(figure: Figure, path: Path, tag: str = "") -> None:
    """Write a figure in the format of the path's suffix, whole or not at all.

    `tag` is what `render.provenance` gives. Raises `OutputError`.
    """
    with write_whole(path) as temporary:
        temporary.write_bytes(encode(figure, path.suffix.removeprefix("."), tag))


def encode(figure: Figure, format: str, tag: str = "") -> bytes:
    """A picture file's content in one of `options.PICTURE_FORMATS`.

    PNG, JPEG and TIFF have exactly the figure's pixels and carry its resolution; PDF and SVG
    have its size and hold text as text, with the fonts embedded. The same figure gives the same
    bytes.
    """
    return _ENCODERS[format](figure, tag)


def _image(figure: Figure) -> Image.Image:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return Image.frombytes("RGB", canvas.get_width_height(), canvas.buffer_rgba(), "raw", "RGBX")


def _encode_png(figure: Figure, tag: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Software", "filmprint")
    info.add_text("Comment", tag)
    encoded = io.BytesIO()
    _image(figure).save(
        encoded,
        "png",
        dpi=(figure.dpi, figure.dpi),
        pnginfo=info,
        compress_level=1,
        compress_type=zlib.Z_RLE,  # the smallest and the fastest for columns
    )
    return encoded.getvalue()


def _encode_jpg(figure: Figure, tag: str) -> bytes:
    encoded = io.BytesIO()
    _image(figure).save(
        encoded, "jpeg", quality=95, subsampling=0, dpi=(figure.dpi, figure.dpi), comment=tag
    )
    return encoded.getvalue()


def _encode_tiff(figure: Figure, tag: str) -> bytes:
    fields = TiffImagePlugin.ImageFileDirectory_v2()
    fields[270] = tag  # ImageDescription
    encoded = io.BytesIO()
    _image(figure).save(
        encoded,
        "tiff",
        compression="tiff_adobe_deflate",
        dpi=(figure.dpi, figure.dpi),
        tiffinfo=fields,
    )
    return encoded.getvalue()


@contextmanager
def _exact_size(figure: Figure) -> Iterator[None]:
    """Give the figure the size in inches that was asked for, for formats without pixels."""
    width, height = figure.get_size_inches()
    if isinstance(figure, PictureFigure):
        figure.set_size_inches(figure.true_inches)
    try:
        yield
    finally:
        figure.set_size_inches(width, height)


def _encode_pdf(figure: Figure, tag: str) -> bytes:
    encoded = io.BytesIO()
    metadata = {"CreationDate": None, "Subject": tag, "Creator": "filmprint"}
    with mpl.rc_context({"pdf.fonttype": 42, "savefig.bbox": None}), _exact_size(figure):
        figure.savefig(encoded, format="pdf", metadata=metadata)
    if isinstance(figure, PictureFigure) and figure.bleed_inches:
        return _with_trim_box(encoded, 72 * figure.bleed_inches)
    return encoded.getvalue()


def _with_trim_box(page_file: io.BytesIO, bleed_points: float) -> bytes:
    """The PDF with the page's trim and bleed boxes: where to cut (ISO 32000-1, 14.11.2)."""
    from pypdf import PdfWriter
    from pypdf.generic import RectangleObject

    pdf = PdfWriter(page_file, incremental=True)  # appends, and changes no byte before
    page = pdf.pages[0]
    _, _, right, top = page.mediabox
    page.bleedbox = page.mediabox
    page.trimbox = RectangleObject(
        (bleed_points, bleed_points, float(right) - bleed_points, float(top) - bleed_points)
    )
    encoded = io.BytesIO()
    pdf.write(encoded)
    return encoded.getvalue()


def _encode_svg(figure: Figure, tag: str) -> bytes:
    text = io.StringIO()
    metadata = {"Date": None, "Description": tag, "Creator": "filmprint"}
    with (
        mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "filmprint", "savefig.bbox": None}),
        _exact_size(figure),
    ):
        figure.savefig(text, format="svg", metadata=metadata)
    families = {name for line in figure.findobj(Text) for name in line.get_fontfamily()}
    faces = "".join(_font_face(family) for family in sorted(families & font_subsets.keys()))
    return text.getvalue().replace("<defs>", f"<defs>\n  <style>{faces}</style>", 1).encode()


def _font_face(family: str) -> str:
    """The font inside the SVG, so that no viewer needs to have it installed."""
    data = base64.b64encode(font_subsets[family].file.read_bytes()).decode("ascii")
    return f"@font-face{{font-family:'{family}';src:url(data:font/ttf;base64,{data})}}"


_ENCODERS: dict[str, Callable[[Figure, str], bytes]] = {
    "png": _encode_png,
    "jpg": _encode_jpg,
    "tiff": _encode_tiff,
    "pdf": _encode_pdf,
    "svg": _encode_svg,
}
