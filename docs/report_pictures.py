"""Take the pictures of docs/report.md and docs/gallery-page.md again, and write demo-report.html.

    filmprint "A Day in Paper.mp4" big_buck_bunny_60s.mp4 sintel_trailer_52s.mp4 \\
        --stills 24 --loudness -o FOLDER
    python docs/report_pictures.py FOLDER

The first film is the one that `filmprint demo` makes; the gallery's are made up, those of
tests/gallery_films.py. Needs the extra [test-browser] and Chromium.
"""

import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

import filmprint
from filmprint.report.gallery import gallery_page
from filmprint.report.gallery_data import gallery_film
from filmprint.report.page import write_report

DOCS = Path(__file__).parent
sys.path.append(str(DOCS.parent / "tests"))

from gallery_films import many_films  # noqa: E402

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
    save(page, name)
    page.close()


def take_gallery(browser: Browser) -> None:
    films = [
        (film.film.name, gallery_film(film, film.document().palette or ()))
        for film in many_films(40, 400)
    ]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "index.html"
        file.write_text(gallery_page(films, reports=False), encoding="utf-8")
        page = browser.new_page(viewport=SCREEN)
        page.goto(f"{file.as_uri()}#color=c8553d&color=e0c080")
        page.wait_for_timeout(600)
        save(page, "gallery-page")
        page.close()


def save(page: Page, name: str) -> None:
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").save(DOCS / "images" / f"{name}.jpg", quality=85, optimize=True)


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
        take_gallery(browser)
        browser.close()


if __name__ == "__main__":
    main()
