"""Output options: where results go, and the format of exported frames."""

from pathlib import Path
from typing import Literal

FrameFormat = Literal["png", "jpg"]

FRAME_FORMAT: FrameFormat = "png"
OUTPUT_FOLDER = Path()
DEMO_FOLDER = Path("filmprint-demo")
