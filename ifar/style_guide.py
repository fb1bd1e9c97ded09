"""The style guide: every piece of the interface with sample inputs, in demonstration mode only.

It documents the pieces and is what screenshots and accessibility checks look at. Nothing here comes from the register.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ifar.cursors import Page
from ifar.errors import NotFound
from ifar.fields import AnswerField
from ifar.missingness import Answer
from ifar.registry.lifeline import Custody, LifeEvent, band, row
from ifar.registry.views.when import OccurredField
from ifar.templatetags.pieces import age_words

_TODAY: Final = dt.date(2026, 6, 1)


class SampleForm(forms.Form):
    """One field of each kind."""

    serial = forms.CharField(
        label="Serial number",
        help_text="As you read it; ? for a character that nobody can read.",
        widget=forms.TextInput(attrs={"data-mark": True, "spellcheck": "false"}),
    )
    calibre = forms.CharField(
        label="Calibre",
        help_text="Start typing; what is not in the list is kept as you typed it.",
        widget=forms.TextInput(attrs={"list": "calibres"}),
    )
    year = AnswerField(forms.IntegerField(min_value=1700), label="Year of manufacture")
    occurred = OccurredField(label="Date of the event", help_text="Say only as much as is known.")
    ground = forms.ChoiceField(
        label="Ground",
        choices=[("a", "Illicit possession"), ("b", "Illicit trafficking")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"dir": "auto"}))
    sure = forms.BooleanField(label="I have the firearm in front of me", required=True)


@require_GET
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every piece on one page."""
    if not settings.DEMO:
        raise NotFound()
    messages.success(
        request, "The transfer was recorded. The new holder now has custody; undo it with a correction."
    )
    mirrored = get_language_bidi()
    context = {
        "lives": [("short", sample_life(_SHORT, mirrored)), ("long", sample_life(_LONG, mirrored))],
        "pairs": _PAIRS,
        "facts": _FACTS,
        "blank_form": SampleForm(initial={"year": Answer(None, "unknown")}),
        "wrong_form": SampleForm(
            {"serial": "", "calibre": "9x19", "year_status": "known", "occurred_precision": "day"},
            prefix=None,
            auto_id="wrong_%s",
        ),
        "rows": _ROWS,
        "found": Page(
            _ROWS,
            "x",
            None,
            request.GET.get("sort", "-age"),
            dict.fromkeys(("mark", "make", "score", "age", "due", "office")),
        ),
        "bulk_acts": [
            {"name": "act", "value": "different", "label": "Not the same"},
            {"name": "act", "value": "same", "label": "Merge", "danger": True},
        ],
        "changes": [
            {"name": "Ownership", "was": "J. Okello", "becomes": "M. Haddad", "changed": True},
            {"name": "Custody", "was": "J. Okello", "becomes": "M. Haddad", "changed": True},
            {"name": "Legal status", "was": "Lawfully held", "becomes": "Lawfully held", "changed": False},
            {"name": "Physical status", "was": "Intact", "becomes": "Intact", "changed": False},
        ],
        "steps": ["Upload", "Match columns", "Preview", "Decide", "Run", "Report"],
        "consequences": [
            "Both records stay on the register and show one firearm. Their life-lines are joined. You can undo this."
        ],
        "today": _TODAY,
        "moment": dt.datetime(2019, 3, 14, 8, 20, tzinfo=dt.UTC),
    }
    return render(request, "style_guide.html", context)


def sample_life(events: list[dict[str, Any]], mirrored: bool) -> dict[str, Any]:
    """What `pieces/lifeline.html` wants, made from a short table."""
    known = [
        LifeEvent(n, event["at"], event["custody"], event.get("who", ""), event.get("elsewhere", False))
        for n, event in enumerate(events, 1)
    ]
    items = []
    for item in row(known, _TODAY):
        event = events[item.n - 1]
        if item.kind == "event":
            items.append(
                {
                    "kind": "event",
                    "n": item.n,
                    "custody": item.custody,
                    "url": "#",
                    "start": event["at"],
                    "end": event["at"],
                    "precision": event.get("precision", "day"),
                    "proof": {"state": event.get("proof", "witnessed"), "url": "#"},
                }
                | {
                    key: event.get(key, "")
                    for key in ("tone", "icon", "label", "who", "where", "paper", "note")
                }
            )
        elif item.kind == "gap":
            items.append(
                {
                    "kind": "gap",
                    "custody": "gap",
                    "words": _("Nobody knows where it was for %(time)s.") % {"time": age_words(item.days)},
                }
            )
        else:
            items.append(
                {
                    "kind": "now",
                    "custody": item.custody,
                    "label": event["who"],
                    "words": _("for %(time)s") % {"time": age_words(item.days)},
                }
            )
    words = {
        "maker": "Maker",
        "trade": "Trade",
        "holder": "Holder",
        "state": "State custody",
        "moving": "On its way",
        "gap": "Custody unknown",
        "ended": "Ended",
    }
    present = {item.custody for item in row(known, _TODAY)}
    return {
        "items": items,
        "band": band(known, _TODAY, mirrored=mirrored),
        "custodies": [(custody, text) for custody, text in words.items() if custody in present],
        "summary": "Custody from 2003 to 2026: maker, trade, two holders, unknown for 14 months, police.",
    }


def _event(
    year: int, month: int, day: int, custody: Custody, icon: str, label: str, who: str, **more: Any
) -> dict[str, Any]:
    return {
        "at": dt.date(year, month, day),
        "custody": custody,
        "icon": icon,
        "label": label,
        "who": who,
        **more,
    }


_SHORT: Final = [
    _event(
        2003,
        5,
        12,
        "maker",
        "hammer",
        "Manufactured",
        "Beretta",
        where="Gardone Val Trompia",
        paper="Maker's declaration 2003/118",
    ),
    _event(
        2003,
        5,
        20,
        "maker",
        "rubber-stamp",
        "Marked and proofed",
        "Beretta",
        where="Banco Nazionale di Prova",
        tone="official",
    ),
    _event(
        2003,
        9,
        2,
        "moving",
        "plane-departure",
        "Exported",
        "Carrier Medtrans",
        paper="Export licence IT-EX 4471",
    ),
    _event(
        2003,
        9,
        28,
        "trade",
        "plane-arrival",
        "Imported and marked",
        "Coastal Arms Ltd",
        where="Port of Mersa",
        paper="Import licence 2003-0912",
    ),
    _event(2004, 2, 3, "holder", "shopping-cart", "Sold", "J. Okello", paper="Possession licence P-88213"),
    _event(
        2017,
        8,
        19,
        "gap",
        "alert-octagon",
        "Reported stolen",
        "J. Okello",
        where="Kisa district",
        paper="Police report 5512/17",
        tone="adverse",
    ),
    _event(
        2018,
        10,
        27,
        "state",
        "hand-stop",
        "Seized",
        "Central Police, exhibits",
        where="Harbour road checkpoint",
        paper="Case 771/18",
        tone="official",
        proof="in_tree",
    ),
    _event(
        2019,
        3,
        14,
        "state",
        "gavel",
        "Held as evidence",
        "Court of Mersa",
        paper="Order 19/201",
        tone="official",
        proof="recorded",
    ),
]
_LONG: Final = [
    _event(1978, 3, 1, "maker", "hammer", "Manufactured", "Zastava Arms", precision="year"),
    *[
        _event(
            1979 + i,
            1 + i % 12,
            5 + i % 20,
            ("state", "holder", "trade")[i // 13],
            ("archive", "user-check", "tool")[i % 3],
            ("Counted in stock", "Issued to a person", "Returned from repair")[i % 3],
            ("2nd Brigade store", "A. Marković", "Adriatic Sporting Arms")[i // 13],
            where="Depot 4" if i % 2 else "",
            elsewhere=i == 20,
            note="Recorded 3 years later" if i == 21 else "",
        )
        for i in range(38)
    ],
    _event(
        2024,
        4,
        9,
        "ended",
        "flame",
        "Destroyed",
        "Ministry of the Interior",
        where="Foundry No. 2",
        paper="Destruction list 24-07, two witnesses",
        tone="final",
    ),
]
_PAIRS: Final = [
    ("A", "A", "agree"),
    ("B", "8", "look_alike"),
    ("?", "7", "unread"),
    ("1", "1", "agree"),
    ("2", "3", "wrong"),
    ("3", "4", "swapped"),
    ("4", "3", "swapped"),
    ("", "K", "missing"),
    ("X", "", "extra"),
]
_FACTS: Final = [
    {
        "name": "Ownership",
        "icon": "user",
        "value": "J. Okello",
        "since": "since 3 Feb 2004",
        "under": "Possession licence P-88213",
        "url": "#",
    },
    {
        "name": "Custody",
        "icon": "building-bank",
        "value": "Court of Mersa",
        "since": "since 14 Mar 2019",
        "under": "Order 19/201",
        "tone": "",
    },
    {
        "name": "Legal status",
        "icon": "scale",
        "value": "Evidence",
        "since": "since 14 Mar 2019",
        "under": "Case 771/18",
        "tone": "warn",
    },
    {
        "name": "Physical status",
        "icon": "tool",
        "value": None,
        "status": "unknown",
        "since": "not looked at since 2018",
    },
]
_ROWS: Final = [
    {
        "id": "F0000000000000",
        "mark": "AB?1234",
        "make": "Beretta",
        "model": "92FS",
        "score": 94,
        "age": "2 days",
        "due": "in 5 days",
        "late": False,
        "office": "Mersa",
    },
    {
        "id": "F0000000000000",
        "mark": "ПР 0412",
        "make": "Tula",
        "model": "TT-33",
        "score": 88,
        "age": "9 days",
        "due": "3 days late",
        "late": True,
        "office": "Kisa",
    },
    {
        "id": "F0000000000000",
        "mark": "778120",
        "make": "Smith & Wesson",
        "model": "Model 10",
        "score": 71,
        "age": "12 days",
        "due": "6 days late",
        "late": True,
        "office": "Mersa",
    },
]
