"""Measure a film's page in Chromium: python benchmarks/report.py

3600 samples of 7 colors and 60 stills: how large the page is, how long until it can be used, and,
from the browser's own trace, how much script work it takes to answer in each view when the picture
is pointed at: events, animation frames and timers from one movement of the mouse to the next.
Writes the table in docs/performance.md. Needs the extra [test-browser] and Chromium.
"""

import io
import json
import re
import statistics
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from filmprint.fingerprint.contact_sheet import make_contact_sheet
from filmprint.fingerprint.model import Fingerprint
from filmprint.report.bundle import join_modules, read_page_file
from filmprint.report.page import report_page
from styles import made_up_film

DOCS_PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
MOVES = 120
SCRIPT_WORK = ("EventDispatch", "FireAnimationFrame", "TimerFire")
CODE = ("shared/tokens.css", "report/report.css", "report/report.html")


@dataclass(frozen=True)
class Answer:
    """Milliseconds for a movement, the median and the worst: of the processor, and of the clock."""

    median: float
    worst: float
    clock_median: float
    clock_worst: float


def film() -> Fingerprint:
    random = np.random.default_rng(1)
    noise = [random.integers(0, 256, (20, 34, 3)).astype(np.uint8) for _ in range(60)]
    stills = [np.asarray(Image.fromarray(image).resize((960, 540))) for image in noise]
    sheet = make_contact_sheet("Film.mkv", list(range(0, 3600, 60)), stills, 60)
    return replace(made_up_film(), stills=sheet)


def measure_pointing(browser: Browser, file: Path, view: str) -> Answer:
    page = browser.new_page(viewport={"width": 1600, "height": 1000})
    page.goto(file.as_uri())
    page.locator(f"label[for=views-{view}]").click()
    page.wait_for_timeout(800)
    box = page.locator("#stage").bounding_box()
    assert box is not None
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    for n in range(MOVES):
        part = 0.1 + 0.8 * (n * 37 % MOVES) / MOVES
        page.mouse.move(
            box["x"] + part * box["width"], box["y"] + (0.3 + 0.4 * part) * box["height"]
        )
        page.wait_for_timeout(40)
    events = json.load(io.BytesIO(browser.stop_tracing()))["traceEvents"]
    page.close()
    moves = sorted(
        event["ts"] for event in events
        if event["name"] == "EventDispatch" and event["args"]["data"]["type"] == "pointermove"
    )  # fmt: skip
    work = [event for event in events if event["name"] in SCRIPT_WORK and "dur" in event]
    spans = list(zip(moves, [*moves[1:], moves[-1] + 40_000], strict=True))

    def answers(key: str) -> list[float]:
        return [
            sum(one[key] for one in work if begin <= one["ts"] < end) / 1000 for begin, end in spans
        ]

    processor, clock = answers("tdur"), answers("dur")
    return Answer(
        statistics.median(processor), max(processor), statistics.median(clock), max(clock)
    )


def main() -> None:
    began = time.process_time()
    html = report_page(film())
    seconds = time.process_time() - began
    code = [join_modules("report/main.js"), *map(read_page_file, CODE)]
    rows = [
        f"| page with 60 stills, KB | {len(html.encode()) / 1000:.0f} | <= 2000 |",
        f"| its code, KB | {sum(len(part.encode()) for part in code) / 1024:.1f} | <= 60 |",
        f"| to write it, CPU seconds | {seconds:.1f} | - |",
    ]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "film.html"
        file.write_text(html, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page()
        page.goto(file.as_uri())
        ready = page.evaluate(
            "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
        )
        page.close()
        rows.append(f"| until it can be used, ms | {ready:.0f} | - |")
        for view in ("bars", "stack", "ring", "cloud", "curves"):
            answer = measure_pointing(browser, file, view)
            rows.append(
                f"| pointing in the {view}: script work, ms of the processor, median and worst "
                f"(of the clock) | {answer.median:.1f}, {answer.worst:.1f} "
                f"({answer.clock_median:.1f}, {answer.clock_worst:.1f}) | <= 16, <= 50 |"
            )
            print(rows[-1])
        browser.close()
    table = "\n".join(["| what | measured | goal |", "|---|---|---|", *rows])
    text, count = re.subn(
        r"(?s)(<!-- report -->\n).*(\n<!-- /report -->)",
        rf"\1{table}\2",
        DOCS_PAGE.read_text("utf-8"),
    )
    assert count == 1
    DOCS_PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
