"""A person's browser: Debian's Chromium under Playwright, on ifar served from the test's own database.

The content security policy stays as strict as in real use; axe-core judges from outside (`judging`), and browsers are lent (`windows`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

from ifar import languages
from ifar.accounts.models import User
from tests.browser.chromium import CHROMIUM
from tests.browser.windows import HIGH, WIDE, Window, Windows
from tests.conftest import sign_in
from tests.covering import EVERY_CASE
from tests.databases import Database
from tests.live import LiveSite

DRAWN: Final = """async () => {
    await document.fonts.ready;
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}"""
"""Fonts are there, and whatever a script asked for or changed since is drawn."""
QUIET_SECONDS: Final = 120
PATIENCE: Final = 120_000
"""Milliseconds that anything is waited for; a laden machine may need many, and only a failure needs all."""
expect.set_options(timeout=PATIENCE)


WAITED_IN_VAIN: Final = ["TimeoutError", "Locator expected"]
"""How Playwright says that what it waited for did not come."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try a browser test once more that waited in vain, in a browser and a database of its own; the summary names it as RERUN.

    Which of a hundred processes of the browser is starved on a laden machine is chance; what fails twice, or otherwise, has failed.
    Whoever reads RERUN looks for the cause: more than one was a fault of the product that only a slow line shows.
    """
    for item in items:
        if item.nodeid.startswith("tests/browser/"):
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=WAITED_IN_VAIN))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright. Its own loop runs in this thread, so Django must be told that its blocking calls are meant."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as result:
        yield result
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The browser, started once. Where there is no graphics card it would play one in software: two thirds of its work.

    The last of V8's compilers works on what runs for minutes; scripts of these tests are gone before it pays.
    """
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--js-flags=--no-turbofan"]
    )
    yield browser
    browser.close()


EVERY_LOOK: Final = (
    ("en", 1280),
    ("en", 390),
    ("ar", 1280),
    ("ar", 390),
    ("fr", 390),
    ("es", 390),
    ("ru", 1280),
    ("ru", 390),
    ("zh", 390),
)
IN_ALL: Final = EVERY_CASE or bool(os.environ.get("PICTURES"))
"""Whether all languages and widths are gone through: by hand, or where somebody wants pictures."""
LOOKS: Final = EVERY_LOOK if IN_ALL else (("en", 1280), ("ar", 390))
"""Languages and widths in which pages are gone through: the widest apart. French is gone through by the tests that go by `EVERY_LANGUAGE`."""
EVERY_LANGUAGE: Final = EVERY_LOOK if IN_ALL else (*LOOKS, ("fr", 390))
"""The same and French, whose words are the longest: where each language is gone through."""
LANGUAGES: Final = languages.LANGUAGES if IN_ALL else ("ar",)
"""Languages of what is done on a telephone in each of them."""


def follow(control: Locator) -> None:
    """Press a link or a button that leads to another page, and wait until that page is there.

    A click alone returns before the server has answered: what is asked next would be asked of the page that is left, or of
    a database in which nothing has happened yet.
    """
    with control.page.expect_navigation():
        control.click()


class Visitor:
    """Somebody at a browser: their pages, and everything that the browser complained about."""

    def __init__(self, window: Window, site: str) -> None:
        self._window, self.site = window, site
        self.complaints: list[str] = []
        self.page, self._number = window.judge.open()
        self.page.on(
            "console", lambda console_message: self._note(console_message.type, console_message.text)
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self._asked: set[Request] = set()
        self.page.on("request", self._sent)
        self.page.on("requestfinished", self._answered)
        self.page.on("requestfailed", self._answered)

    @property
    def context(self) -> BrowserContext:
        """Their browser, for whoever wants to change something about it: nobody gets it after them."""
        self._window.is_as_made = False
        return self._window.context

    def set_offline(self, is_offline: bool) -> None:
        """Cut the line, or mend it."""
        self._window.context.set_offline(is_offline)

    def leave(self) -> None:
        """Go away: somebody else may have the browser, as if it were new."""
        self._window.leave()

    def _sent(self, request: Request) -> None:
        self._asked.add(request)

    def _answered(self, request: Request) -> None:
        self._asked.discard(request)

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def open(self, path: str) -> Page:
        """Open an address of the site and wait until it is quiet."""
        self.page.goto(f"{self.site}{path}")
        self._settle()
        return self.page

    def _settle(self) -> None:
        """Wait until nothing that the page asked for is outstanding, and what came is drawn.

        Playwright's own `networkidle` waits half a second more for each page; here are hundreds.
        """
        deadline = time.monotonic() + QUIET_SECONDS
        while True:
            self.page.evaluate(DRAWN)
            if not self._asked:
                return
            assert time.monotonic() < deadline, [asked.url for asked in self._asked]

    def barriers(self) -> list[str]:
        """What axe-core finds on the page as it stands, in one line each."""
        return self._window.judge.barriers(self.page, self._number)

    def is_cut_off(self) -> bool:
        """Whether the page is wider than the window."""
        width: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return width > 0


@pytest.fixture(scope="session")
def windows(chromium: Browser, served_site: LiveSite) -> Windows:
    """The browsers that visitors are lent."""
    return Windows(chromium, served_site.url)


@pytest.fixture
def visitor(
    windows: Windows, peopled_db: Database, live_site: str, served_site: LiveSite
) -> Iterator[Callable[..., Visitor]]:
    """`visitor("alice", language="ar", width=390)`: a cast member at a browser, signed in; nobody's is signed out.

    Scripts and styles are there already from whoever had it before, unless it must be `new`.
    """
    lent: list[Window] = []

    def make(
        name: str | User = "nobody",
        *,
        language: str = "en",
        width: int = 1280,
        dark: bool = False,
        new: bool = False,
    ) -> Visitor:
        window = windows.make(language) if new else windows.lend(language)
        lent.append(window)
        cookies = [{"name": "django_language", "value": language, "url": live_site}]
        if name != "nobody":
            session = sign_in(name).cookies["ifar_session"].value
            cookies.append({"name": "ifar_session", "value": session, "url": live_site})
        window.context.add_cookies(cookies)  # type: ignore[arg-type]
        window.context.set_default_timeout(PATIENCE)
        result = Visitor(window, live_site)
        if width != WIDE:
            result.page.set_viewport_size({"width": width, "height": HIGH})
        if dark:
            result.page.emulate_media(color_scheme="dark")
        return result

    yield make
    for window in lent:
        window.leave()
    if served_site.gave_to_keep:  # and the next test has another database
        windows.forget_answers()
