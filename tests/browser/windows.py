"""Browsers that visitors are lent one after the other, emptied in between.

What is new in a new one is work: a process, every script, style and font fetched and compiled again. Here a visitor gets what
one before them had, without anything that a page could have kept: cookies, storage, service workers and pages are gone.
"""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Browser, BrowserContext

from tests.browser.judging import Judge

WIDE, HIGH = 1280, 900
"""What every page is in that nobody wanted otherwise."""
KEPT: Final = 8
"""Browsers that stay open while nobody has them."""
EVERYTHING: Final = "file_systems,indexeddb,local_storage,service_workers,cache_storage,storage_buckets"
"""All that a page of the site can keep, besides cookies."""
HAS_OTHER_CLOCK: Final = "() => !/native code/.test(Date.now) || !/native code/.test(setTimeout)"


class Window:
    """A browser of one language; `is_as_made` as long as nobody changed anything about it that emptying does not change back."""

    def __init__(self, context: BrowserContext, language: str, site: str, idle: list[Window]) -> None:
        self.context, self.language, self._site, self._idle = context, language, site, idle
        self.is_as_made, self._is_lent = True, False
        self.judge = Judge(context, site)
        self._devtools = context.new_cdp_session(self.judge.page)

    def lend(self) -> Window:
        """Somebody has it now."""
        self._is_lent = True
        return self

    def leave(self) -> None:
        """Nobody has it any more; said twice, it is not heard again."""
        if not self._is_lent:
            return
        self._is_lent = False
        if not self.is_as_made or self.judge.page.evaluate(HAS_OTHER_CLOCK):
            self.context.close()
            return
        for page in self.context.pages:
            if page is not self.judge.page:
                page.close()
        self.judge.forget()
        self.context.set_offline(False)
        self.context.clear_cookies()
        self._devtools.send("Storage.clearDataForOrigin", {"origin": self._site, "storageTypes": EVERYTHING})
        self._idle.append(self)

    def forget_answers(self) -> None:
        """Ask the site anew for everything."""
        self._devtools.send("Network.clearBrowserCache")


class Windows:
    """All of them."""

    def __init__(self, chromium: Browser, site: str) -> None:
        self._chromium, self._site = chromium, site
        self._idle: list[Window] = []

    def lend(self, language: str) -> Window:
        """One of this language, as if it were new."""
        for window in reversed(self._idle):
            if window.language == language:
                self._idle.remove(window)
                return window.lend()
        while len(self._idle) >= KEPT:
            self._idle.pop(0).context.close()
        return self.make(language)

    def make(self, language: str) -> Window:
        """A new one."""
        context = self._chromium.new_context(
            viewport={"width": WIDE, "height": HIGH},
            locale=language,
            color_scheme="light",
            reduced_motion="reduce",
            bypass_csp=False,
            accept_downloads=True,
        )
        return Window(context, language, self._site, self._idle).lend()

    def forget_answers(self) -> None:
        """The site's answers are not those any more that browsers keep."""
        for window in self._idle:
            window.forget_answers()
