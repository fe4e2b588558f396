"""A real browser, Debian's Chromium, and what every page of ours must be in it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

CHROMIUM = shutil.which("chromium")
NEEDED = "chromium is not installed; as root, `scripts/peers` installs it"
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Width and height in CSS pixels.
DESK = (1280, 900)
PHONE = (390, 844)

Scheme = Literal["light", "dark"]

# Everything that is wider than the window, unless a part of a box that scrolls by itself.
TOO_WIDE = """() => {
    const edge = document.documentElement.clientWidth;
    const scrolled = (element) => {
        for (let box = element.parentElement; box; box = box.parentElement)
            if (['auto', 'scroll'].includes(getComputedStyle(box).overflowX)) return true;
        return false;
    };
    const wide = [...document.body.querySelectorAll('*')].filter(
        (one) => one.getBoundingClientRect().right > edge + 1 && !scrolled(one));
    const page = document.documentElement.scrollWidth > edge ? ['the page'] : [];
    return page.concat(wide.map((one) => one.outerHTML.slice(0, 120)));
}"""
DEAD_LINKS = """() => [...document.querySelectorAll('a[href]')].map((one) => one.getAttribute('href'))
    .filter((to) => !to.startsWith('#') || !document.getElementById(decodeURIComponent(to.slice(1))))"""


@contextmanager
def browsing() -> Iterator[Browser]:
    """The browser; the test is skipped on a machine that has none."""
    if CHROMIUM is None:
        pytest.skip(NEEDED)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)


@dataclass
class Opened:
    """A page that is open, and what it asked of the network and said in the console."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def faults(self) -> list[str]:
        """What is wrong with the page, whatever it shows: each in a line; seconds for a long page."""
        return [*self.misfits(), *self._unfit()]

    def misfits(self) -> list[str]:
        """Dead links, what does not fit the window, what was fetched, and what the console says."""
        links = [f"leads nowhere: {link}" for link in self.page.evaluate(DEAD_LINKS)]
        wide = [f"too wide: {one}" for one in self.page.evaluate(TOO_WIDE)]
        asked = [f"fetched: {url}" for url in self.requests]
        said = [f"console: {text}" for text in self.complaints]
        return [*links, *wide, *asked, *said]

    def _unfit(self) -> list[str]:
        """What axe finds: contrast, headings, names, landmarks, tables (WCAG 2.1 AA and good practice)."""
        found = Axe().run(self.page).response["violations"]
        return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]

    def pdf(self) -> bytes:
        """The page as it is printed."""
        return self.page.pdf(prefer_css_page_size=True)


@contextmanager
def opened(
    browser: Browser, path: Path, *, size: tuple[int, int] = DESK, scheme: Scheme = "light", bypass: bool = True
) -> Iterator[Opened]:
    """The file in a window of its own, with nothing remembered; `bypass` lets axe run where scripts may not."""
    width, height = size
    viewport = ViewportSize(width=width, height=height)
    context = browser.new_context(viewport=viewport, color_scheme=scheme, bypass_csp=bypass)
    shown = Opened(context.new_page())
    address = path.resolve().as_uri()
    shown.page.on("request", lambda request: None if request.url == address else shown.requests.append(request.url))
    shown.page.on("console", lambda message: shown.complaints.append(message.text))
    shown.page.on("pageerror", lambda error: shown.complaints.append(str(error)))
    try:
        shown.page.goto(address)
        yield shown
    finally:
        context.close()
