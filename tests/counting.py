"""Pages and fields of a journey, counted as the person at the screen meets them."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.test import Client


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes, what it holds before anybody fills it in, what may be filled in, and its buttons."""

    action: str
    method: str = "post"
    values: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    """The forms of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = self._textarea = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what nobody has to fill in, and what may be filled in."""
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        form = self._form
        if form is None:
            return
        if tag in ("input", "select", "textarea"):
            form.names.add(name)
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
        elif tag == "option" and "selected" in given:
            form.values.setdefault(self._select, []).append(value)
        elif tag == "button":
            form.buttons.add(name)
        elif (
            tag == "input"
            and given.get("type") != "file"
            and (given.get("type") not in ("radio", "checkbox") or "checked" in given)
        ):
            form.values.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        """What a large field holds."""
        if self._form is not None and self._textarea:
            self._form.values[self._textarea] = [
                "".join(self._form.values.get(self._textarea, [])) + data.removeprefix("\n")
            ]

    def handle_endtag(self, tag: str) -> None:
        """Leave a form or a large field."""
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._textarea = ""


@dataclass(slots=True)
class Journey:
    """What several people open and fill in until one thing is done."""

    pages: int = 0
    fields: int = 0
    photographs: int = 0
    """Photographs that were taken: a press of the camera is no field that somebody fills in."""
    seen: list[str] = field(default_factory=list)
    """Each page and how many fields were filled in on the one before, for a failure to say where it is long."""
    _addresses: dict[str, str] = field(default_factory=dict)

    def open(self, browser: Client, address: str, on: str = "", *, typed: int = 0) -> str:
        """Open a page, by a link of the page `on` where one is given, or by what was typed into so many fields of a search."""
        assert not on or f'href="{html.escape(address)}"' in on or f'href="{address}"' in on, (
            f"no link to {address}",
            on,
        )
        return self._shown(browser.get(address, follow=True), address, typed)

    def again(self, browser: Client, page: str) -> str:
        """The same page as it shows itself anew while it stays open: nobody opens another one."""
        text = str(browser.get(self._addresses[page]).content.decode())
        self._addresses[text] = self._addresses[page]
        return text

    def fill(self, browser: Client, on: str, action: str = "", /, *, press: str = "", **said: Any) -> str:
        """Fill in and send the form of the page `on` that goes to an address that ends as `action` (to the page's own where it is empty), by the
        button `press` (its name=value).

        What the form holds already is sent with it, and is no field that was filled in unless it was changed.
        """
        forms = [
            form
            for form in _Forms(on).forms
            if (form.action.partition("#")[0].endswith(action) if action else form.action[:1] in ("", "#"))
            and form.names >= said.keys()
            and (not press or press.partition("=")[0] in form.buttons)
        ]
        assert forms, (f"no form to {action!r} with {sorted(said)}", [one.action for one in _Forms(on).forms])
        form = forms[0]
        files = {name for name, value in said.items() if hasattr(value, "read")}
        filled = {
            name
            for name, value in said.items()
            if name not in files
            and form.values.get(name) != [*map(str, value if isinstance(value, list) else [value])]
        }
        self.photographs += len(files)
        address = urljoin(self._addresses[on], form.action or self._addresses[on]).partition("#")[0]
        name, _equals, value = press.partition("=")
        data = {**form.values, **said, **({name: value} if press else {})}
        data.pop("csrfmiddlewaretoken", None)
        data.pop("", None)
        sends = browser.get if form.method == "get" else browser.post
        return self._shown(sends(address, data, follow=True), address, len(filled))

    def _shown(self, answer: Any, address: str, filled: int) -> str:
        text = str(answer.content.decode())
        assert answer.status_code == 200, (address, answer.status_code, text[text.find("<main") :][:4000])
        self.pages += 1
        self.fields += filled
        self.seen.append(f"{address} {filled}")
        query = answer.request["QUERY_STRING"]
        self._addresses[text] = answer.request["PATH_INFO"] + (f"?{query}" if query else "")
        return text

    def within(self, pages: int, fields: int) -> None:
        """Fail above the goal, and say where the pages and fields were."""
        assert (self.pages <= pages, self.fields <= fields) == (True, True), (
            f"{self.pages} pages, {self.fields} fields",
            self.seen,
        )
