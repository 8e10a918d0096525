"""Measure the gallery of 2,000 made-up films in Chromium: python benchmarks/gallery.py

How large the page is, how long until it can be used, and the longest task of its main thread for
filters, sorts, searches and scrolling, from the browser's own trace: in processor time and on the
clock. Then how long it takes to read fingerprint files.
Writes the table in docs/performance.md. Needs the extra [test-browser] and Chromium.
"""

import io
import json
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from filmprint.fingerprint.film import Film
from filmprint.fingerprint.model import Fingerprint
from filmprint.library.galleries import GallerySuccess, find_fingerprints, read_gallery_films
from filmprint.options import Execution
from filmprint.report.bundle import join_modules, read_page_file
from filmprint.report.gallery import gallery_page
from filmprint.report.gallery_data import GalleryFilm
from report import ARGUMENTS, CHROMIUM, DOCS_PAGE
from styles import made_up_film

FILMS = 2000
FILES = 100
CODE = ("shared/tokens.css", "gallery/gallery.css", "gallery/gallery.html")
CHANGES = {
    "filter by text": "text.value = 'of 1'; text.dispatchEvent(new Event('input'))",
    "filter by year": "from.value = '1960'; from.dispatchEvent(new Event('input'))",
    "no filter": "text.value = from.value = ''; text.dispatchEvent(new Event('input')); "
    "from.dispatchEvent(new Event('input'))",
    "sort by hue": "sort.value = 'hue'; sort.dispatchEvent(new Event('change'))",
    "sort by title": "sort.value = 'title'; sort.dispatchEvent(new Event('change'))",
    "all as rings": "document.getElementById('views-ring').click()",
    "all as posters": "document.getElementById('views-poster').click()",
    "find a color": "document.getElementById('color-1').value = '#965a3c'; "
    "document.getElementById('color-1').dispatchEvent(new Event('change'))",
    "find two": "document.getElementById('color-2').value = '#204060'; "
    "document.getElementById('color-2').dispatchEvent(new Event('change'))",
    "films like one": "document.querySelector('.actions button').click()",
}
RUN = """code => {
    const [text, from, sort] = ['text', 'from', 'sort'].map(id => document.getElementById(id));
    eval(code);
}"""


def varied_films(folder: Path) -> list[tuple[str, GalleryFilm]]:
    """2,000 films out of 20 that are packed from files, with bars and cells of their own."""
    files = [folder / f"{n}.json" for n in range(20)]
    for n, file in enumerate(files):
        _shifted(made_up_film(), n).save(file)
    outcomes = list(_read(files, workers=1))
    random = np.random.default_rng(1)
    films = []
    for n in range(FILMS):
        one = outcomes[n % len(outcomes)].film
        facts = {name: getattr(one.film, name) for name in one.film.__struct_fields__}
        facts |= {"title": f"A Film of {n}", "year": 1920 + n % 100}
        shifts = random.integers(-20, 21, 3)
        cells = (one.cells.astype(int) + shifts).clip(0, 255).astype(np.uint8)
        bars = (one.bars.astype(int) + shifts).clip(0, 255).astype(np.uint8)
        films.append((f"A Film of {n}", replace(
            one, film=Film(**facts), cells=cells, bars=bars, hue=float(random.uniform(0, 360))
        )))  # fmt: skip
    return films


def _shifted(film: Fingerprint, n: int) -> Fingerprint:
    shift = np.random.default_rng(n).integers(-60, 61, 3)
    return replace(film, colors=(film.colors.astype(int) + shift).clip(0, 255).astype(np.uint8))


def _read(files: list[Path], *, workers: int) -> Iterator[GallerySuccess]:
    sources = find_fingerprints(files, Path())
    for outcome in read_gallery_films(
        sources, Path(), reports=False, overwrite=False, workers=workers
    ):
        assert isinstance(outcome, GallerySuccess)
        yield outcome


def scroll(page: Page) -> None:
    for n in range(60):
        page.mouse.wheel(0, 700 if n % 10 else 9000)
        page.wait_for_timeout(30)


def longest_task(page: Page, act: Callable[[], object]) -> str:
    """The page's longest task meanwhile: ms of the processor, and of the clock."""
    browser = page.context.browser
    assert browser is not None
    browser.start_tracing(page=page, categories=["devtools.timeline", "toplevel"])
    act()
    page.wait_for_timeout(200)
    events = json.load(io.BytesIO(browser.stop_tracing()))["traceEvents"]
    main = {
        (one["pid"], one["tid"]) for one in events
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }  # fmt: skip
    tasks = [
        one for one in events
        if one["name"] in ("RunTask", "ThreadControllerImpl::RunTask") and "dur" in one
        and (one["pid"], one["tid"]) in main
    ]  # fmt: skip
    processor, clock = (max(one.get(key, 0) for one in tasks) / 1000 for key in ("tdur", "dur"))
    return f"{processor:.0f} ({clock:.0f})"


def main() -> None:
    rows = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        films = varied_films(folder)
        html = gallery_page(films, reports=False)
        file = folder / "index.html"
        file.write_text(html, encoding="utf-8")
        code = [join_modules("gallery/main.js"), *map(read_page_file, CODE)]
        size = sum(len(part.encode()) for part in code) / 1024
        rows += [
            f"| page of {FILMS:,} films, KB | {len(html.encode()) / 1000:.0f} | <= 6000 |",
            f"| its code, KB | {size:.1f} | <= 60 |",
        ]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1600, "height": 1000}, bypass_csp=True)
        page.goto(file.as_uri())
        ready = page.evaluate(
            "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
        )
        rows.append(f"| until it can be used, ms | {ready:.0f} | <= 1500 |")
        page.wait_for_timeout(3000)
        for what, script in CHANGES.items():
            task = longest_task(page, partial(page.evaluate, RUN, script))
            rows.append(f"| {what}: ms of the processor (of the clock) | {task} | <= 100 |")
        task = longest_task(page, partial(scroll, page))
        rows.append(f"| while scrolling: ms of the processor (of the clock) | {task} | <= 100 |")
        browser.close()
        text = (folder / "0.json").read_bytes()
        files = [folder / f"copy {n}.json" for n in range(FILES)]
        for copy in files:
            copy.write_bytes(text)
        for workers in {1, Execution().worker_count}:
            began = time.perf_counter()
            assert sum(1 for _ in _read(files, workers=workers)) == FILES
            rows.append(
                f"| to read {FILES} files of 3600 samples of 7 colors, {workers} processes, s | "
                f"{time.perf_counter() - began:.1f} | - |"
            )
    table = "\n".join(["| what | measured | goal |", "|---|---|---|", *rows])
    print(table)
    written, count = re.subn(
        r"(?s)(<!-- gallery -->\n).*(\n<!-- /gallery -->)",
        rf"\1{table}\2",
        DOCS_PAGE.read_text("utf-8"),
    )
    assert count == 1
    DOCS_PAGE.write_text(written, "utf-8")


if __name__ == "__main__":
    main()
