"""Write the table that the pages' color arithmetic is tested against: python web/color_table.py"""

import json
from pathlib import Path

import numpy as np

from filmprint.color.names import color_name
from filmprint.color.spaces import oklab_from_srgb, srgb_from_oklab
from filmprint.report.packed_data import name_data

TABLE = Path(__file__).parent / "test" / "color-table.json"


def color_table() -> str:
    """JSON: sRGB colors with their Oklab values and names, Oklab colors out of gamut, all names."""
    random = np.random.default_rng(1)
    corners = np.array(np.meshgrid(*[[0, 1, 10, 11, 128, 255]] * 3)).T.reshape(-1, 3)
    grays = np.arange(0, 256, 5)[:, None] + random.integers(-2, 3, (52, 3))
    srgb = np.concatenate([corners, random.integers(0, 256, (300, 3)), grays.clip(0, 255)])
    lab = oklab_from_srgb(srgb)
    outside = random.uniform((0, -0.4, -0.4), (1, 0.4, 0.4), (100, 3))
    table = {
        "colors": [
            {"srgb": color, "oklab": point, "back": back, "name": color_name(color)}
            for color, point, back in zip(
                srgb.tolist(), lab.tolist(), srgb_from_oklab(lab).tolist(), strict=True
            )
        ],
        "outside": [
            {"oklab": point, "srgb": color}
            for point, color in zip(
                outside.tolist(), srgb_from_oklab(outside).tolist(), strict=True
            )
        ],
        "naming": name_data(),
    }
    return json.dumps(table, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    TABLE.write_text(color_table(), encoding="utf-8")
