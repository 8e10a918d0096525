"""Pages in a real browser from file://, and what no page may do."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip

FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Two frames later, all that was to be drawn is."""


class WatchedPages:
    """Opens pages, and hears what they say and ask for."""

    def __init__(self, browser: "Browser") -> None:
        self.browser = browser
        self.contexts: list[BrowserContext] = []
        self.messages: list[str] = []
        self.requests: list[str] = []
        self.files: set[str] = set()

    def open(self, file: Path, link: str = "", **options: Any) -> "Page":
        context = self.browser.new_context(
            **{
                "viewport": {"width": 1000, "height": 800},
                "permissions": ["clipboard-read", "clipboard-write"],
            }
            | options
        )
        context.set_default_timeout(5000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("dialog", lambda dialog: (self.messages.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: self.requests.append(request.url))
        self.files.add(file.as_uri())
        page.goto(file.as_uri() + link)
        page.evaluate("document.fonts.ready")
        page.evaluate(FRAMES)
        return page

    def close(self) -> None:
        """See that no page said anything or asked for more than itself."""
        for context in self.contexts:
            context.close()
        assert self.messages == []
        own = (*self.files, "data:", "blob:")
        assert [url for url in self.requests if not url.startswith(own)] == []


def serious_findings(page: "Page") -> list[tuple[str, list[str]]]:
    """What axe-core finds on a page that shuts people out."""
    if not AXE.exists():
        assert not os.environ.get("CI"), "no axe-core: npm ci in web/"
        pytest.skip("no axe-core: npm ci in web/")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate("axe.run().then(result => result.violations)")
    return [
        (one["id"], [node["html"] for node in one["nodes"]])
        for one in violations
        if one["impact"] in ("serious", "critical")
    ]
