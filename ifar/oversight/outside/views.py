"""The pages for reports from outside: sending one, coming back with the code, writing again. They keep nothing but what lies sealed in the folder.

No session, cookie, account or script. There is nothing that a forged form could do in a reader's name: whoever sends is nobody.
"""

from __future__ import annotations

import datetime as dt
import math
import threading
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ifar.oversight import envelopes
from ifar.oversight.envelopes import TO_DESK, TO_REPORTER, Box, Envelope, Letter, Unopened
from ifar.oversight.outside import cleaning
from ifar.oversight.outside.folder import Folder, Full
from ifar.oversight.outside.labels import CATEGORIES

MOST_TEXT: Final = 20_000
_OWN: Final[Any] = settings
"""The settings of this program, which are not those of the register."""
_SLOW: Final = threading.Lock()
"""One code at a time goes through the slow function: whoever guesses waits for themselves, and nobody fills the memory."""


def _folder() -> Folder:
    return Folder(Path(_OWN.IFAR_REPORTS_FOLDER))


def _key() -> str:
    """The public key of the inspectorate; empty where there is none, or not the one that the installation names."""
    key = _folder().key()
    named = _OWN.IFAR_REPORTS_KEY
    return "" if named and key and envelopes.fingerprint(key).replace(" ", "") != named else key


def _in_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def shown(request: HttpRequest, language: str = "") -> HttpResponse:
        if language and language not in dict(settings.LANGUAGES):
            raise Http404
        translation.activate(language or translation.get_language_from_request(request))
        return view(request)

    return shown


def _page(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    language = translation.get_language()
    languages = [(code, called, code == language) for code, called in settings.LANGUAGES]
    common = {"languages": languages, "language": language, "country": settings.IFAR_COUNTRY_NAME}
    return render(request, f"outside/{name}.html", {**common, **context}, status=status)


@require_http_methods(["GET", "POST"])
@_in_language
def report(request: HttpRequest) -> HttpResponse:
    """What can be reported and what the page cannot protect from; and sending a report."""
    key = _key()
    shown: dict[str, Any] = {
        "categories": CATEGORIES.items(),
        "closed": not key,
        "fingerprint": envelopes.fingerprint(key) if key else "",
        "most_files": cleaning.MOST_FILES,
    }
    if request.method != "POST" or not key:
        return _page(request, "report", **shown)
    code = envelopes.new_code()
    with _SLOW:
        box = envelopes.box_of(code)
    problem, text = _send(request, box, key)
    if problem:
        return _page(request, "report", 422, problem=problem, text=text, **shown)
    return _page(request, "sent", code=envelopes.grouped(code))


def _send(request: HttpRequest, box: Box, key: str) -> tuple[str, str]:
    """Seal what was posted and leave it for the night; what is wrong with it, and the text as it was typed."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if int(length) > _OWN.MOST_BYTES:
        return _("The files are too large: at most 24 MB together. Nothing was sent."), ""
    text = request.POST.get("text", "").replace("\x00", "").strip()[:MOST_TEXT]
    category = request.POST.get("category", "")
    contents = [
        upload.read() for upload in request.FILES.getlist("files")[: cleaning.MOST_FILES] if upload.size
    ]
    if not (text or contents):
        return _("Write what you want to report."), text
    try:
        files = cleaning.cleaned(contents, _OWN.IFAR_REPORTS_WORK)
    except cleaning.Refused:
        return _(
            "A file could not be cleaned, so nothing was sent. Only pictures and PDF files are taken."
        ), text
    letter = Letter(text, files, category if category in CATEGORIES else "", translation.get_language() or "")
    sealed = envelopes.seal(letter, key, TO_DESK)
    if len(sealed) > envelopes.LARGEST + 1024:
        return _("The files are too large: at most 24 MB together. Nothing was sent."), text
    try:
        _folder().put(Envelope(box.name, box.public, timezone.localdate().isoformat(), key, sealed))
    except (Full, OSError):
        return _("Too much is waiting at the moment. Nothing was sent. Come back tomorrow."), text
    return "", ""


def _box(request: HttpRequest) -> Box | None:
    """The box of the code that was posted, if it is one of ours: as slow for a wrong code as for a right one."""
    with _SLOW:
        box = envelopes.box_of(envelopes.read_code(request.POST.get("code", "")))
    return box if _folder().knows(box.name) else None


def _evenly(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer at a multiple of some seconds, so that how long it took tells nothing."""

    @wraps(view)
    def waited(request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        response = view(request)
        step, took = _OWN.IFAR_REPORTS_SECONDS, time.monotonic() - began
        time.sleep(max(1, math.ceil(took / step)) * step - took)
        return response

    return waited


@require_POST
@_in_language
@_evenly
def answers(request: HttpRequest) -> HttpResponse:
    """What the inspectorate answered, to whoever has the code."""
    box = _box(request)
    if box is None:
        return _page(request, "report", 200, **_unknown())
    return _page(request, "answers", **_answered(request, box))


def _unknown() -> dict[str, Any]:
    key = _key()
    return {
        "categories": CATEGORIES.items(),
        "closed": not key,
        "fingerprint": envelopes.fingerprint(key) if key else "",
        "most_files": cleaning.MOST_FILES,
        "unknown": _("There is no report with this code. Check the digits."),
    }


def _answered(request: HttpRequest, box: Box) -> dict[str, Any]:
    state, rows = "sent", []
    if content := _folder().box(box.name):
        state, sealed = envelopes.answers_of(content)
        for day, letter in sealed:
            try:
                text = envelopes.opened(letter, box.private, TO_REPORTER).text
            except Unopened:
                text = ""
            rows.append({"day": dt.date.fromisoformat(day), "text": text})
    return {
        "state": state,
        "rows": rows,
        "code": envelopes.read_code(request.POST.get("code", "")),
        "closed": not _key(),
        "most_files": cleaning.MOST_FILES,
    }


@require_POST
@_in_language
@_evenly
def write(request: HttpRequest) -> HttpResponse:
    """Write again, with the code."""
    box, key = _box(request), _key()
    if box is None:
        return _page(request, "report", 200, **_unknown())
    problem, text = _send(request, box, key) if key else (_("No report can be taken at the moment."), "")
    shown = _answered(request, box)
    return _page(
        request, "answers", 422 if problem else 200, problem=problem, text=text, written=not problem, **shown
    )
