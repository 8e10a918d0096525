"""Every option: its one default, its legal range, its help.

The command line is made from these dataclasses (the text under a field is its help), and
`docs/usage.md` is checked against them. Each checks itself when it is made and raises
`OptionError`.
"""

from filmprint.options.batch import Batch, Shard
from filmprint.options.clustering import Clustering, Clusters, Method, Space
from filmprint.options.compare import Compare, Distance
from filmprint.options.execution import Execution, Hardware
from filmprint.options.export import PALETTE_FORMATS, Export
from filmprint.options.extras import MOST_CHOSEN_STILLS, REPORT_STILLS, Extras
from filmprint.options.film_reading import FilmReading, ImageRate
from filmprint.options.find import Find, Rank
from filmprint.options.limits import Limits
from filmprint.options.measure import Measure
from filmprint.options.output import DEMO_FOLDER, FRAME_FORMAT, OUTPUT_FOLDER, FrameFormat, Server
from filmprint.options.panel import PANEL, Panel, Sort
from filmprint.options.picture import (
    BY_SHOT,
    MAX_PICTURE_SIDE,
    MAX_TITLE,
    OVER_BARS,
    OVER_PALE_BARS,
    PICTURE_FORMATS,
    STYLES,
    WITH_AXIS,
    Coordinates,
    Order,
    Picture,
    PictureFormat,
    PictureOptions,
    PictureRequest,
    Prefer,
    StyleDefaults,
)
from filmprint.options.printed import Printed
from filmprint.options.sampling import Sampling, Trim
from filmprint.options.thumbnails import Thumbnails

__all__ = [
    "BY_SHOT", "DEMO_FOLDER", "FRAME_FORMAT", "MAX_PICTURE_SIDE", "MAX_TITLE", "MOST_CHOSEN_STILLS",
    "OUTPUT_FOLDER", "OVER_BARS", "OVER_PALE_BARS", "PALETTE_FORMATS", "PANEL", "PICTURE_FORMATS",
    "REPORT_STILLS", "STYLES", "WITH_AXIS", "Batch", "Clustering", "Clusters", "Compare",
    "Coordinates", "Distance", "Execution", "Export", "Extras", "FilmReading", "Find",
    "FrameFormat", "Hardware", "ImageRate", "Limits", "Measure", "Method", "Order", "Panel",
    "Picture", "PictureFormat", "PictureOptions", "PictureRequest", "Prefer", "Printed", "Rank",
    "Sampling", "Server", "Shard", "Sort", "Space", "StyleDefaults", "Thumbnails", "Trim",
]  # fmt: skip
