"""The stored forms that colors must be right in: used by the tests and by benchmarks/color.py."""

from patches import Case

_LOSSLESS_X265 = {"x265-params": "lossless=1:log-level=none"}
_GOOD_X265 = {"x265-params": "crf=4:log-level=none"}
_X264 = {"crf": "4", "preset": "veryfast"}
_LOSSLESS_X264 = {"qp": "0", "preset": "veryfast"}
_VP9 = {"lossless": "1", "deadline": "realtime", "cpu-used": "8"}
_AV1 = {"preset": "12", "crf": "5"}
HD, SD = (1280, 720), (720, 576)

LIMITED, FULL = {"color_range": 1}, {"color_range": 2}
BT709 = {"colorspace": 1, "color_primaries": 1, "color_trc": 1}
BT601 = {"colorspace": 6, "color_primaries": 6, "color_trc": 6}
BT2020 = {"colorspace": 9, "color_primaries": 9, "color_trc": 14}
PQ = {"colorspace": 9, "color_primaries": 9, "color_trc": 16, "color_range": 1}
HLG = {"colorspace": 9, "color_primaries": 9, "color_trc": 18, "color_range": 1}
P3 = {"colorspace": 1, "color_primaries": 12, "color_trc": 13}

SDR_CASES = [
    Case("H.264 tagged 709", "libx264", "yuv420p", tags=BT709 | LIMITED, options=_X264),
    Case("H.264 tagged 601", "libx264", "yuv420p", size=HD, matrix="smpte170m", tags=BT601,
         options=_X264),
    Case("H.264 untagged HD", "libx264", "yuv420p", suffix="mp4", size=HD, options=_X264),
    Case("H.264 untagged SD", "libx264", "yuv420p", suffix="mp4", size=SD, matrix="smpte170m",
         options=_X264),
    Case("H.264 reserved matrix", "libx264", "yuv420p", size=HD,
         tags={"colorspace": 3}, options=_X264),
    Case("FFV1 matrix of RGB", "ffv1", "yuv420p", size=HD, tags={"colorspace": 0}),
    Case("H.264 full range", "libx264", "yuv420p", full=True, tags=BT709 | FULL, options=_X264),
    Case("H.264 4:2:2", "libx264", "yuv422p", tags=BT709, options=_LOSSLESS_X264),
    Case("H.264 4:4:4 full range", "libx264", "yuv444p", full=True, tags=BT709 | FULL,
         options=_LOSSLESS_X264),
    Case("H.264 10 bit 4:2:0", "libx264", "yuv420p10le", tags=BT709, options=_X264),
    Case("H.264 10 bit 4:2:2", "libx264", "yuv422p10le", tags=BT709, options=_X264),
    Case("H.264 RGB", "libx264rgb", "rgb24", suffix="mp4", options=_LOSSLESS_X264),
    Case("H.264 gray", "libx264", "gray", tags=LIMITED, options=_X264),
    Case("HEVC tagged 709", "libx265", "yuv420p", tags=BT709 | LIMITED, options=_GOOD_X265),
    Case("HEVC gray 10 bit", "libx265", "gray10le", tags=LIMITED, options=_LOSSLESS_X265),
    Case("HEVC gray full range", "libx265", "gray", full=True, tags=FULL, options=_LOSSLESS_X265),
    Case("HEVC 10 bit full range", "libx265", "yuv420p10le", full=True, tags=BT709 | FULL,
         options=_LOSSLESS_X265),
    Case("HEVC 12 bit 4:4:4", "libx265", "yuv444p12le", tags=BT709 | LIMITED,
         options=_LOSSLESS_X265),
    Case("HEVC BT.2020 10 bit", "libx265", "yuv420p10le", size=HD, matrix="bt2020nc",
         primaries="bt2020", tags=BT2020 | LIMITED, options=_LOSSLESS_X265),
    Case("HEVC P3 8 bit", "libx265", "yuv420p", primaries="p3", tags=P3 | LIMITED,
         options=_LOSSLESS_X265),
    Case("VP9 tagged 601", "libvpx-vp9", "yuv420p", suffix="webm", size=HD, matrix="smpte170m",
         tags=BT601, options=_VP9),
    Case("VP9 untagged HD", "libvpx-vp9", "yuv420p", suffix="webm", size=HD, options=_VP9),
    Case("VP9 RGB", "libvpx-vp9", "gbrp", suffix="webm", options=_VP9),
    Case("AV1 tagged 709", "libsvtav1", "yuv420p", suffix="mp4", tags=BT709 | LIMITED,
         options=_AV1),
    Case("AV1 10 bit BT.2020", "libsvtav1", "yuv420p10le", suffix="webm", matrix="bt2020nc",
         primaries="bt2020", tags=BT2020 | LIMITED, options=_AV1),
    Case("MPEG-2 untagged SD", "mpeg2video", "yuv420p", suffix="mpg", size=SD, matrix="smpte170m",
         options={"qscale": "1"}),
    Case("MPEG-2 4:2:2 tagged", "mpeg2video", "yuv422p", suffix="ts", tags=BT709,
         options={"qscale": "1"}),
    Case("ProRes untagged HD", "prores_ks", "yuv422p10le", suffix="mov", size=HD),
    Case("ProRes 4444 with alpha", "prores_ks", "yuva444p10le", suffix="mov", tags=BT709),
    Case("MJPEG", "mjpeg", "yuvj420p", suffix="avi", size=HD, matrix="smpte170m", full=True,
         options={"qscale": "1"}),
    Case("MJPEG 4:4:4", "mjpeg", "yuvj444p", suffix="mov", matrix="smpte170m", full=True,
         options={"qscale": "1"}),
    Case("FFV1 8 bit, odd size", "ffv1", "yuv420p", size=(383, 191), tags=BT709 | LIMITED),
    Case("FFV1 10 bit untagged SD", "ffv1", "yuv422p10le", size=SD, matrix="smpte170m"),
    Case("FFV1 12 bit full range", "ffv1", "yuv444p12le", full=True, tags=BT709 | FULL),
    Case("FFV1 16 bit BT.2020", "ffv1", "yuv420p16le", matrix="bt2020nc", primaries="bt2020",
         tags=BT2020 | LIMITED),
    Case("FFV1 4:1:1 with SMPTE 240M", "ffv1", "yuv411p", matrix="smpte240m",
         tags={"colorspace": 7} | LIMITED),
    Case("FFV1 alpha with FCC", "ffv1", "yuva420p", matrix="fcc", tags={"colorspace": 4} | LIMITED),
    Case("FFV1 YCgCo", "ffv1", "yuv444p", matrix="ycgco", tags={"colorspace": 8} | FULL,
         full=True),
    Case("FFV1 gray", "ffv1", "gray", tags=LIMITED),
    Case("FFV1 gray 12 bit full range", "ffv1", "gray12le", full=True, tags=FULL),
    Case("FFV1 RGB 10 bit", "ffv1", "gbrp10le"),
    Case("FFV1 RGB 8 bit, reserved matrix", "ffv1", "bgr0", tags={"colorspace": 3}),
    Case("CineForm RGB 12 bit", "cfhd", "gbrp12le", suffix="mov"),
    Case("FFV1 RGB 12 bit, linear light", "ffv1", "gbrp12le", transfer="linear",
         tags={"color_trc": 8}),
    Case("PNG with a palette", "png", "pal8", suffix="mov"),
    Case("QuickTime Animation", "qtrle", "rgb24", suffix="mov", size=HD),
]  # fmt: skip

_MASTERING = ("lossless=1:log-level=none:hdr10=1:repeat-headers=1:master-display="
              "G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L({peak},50)")  # fmt: skip


def _hdr10(name: str, peak: float, params: str) -> Case:
    return Case(name, "libx265", "yuv420p10le", matrix="bt2020nc", transfer="pq",
                primaries="bt2020", tags=PQ, peak=peak, options={"x265-params": params})  # fmt: skip


HDR_CASES = [
    _hdr10("HDR10, no metadata", 1000, "lossless=1:log-level=none"),
    _hdr10("HDR10, mastered at 4000 nits", 4000, _MASTERING.format(peak=40_000_000)),
    _hdr10("HDR10, MaxCLL 1500", 1500, _MASTERING.format(peak=40_000_000) + ":max-cll=1500,400"),
    _hdr10("HDR10, MaxCLL 0", 2000, _MASTERING.format(peak=20_000_000) + ":max-cll=0,0"),
    _hdr10("HDR10, MaxCLL 65535, mastered at 1 nit", 1000,
           _MASTERING.format(peak=10_000) + ":max-cll=65535,65535"),
    Case("AV1 PQ", "libsvtav1", "yuv420p10le", suffix="mp4", matrix="bt2020nc", transfer="pq",
         primaries="bt2020", tags=PQ, options=_AV1),
    Case("VP9 PQ 8 bit", "libvpx-vp9", "yuv420p", suffix="webm", matrix="bt2020nc", transfer="pq",
         primaries="bt2020", tags=PQ, options=_VP9),
    Case("ProRes PQ", "prores_ks", "yuv422p10le", suffix="mov", size=HD, matrix="bt2020nc",
         transfer="pq", primaries="bt2020", tags=PQ),
    Case("FFV1 PQ RGB 12 bit", "ffv1", "gbrp12le", transfer="pq", primaries="bt2020",
         tags={"color_primaries": 9, "color_trc": 16}),
    Case("HEVC HLG", "libx265", "yuv420p10le", suffix="mp4", matrix="bt2020nc", transfer="hlg",
         primaries="bt2020", tags=HLG, options=_LOSSLESS_X265),
    Case("FFV1 HLG full range 4:4:4", "ffv1", "yuv444p10le", full=True, matrix="bt2020nc",
         transfer="hlg", primaries="bt2020", tags=HLG | FULL),
]  # fmt: skip
