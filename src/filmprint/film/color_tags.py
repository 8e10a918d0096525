"""How a stream's stored values are to be read as color."""

from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

from ..model import ColorTags

# Code points of ITU-T H.273, as FFmpeg numbers them.
_MATRICES = {1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc"}
_PRIMARIES = {1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "film",
              9: "bt2020", 11: "smpte431", 12: "smpte432", 22: "ebu3213"}  # fmt: skip
_TRANSFERS = {1: "bt709", 4: "gamma22", 5: "gamma28", 6: "smpte170m", 7: "smpte240m", 8: "linear",
              11: "iec61966-2-4", 13: "srgb", 14: "bt2020-10", 15: "bt2020-12", 16: "pq",
              18: "hlg"}  # fmt: skip


def color_tags(stream: VideoStream) -> ColorTags:
    """How the stream's values are to be read: as tagged, else by the rule that players use.

    The rule is that of libplacebo, mpv's renderer: BT.709 from 1280 pixels of width or more
    than 576 of height on, BT.601 below. BT.2020 is never guessed.
    """
    context = stream.codec_context
    assumed = []
    pixel_format = context.format
    if pixel_format is not None and pixel_format.is_rgb:
        return ColorTags(matrix="rgb", primaries="bt709", transfer="srgb", range="full")
    high_definition = stream.width >= 1280 or stream.height > 576
    matrix = _MATRICES.get(context.colorspace)
    if matrix is None:
        matrix = "bt709" if high_definition else "smpte170m"
        assumed.append("matrix")
    primaries = _PRIMARIES.get(context.color_primaries)
    if primaries is None:
        primaries = "bt2020" if matrix == "bt2020nc" else "bt709"
        assumed.append("primaries")
    transfer = _TRANSFERS.get(context.color_trc)
    if transfer is None:
        transfer = "bt709"
        assumed.append("transfer")
    full = context.color_range == ColorRange.JPEG or (context.pix_fmt or "").startswith("yuvj")
    if context.color_range == ColorRange.UNSPECIFIED and not full:
        assumed.append("range")
    return ColorTags(
        matrix=matrix,
        primaries=primaries,
        transfer=transfer,
        range="full" if full else "limited",
        assumed=tuple(assumed),
    )
