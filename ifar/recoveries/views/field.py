"""The page for the field, and the script that keeps it on a device. It names nobody: whoever finds the device reads no name in it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from ifar.accounts.auth import officer_of
from ifar.documents import extracts
from ifar.form_errors import actor_of
from ifar.placement.services.writing import PLACE
from ifar.recoveries import labels
from ifar.recoveries.services.field import KINDS, TYPES, WRITE
from ifar.reference import selectors as reference
from ifar.rights import may

SCRIPT: Final = "ifar/js/field-worker.js"
CHECK: Final = "trade:journey:check"
ISSUE: Final = "stocks:issue:record"
DEGREES: Final = (
    ("declared", pgettext_lazy("how closely", "Declared only")),
    ("seal_intact", pgettext_lazy("how closely", "Seals intact")),
    ("counted", pgettext_lazy("how closely", "Counted")),
    ("serial_read", pgettext_lazy("how closely", "Serial numbers read")),
)
LEGS: Final = (
    ("exit", _lazy("At exit")),
    ("transit_entry", _lazy("Entry into a transit State")),
    ("transit_exit", _lazy("Exit from a transit State")),
    ("entry", _lazy("Entry into the State of destination")),
    ("receipt", _lazy("Final receipt")),
    ("check", _lazy("A check on the way")),
)
"""What is said of a consignment at the border, in the words of trade, which stands above this app."""
KINDS_OF_ISSUE: Final = (
    ("shift", pgettext_lazy("an issue", "Shift")),
    ("long", pgettext_lazy("an issue", "Long-term")),
    ("personal", pgettext_lazy("an issue", "Personal issue")),
    ("exercise", pgettext_lazy("an issue", "Exercise or operation")),
)
OCCASIONS: Final = (
    ("training", pgettext_lazy("ammunition", "Training")),
    ("exercise", _lazy("Exercise")),
    ("operation", _lazy("Operation")),
    ("test", _lazy("Test firing")),
    ("stolen", _lazy("It was stolen")),
    ("mislaid", _lazy("It was mislaid")),
    ("accident", _lazy("It was lost in an accident")),
    ("unexplained", _lazy("Nobody knows how")),
)
"""What is said of an issue without a line, in the words of the stocks and of ammunition, which stand above this app."""


@never_cache
@ensure_csrf_cookie
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The form, and what waits on the device."""
    actor = actor_of(request)
    extracts.require_any(actor)
    types = reference.words("firearm_type")
    context = {
        "who": officer_of(actor),
        "kinds": [(code, labels.CASES[code]) for code in KINDS],
        "types": [(code, types[code]) for code in TYPES if code in types],
        "may_capture": may(actor, WRITE),
        "may_place": may(actor, PLACE),
        "may_check": may(actor, CHECK),
        "may_issue": may(actor, ISSUE),
        "issue_kinds": KINDS_OF_ISSUE,
        "occasions": OCCASIONS,
        "degrees": DEGREES,
        "legs": LEGS,
        "signer": extracts.public_key(),
        "grounds": list(reference.words("seizure_ground").items()),
    }
    return render(request, "recoveries/field.html", context)


@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    """What a device needs to install the page as an application."""
    extracts.require_any(actor_of(request))
    icon = {"src": static("ifar/sign.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    page_at = reverse("field")
    name = _("Mobile entry")
    result = {
        "id": page_at,
        "name": f"{name} · ifar",
        "short_name": name,
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": page_at,
        "scope": page_at,
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0067b0",
        "icons": [icon],
    }
    return JsonResponse(result, content_type="application/manifest+json")


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, under the address whose pages it may serve."""
    extracts.require_any(actor_of(request))
    text = finders.find(SCRIPT)
    if not text or not isinstance(text, str):
        raise Http404
    answer = HttpResponse(Path(text).read_bytes(), content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer
