"""Pages and fields of a journey, counted as the person at the screen meets them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Held(HTMLParser):
    """What a page's forms hold before anybody fills them in, and their buttons."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.values: set[tuple[str, str]] = set()
        self.buttons: set[str] = set()
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what nobody has to fill in."""
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.values.add((self._select, value))
        elif tag == "input" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self.values.add((name, value))
        elif tag == "button":
            self.buttons.add(name)


@dataclass(slots=True)
class Journey:
    """What several people open and fill in until one thing is done."""

    pages: int = 0
    fields: int = 0
    seen: list[str] = field(default_factory=list)
    """Each page and how many fields were filled in on the one before, for a failure to say where it is long."""

    def open(self, browser: Client, address: str) -> str:
        """Open a page."""
        return self._shown(browser.get(address, follow=True), address, 0)

    def send(self, browser: Client, address: str, on: str = "", **said: Any) -> str:
        """Send a form of the page `on`: what it holds already, and a button, is no field that was filled in."""
        form = _Held(on)
        filled = {
            name
            for name, value in said.items()
            if name not in form.buttons and (name, str(value)) not in form.values
        }
        return self._shown(browser.post(address, said, follow=True), address, len(filled))

    def _shown(self, answer: Any, address: str, filled: int) -> str:
        assert answer.status_code == 200, (address, answer.status_code, answer.content.decode()[:2000])
        self.pages += 1
        self.fields += filled
        self.seen.append(f"{address} {filled}")
        return str(answer.content.decode())

    def within(self, pages: int, fields: int) -> None:
        """Fail above the goal, and say where the pages and fields were."""
        assert (self.pages <= pages, self.fields <= fields) == (True, True), (
            f"{self.pages} pages, {self.fields} fields",
            self.seen,
        )
