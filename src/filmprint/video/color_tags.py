"""How a stream's coded values are to be read as color: its tags, and rules where tags miss."""

from __future__ import annotations

from dataclasses import dataclass, replace

from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

from filmprint.color.tone_mapping import USUAL_PEAK
from filmprint.fingerprint.film import ColorTags
from filmprint.video.conversion import is_rgb
from filmprint.video.hdr_metadata import LightMetadata

# Code points of ITU-T H.273, as FFmpeg numbers them.
_MATRICES = {1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "ycgco",
             9: "bt2020nc"}  # fmt: skip
_UNREADABLE = {10: "BT.2020 constant luminance", 11: "SMPTE 2085", 13: "constant luminance",
               14: "ICtCp", 15: "IPT-C2", 16: "YCgCo-Re", 17: "YCgCo-Ro"}  # fmt: skip
_PRIMARIES = {1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 8: "film",
              9: "bt2020", 10: "smpte428", 11: "smpte431", 12: "smpte432",
              22: "ebu3213"}  # fmt: skip
_TRANSFERS = {1: "bt709", 4: "gamma22", 5: "gamma28", 6: "smpte170m", 7: "smpte240m", 8: "linear",
              11: "iec61966-2-4", 13: "srgb", 14: "bt2020-10", 15: "bt2020-12", 16: "pq",
              17: "smpte428", 18: "hlg"}  # fmt: skip

_DOLBY_VISION_TAGS = ("dvh1", "dvhe", "dva1", "dvav", "dav1")


@dataclass(frozen=True)
class TaggedColor:
    """Color tags, and warnings about them."""

    tags: ColorTags
    warnings: tuple[str, ...]


def color_tags(stream: VideoStream, light: LightMetadata, hdr_peak: float | None) -> TaggedColor:
    """The stream's color tags; what is missing follows the rules that players use.

    `light` comes with the first frame; `hdr_peak` in nits replaces the film's own peak luminance.
    """
    tagged = _stream_tags(stream)
    tags, warnings = tagged.tags, tagged.warnings
    hdr = tags.transfer in ("pq", "hlg")
    if not hdr and not _may_be_dolby_vision(stream):
        return tagged
    dolby_vision = light.dolby_vision or stream.codec_context.codec_tag in _DOLBY_VISION_TAGS
    # Other profiles than 5 carry a picture that any player shows right.
    if dolby_vision and (not hdr or tags.range == "full"):
        profile = 10 if stream.codec_context.codec.canonical_name == "av1" else 5
        warnings += (f"Dolby Vision without a picture for other players (profile {profile}): its "
                     "colors are unreliable.",)  # fmt: skip
    if not hdr:
        return TaggedColor(tags, warnings)
    assumed = tags.assumed
    if hdr_peak is not None:
        peak, source = hdr_peak, "--hdr-peak"
    elif tags.transfer == "pq" and light.peak is not None:
        peak, source = light.peak.nits, light.peak.source
    else:
        peak, source = USUAL_PEAK, "HLG" if tags.transfer == "hlg" else "usual"
        assumed += ("hdr_peak_nits",) if tags.transfer == "pq" else ()
    tags = replace(tags, hdr_peak_nits=peak, hdr_peak_source=source, assumed=assumed)
    return TaggedColor(tags, warnings)


def image_color_tags(frame: VideoFrame, hdr_peak: float | None = None) -> ColorTags:
    """How a still image's values are read: full range and sRGB where it does not say.

    Y'CbCr in image files is that of BT.601 (JFIF; TIFF 6.0, section 21; WebP).
    """
    matrix = "rgb" if is_rgb(frame.format) else "bt470bg"
    is_limited = matrix != "rgb" and frame.color_range == ColorRange.MPEG
    primaries = _PRIMARIES.get(frame.color_primaries)
    transfer = _TRANSFERS.get(frame.color_trc)
    hdr = transfer in ("pq", "hlg")
    missing = {"primaries": primaries, "transfer": transfer}
    return ColorTags(
        matrix=matrix,
        primaries=primaries or ("bt2020" if hdr else "bt709"),
        transfer=transfer or "srgb",
        range="limited" if is_limited else "full",
        assumed=tuple(name for name, value in missing.items() if value is None),
        hdr_peak_nits=(hdr_peak or USUAL_PEAK) if hdr else None,
        hdr_peak_source=("--hdr-peak" if hdr_peak else "usual") if hdr else None,
    )


def _stream_tags(stream: VideoStream) -> TaggedColor:
    """The tags of the stream, with missing ones filled in.

    A missing matrix follows the rule of libplacebo, mpv's renderer: BT.709 from a width of 1280 or
    a height above 576 pixels, BT.601 below. BT.2020 is assumed for HDR only, which has no other
    (ITU-R BT.2100).
    """
    context = stream.codec_context
    assumed = []
    warnings: tuple[str, ...] = ()
    transfer = _TRANSFERS.get(context.color_trc)
    hdr = transfer in ("pq", "hlg")
    pixel_format = context.format
    full = context.color_range == ColorRange.JPEG or (context.pix_fmt or "").startswith("yuvj")
    if pixel_format is not None and is_rgb(pixel_format):
        matrix: str | None = "rgb"
        full = True
    elif (context.pix_fmt or "").startswith("xyz"):
        matrix, full = "xyz", True
    else:
        matrix = _MATRICES.get(context.colorspace)
        if context.color_range == ColorRange.UNSPECIFIED and not full:
            assumed.append("range")
    if matrix is None:
        high_definition = stream.width >= 1280 or stream.height > 576
        matrix = "bt709" if high_definition else "smpte170m"
        if hdr or context.colorspace in _UNREADABLE:
            matrix = "bt2020nc"
        if context.colorspace in _UNREADABLE:
            name = _UNREADABLE[context.colorspace]
            warnings = (f"its color matrix ({name}) is read as BT.2020: colors are unreliable.",)
        assumed.append("matrix")
    primaries = _PRIMARIES.get(context.color_primaries)
    if primaries is None:
        primaries = "bt2020" if matrix == "bt2020nc" or hdr else "bt709"
        assumed.append("primaries")
    if transfer is None:
        transfer = "srgb" if matrix == "rgb" else "bt709"
        assumed.append("transfer")
    tags = ColorTags(
        matrix=matrix,
        primaries=primaries,
        transfer=transfer,
        range="full" if full else "limited",
        assumed=tuple(sorted(assumed)),
    )
    return TaggedColor(tags, warnings)


def _may_be_dolby_vision(stream: VideoStream) -> bool:
    """Whether the film may be profile 5: 10-bit HEVC or AV1 without color tags."""
    context = stream.codec_context
    if context.codec_tag in _DOLBY_VISION_TAGS:
        return True
    deep = context.format is not None and context.format.components[0].bits > 8
    return deep and context.codec.canonical_name in ("hevc", "av1") and (
        context.color_trc not in _TRANSFERS
    )  # fmt: skip
