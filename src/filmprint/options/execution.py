"""Execution options: how the work is done. None of them changes a result."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from filmprint.options.base import Options

Hardware = Literal[
    "none", "auto", "cuda", "d3d11va", "d3d12va", "drm", "dxva2", "mediacodec", "qsv", "vaapi",
    "vdpau", "videotoolbox", "vulkan",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Execution(Options):
    """How the work is done; none of it changes a result."""

    jobs: Annotated[int, Meta(ge=1, le=256)] | None = None
    """Worker processes (1 to 256). Without it: one for each core."""

    hwaccel: Hardware = "none"
    """Decode on a graphics device: none, auto, or one of FFmpeg's names (cuda, vaapi, qsv,
    videotoolbox, d3d11va, vulkan). Where that cannot be, the processor decodes, with a note."""

    cache: Path | None = None
    """Folder for the parts of films from URLs while they are read; what a film takes there is
    removed when it is done. Without it: the system's folder for temporary files."""

    @property
    def worker_count(self) -> int:
        """`jobs`, or the cores that this process may use."""
        return available_cores() if self.jobs is None else self.jobs


def available_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
