"""Output options: where results go, for whom, and the format of exported frames."""

from pathlib import Path
from typing import Literal

FrameFormat = Literal["png", "jpg"]

Server = Literal["kodi", "jellyfin", "plex"]
"""The media servers whose names for artwork are known."""

FRAME_FORMAT: FrameFormat = "png"
OUTPUT_FOLDER = Path()
DEMO_FOLDER = Path("filmprint-demo")
