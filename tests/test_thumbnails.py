"""Thumbnails for web players: against the film, and in a player."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import unquote

import numpy as np
import pytest
from PIL import Image

from clips import flat_frames, write_clip
from conftest import COLORS, Run
from filmprint.options.checks import parse_seconds

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PLYR = Path(__file__).parents[1] / "web" / "node_modules" / "plyr" / "dist"


def cues(track: Path) -> list[tuple[float, float, str, tuple[int, int, int, int]]]:
    """Start, end, file and box of each thumbnail."""
    text = track.read_text("utf-8")
    assert text.startswith("WEBVTT\n\n")
    found = re.findall(r"^(\S+) --> (\S+)\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)$", text, re.MULTILINE)
    return [(parse_seconds("at", start), parse_seconds("at", end), unquote(name),
             (int(x), int(y), int(w), int(h)))
            for start, end, name, x, y, w, h in found]  # fmt: skip


def test_thumbnails_show_the_film_at_their_time(run: Run, tmp_path: Path) -> None:
    """A shade a second, more than fit on one sheet; the second run finds all done."""
    shades = [(n, 255 - n, (37 * n) % 256) for n in range(0, 240, 6)]
    film = tmp_path / "ä film #1 100%.mkv"
    times = [250 * n for n in range(160)]
    write_clip(film, flat_frames(shades, 4, 320, 240), times, options={"g": "30", "qp": "1"})
    assert "written" in run("thumbnails", film, "--interval", "1", "--scale", "1024x1024").stdout
    track = tmp_path / "ä film #1 100%.thumbnails.vtt"
    found = cues(track)
    assert len(found) == 40
    assert len({name for _, _, name, _ in found}) == 3
    for n, (start, end, name, (x, y, width, height)) in enumerate(found):
        assert (start, end) == pytest.approx((n, n + 1), abs=0.25)
        assert (width, height) == (320, 240)
        with Image.open(tmp_path / name) as sheet:
            assert max(sheet.size) <= 4096
            pixels = np.asarray(sheet)[y + 8 : y + height - 8, x + 8 : x + width - 8]
        assert abs(pixels.astype(int) - shades[n]).max() <= 6
    assert "up to date" in run("thumbnails", film, "--interval", "1", "--scale", "1024x1024").stdout
    run("thumbnails", film, "--fast", "--interval", "10")  # fewer: what is left over is removed
    assert {name for _, _, name, _ in cues(track)} == {
        path.name for path in tmp_path.iterdir() if path.suffix == ".jpg"
    }
    track.write_text("WEBVTT\n")
    result = run("thumbnails", film, code=1)
    assert "not from filmprint" in result.stderr
    assert track.read_text() == "WEBVTT\n"


def test_thumbnails_of_images_and_an_interrupted_run(run: Run, tmp_path: Path) -> None:
    """Images go at their rate. Sheets of a run that ended before its track are not kept."""
    for n in range(8):
        Image.new("RGB", (64, 48), (30 * n, 90, 60)).save(tmp_path / f"shot_{n}.png")
    first = ("thumbnails", tmp_path / "shot_%d.png", "--rate", "2", "--interval", "1")
    run(*first)
    track, sheet = tmp_path / "shot.thumbnails.vtt", tmp_path / "shot.thumbnails-1.jpg"
    assert [(start, end) for start, end, *_ in cues(track)] == [(n, n + 1) for n in range(4)]
    whole = track.read_bytes(), sheet.read_bytes()
    run(*first[:-1], "2")
    track.write_bytes(whole[0])
    assert "written" in run(*first).stdout
    assert (track.read_bytes(), sheet.read_bytes()) == whole


PLAYER = """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="plyr.css">
<body style="margin: 0; width: 640px"><video src="film.webm" preload="auto" muted></video>
<script src="plyr.js"></script><script>
const video = document.querySelector("video");
const player = new Plyr(video, {
  loadSprite: false, controls: ["progress"], hideControls: false,
  previewThumbnails: {enabled: true, src: "film.thumbnails.vtt"},
});
function mean(image, x, y, width, height) {
  const canvas = Object.assign(document.createElement("canvas"), {width: 1, height: 1});
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, x, y, width, height, 0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
}
async function videoColor(seconds) {
  video.currentTime = seconds;
  await new Promise(done => video.addEventListener("seeked", done, {once: true}));
  return mean(video, 0, 0, video.videoWidth, video.videoHeight);
}
function thumbnail() {
  const image = document.querySelector(".plyr__preview-thumb__image-container img");
  return image?.complete ? {
    shown: document.querySelector(".plyr__preview-thumb--is-shown") !== null, source: image.src,
    left: -parseFloat(image.style.left), top: -parseFloat(image.style.top),
    scale: image.width / image.naturalWidth, image,
  } : null;
}
function thumbnailColor(width, height) {
  const {image, left, top, scale} = thumbnail();
  return mean(image, left / scale, top / scale, width, height);
}
</script>"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The address of a web server of the test's folder."""
    handler = partial(QuietHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class QuietHandler(SimpleHTTPRequestHandler):
    """Without a log, and with parts of a file, which a video needs to be sought in."""

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        path, asked = Path(self.translate_path(self.path)), self.headers.get("Range")
        if not path.is_file() or asked is None:
            return super().do_GET()
        data = path.read_bytes()
        first, last = (int(n or len(data) - 1) for n in asked.removeprefix("bytes=").split("-"))
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(last + 1 - first))
        self.end_headers()
        with suppress(ConnectionError):  # the browser has enough
            self.wfile.write(data[first : last + 1])
        return None


def test_a_web_player_shows_them(run: Run, tmp_path: Path, browser: "Browser", served: str) -> None:
    """Plyr in Chromium: under the pointer is what the video itself shows at that time."""
    if not PLYR.is_dir():
        assert not os.environ.get("CI"), "no plyr: npm ci in web/"
        pytest.skip("no plyr: npm ci in web/")
    write_clip(
        tmp_path / "film.webm", flat_frames(COLORS * 3, 4, 160, 90), [250 * n for n in range(60)],
        codec="libvpx", options={"deadline": "realtime", "cpu-used": "8"},
    )  # fmt: skip
    run("thumbnails", "film.webm", "--interval", "1")
    for name in ("plyr.js", "plyr.css"):
        shutil.copy(PLYR / name, tmp_path)
    (tmp_path / "index.html").write_text(PLAYER, "utf-8")
    page = browser.new_page(viewport={"width": 640, "height": 400})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{served}/index.html")
    page.wait_for_function(
        "player.ready && video.readyState >= 2 && player.previewThumbnails?.loaded"
    )
    bar = page.locator(".plyr__progress").bounding_box()
    assert bar
    for second in (1, 7, 13):
        part = (second + 0.5) / 15
        page.mouse.move(bar["x"] + part * bar["width"], bar["y"] + bar["height"] / 2)
        (x, y, width, height), name = next((box, name) for start, end, name, box in cues(
            tmp_path / "film.thumbnails.vtt") if start <= second + 0.5 < end)  # fmt: skip
        page.wait_for_function(
            "([x, y]) => thumbnail()?.shown && Math.abs(thumbnail().left / thumbnail().scale - x) < 1"
            " && Math.abs(thumbnail().top / thumbnail().scale - y) < 1",
            arg=[x, y],
        )
        assert page.evaluate("thumbnail().source") == f"{served}/{name}"
        shown = page.evaluate("([w, h]) => thumbnailColor(w, h)", [width, height])
        played = page.evaluate("second => videoColor(second)", second + 0.5)
        assert np.abs(np.subtract(shown, played)).max() <= 6
        assert np.abs(np.subtract(played, COLORS[second % 5])).max() <= 12
    assert errors == []
    page.close()
