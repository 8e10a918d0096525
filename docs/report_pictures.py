"""Take the pictures of docs/report.md again, and write docs/demo-report.html.

    filmprint "A Day in Paper.mp4" big_buck_bunny_60s.mp4 sintel_trailer_52s.mp4 \\
        --stills 24 --loudness -o FOLDER
    python docs/report_pictures.py FOLDER

The first film is the one that `filmprint demo` makes. Needs the extra [test-browser] and Chromium.
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

import filmprint
from filmprint.report.page import write_report

DOCS = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"
PHONE, SCREEN = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
PICTURES = {
    "report-bars": ("A Day in Paper", "#t=0:27.6", "bars", "light", SCREEN),
    "report-ring": ("sintel_trailer_52s", "#t=0:31.4", "ring", "dark", SCREEN),
    "report-cloud": ("big_buck_bunny_60s", "", "cloud", "light", PHONE),
}
"""Film, link to a moment, view, color scheme and size of each picture."""


def take(browser: Browser, folder: Path, name: str) -> None:
    film, link, view, scheme, viewport = PICTURES[name]
    page = browser.new_page(
        viewport=viewport, color_scheme=scheme, device_scale_factor=2 if viewport is PHONE else 1
    )
    page.goto((folder / f"{film}.html").as_uri() + link)
    page.locator(f"label[for=views-{view}]").click()
    page.wait_for_timeout(600)
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").save(DOCS / "images" / f"{name}.jpg", quality=85, optimize=True)
    page.close()


def main() -> None:
    folder = Path(sys.argv[1]).absolute()
    for film in {picture[0] for picture in PICTURES.values()}:
        fingerprint = filmprint.load(folder / f"{film}.json")
        write_report(fingerprint, folder / f"{film}.html")
    (DOCS / "demo-report.html").write_bytes((folder / "A Day in Paper.html").read_bytes())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        for name in PICTURES:
            take(browser, folder, name)
        browser.close()


if __name__ == "__main__":
    main()
