"""The page before records leave as a file: what leaves, how many, under which purpose, and who has to agree."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from ifar.accounts.descriptions import Line
from ifar.accounts.labels import LISTS, PURPOSES
from ifar.accounts.selectors.proposals import APPROVED
from ifar.accounts.services import exports
from ifar.accounts.services.exports import Leaving
from ifar.errors import Conflict, Invalid
from ifar.files import store
from ifar.files.tables import writing
from ifar.form_errors import actor_of
from ifar.identifiers import shown
from ifar.messages import message_of
from ifar.rights import Actor
from ifar.templatetags.days import day_words

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS: Final = ("csv", "xlsx", "json")
"""As what a list may leave."""


def before(
    request: HttpRequest, leaving: Leaving, columns: Sequence[Any], carried: Collection[str] = ()
) -> HttpResponse | None:
    """The page that comes before a file, or the question to a second person; None where the file leaves now, and the log says so.

    Args:
        columns: what is told of each record, in words.
        carried: fields of the form before it, which are posted again with the answer.

    Raises:
        Refused: no purpose was stated.
    """
    actor = exports.under_purpose(actor_of(request), leaving)
    takes_two = exports.takes_two(actor, leaving)
    release = exports.release_of(actor, leaving) if takes_two else None
    released = release is not None and release.state == APPROVED
    problem: Any = ""
    if request.method == "POST" and (not carried or "reason" in request.POST or not takes_two or released):
        if released or not takes_two:
            exports.take(actor, leaving)
            return None
        try:
            asked = release or exports.ask(actor, leaving, request.POST.get("reason", "")[:2000])
        except (Invalid, Conflict) as error:
            problem = message_of(error)
        else:
            messages.success(request, _("Submitted. Export it when a second person has approved it."))
            return redirect("accounts:proposal", asked.public_id)
    purpose = actor.purpose
    context = {
        "leaving": leaving,
        "takes_two": takes_two,
        "what": LISTS.get(leaving.kind, leaving.kind),
        "columns": [str(column) for column in columns],
        "most": settings.IFAR_TAKEN_ALONE,
        "why": PURPOSES.get(purpose.purpose, purpose.purpose) if purpose else "",
        "case": purpose.case if purpose else "",
        "asked": None if released else release,
        "released": released,
        "problem": problem,
        "carried": [(name, text) for name in carried for text in request.POST.getlist(name)],
    }
    return render(request, "accounts/taking.html", context, status=422 if problem else 200)


def label_of(actor: Actor, leaving: Leaving) -> str:
    """Who takes a list out, when, for what and with how many records: whoever finds the file learns whose it was.

    It stands above a workbook's table. A table of text (CSV) is columns and rows alone, because programs read its first line as the heads; there its name
    says who took it out and when (`file_name`), and the log of reads the rest.
    """
    purpose = actor.purpose
    return _(
        "Taken out by %(name)s (%(id)s), %(agency)s, on %(at)s. Purpose: %(why)s %(case)s. Asked for: %(said)s. Records: %(count)d."
    ) % {
        "name": actor.name,
        "id": shown(actor.id),
        "agency": actor.agency_name or shown(actor.agency),
        "at": day_words(timezone.localtime(), "instant"),
        "why": PURPOSES.get(purpose.purpose, purpose.purpose) if purpose else "",
        "case": purpose.case if purpose else "",
        "said": leaving.asked or "*",
        "count": leaving.count,
    }


def file_name(actor: Actor, stem: str, form: str) -> str:
    """What a list is called that leaves: what it is, when it was taken out, and by whom."""
    return f"{stem}-{timezone.localtime():%Y-%m-%dT%H%M}-{shown(actor.id)}.{form}"


def sent(
    actor: Actor, leaving: Leaving, stem: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> HttpResponseBase:
    """The table as a file in the form in which it leaves. Who took it out stands in a workbook and in JSON, and in the name of each."""
    if leaving.form == "csv":
        pieces = writing.csv_pieces(header, rows)
        response: HttpResponseBase = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    elif leaving.form == "json":
        names = [str(name) for name in header]
        whole = {"taken": label_of(actor, leaving), "columns": names, "rows": [list(row) for row in rows]}
        response = HttpResponse(json.dumps(whole, ensure_ascii=False), content_type="application/json")
    else:
        sheet = ([label_of(actor, leaving)], chain([[str(name) for name in header]], rows))
        response = FileResponse(workbook({str(_("List")): sheet}), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{file_name(actor, stem, leaving.form)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def workbook(sheets: Mapping[str, Any], *, mirrored: bool | None = None) -> BinaryIO:
    """A workbook, in the direction of the reader's language where none is said, in a file that is gone when it was sent."""
    mirrored = get_language_bidi() if mirrored is None else mirrored
    with NamedTemporaryFile(dir=store.incoming(), suffix=".xlsx", delete_on_close=False) as place:
        writing.write_workbook(Path(place.name), sheets, mirrored=mirrored)
        return open(place.name, "rb")


def before_log(request: HttpRequest, size: int) -> HttpResponse | None:
    """The same before the whole log leaves; it tells of every act and of no person by name."""
    leaving = Leaving("ledger.log.export", "", "zip", size, request.get_full_path(), grows=True)
    return before(
        request, leaving, (_("Act"), _("Who did it"), _("When"), _("What it is about"), _("What it says"))
    )


def describe(actor: Actor, proposal: Any) -> list[Line]:
    """What would leave, for the person who is asked to agree to it; the one who asked finds the way back to it."""
    payload = proposal.payload
    url = proposal.words.get("address", "") if proposal.proposer == actor.id else ""
    lines = [
        Line(_("What leaves"), LISTS.get(payload["kind"], payload["kind"]), url),
        Line(_("Records"), intcomma(payload["count"])),
        Line(_("Filters"), proposal.words.get("asked") or _("nothing: all that one may see")),
        Line(_("As a file of the form"), payload["form"].upper()),
        Line(_("Purpose"), PURPOSES.get(payload["purpose"], payload["purpose"])),
    ]
    return [*lines, Line(_("Case"), payload["case"])] if payload["case"] else lines
