"""Servers on this machine that films are read from: one with S3's interface, and a web server."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import Request, urlopen

REGION, BUCKET = "us-east-1", "archive"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "key-of-nobody", "AWS_SECRET_ACCESS_KEY": "a-secret-of-nobody",
               "AWS_DEFAULT_REGION": REGION}  # fmt: skip


@contextmanager
def s3_server() -> Iterator[str]:
    """moto's server; its address."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    urlopen(f"{address}/moto-api/reset", data=b"").close()  # its servers share what they hold
    try:
        yield address
    finally:
        server.stop()


@contextmanager
def permissions_count(address: str) -> Iterator[None]:
    """Have moto's server ask who may do what, as S3 does, until the block ends."""

    def set_free_requests(count: str) -> None:
        headers = {"Content-Type": "text/plain"}
        urlopen(Request(f"{address}/moto-api/reset-auth", count.encode(), headers)).close()

    set_free_requests("0")
    try:
        yield
    finally:
        set_free_requests("inf")


class WebServer(ThreadingHTTPServer):
    """Serves the files of a folder, in ranges; counts the bytes that go out.

    `redirects` are addresses to send a path to; `breaks` is how many answers break off in the
    middle; `changes` is called after the first range that goes out.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.redirects: dict[str, str] = {}
        self.breaks = 0
        self.sent = 0
        self.changes = lambda: None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: WebServer

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        path = self.path.partition("?")[0]
        if path in self.server.redirects:
            self.send_response(302)
            self.send_header("Location", self.server.redirects[path])
            self.end_headers()
            return
        file = self.server.folder / path.lstrip("/")
        if not file.is_file():
            self.send_error(404)
            return
        state = file.stat()
        begin, end = 0, state.st_size
        if match := re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", "")):
            begin, end = int(match[1]), min(int(match[2]) + 1, end)
        self.send_response(206 if match else 200)
        self.send_header("Content-Length", str(end - begin))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("ETag", f'"{state.st_mtime_ns}-{state.st_size}"')
        if match:
            self.send_header("Content-Range", f"bytes {begin}-{end - 1}/{state.st_size}")
        self.end_headers()
        if body:
            if self.server.breaks:
                self.server.breaks -= 1
                end = (begin + end) // 2
            with file.open("rb") as opened:
                opened.seek(begin)
                self.wfile.write(opened.read(end - begin))
            self.server.sent += end - begin
            self.server.changes()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def web_server(folder: Path) -> Iterator[WebServer]:
    with WebServer(folder) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
