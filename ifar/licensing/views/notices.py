"""Eligibility notices: taking one in, the queue of those that may mean somebody, and saying whom one means."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from ifar.accounts.services import reads
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.cursors import page_of
from ifar.form_errors import actor_of
from ifar.licensing import inputs, labels
from ifar.licensing.selectors import records
from ifar.licensing.services import notices
from ifar.licensing.services.notices import NewNotice
from ifar.licensing.views.presenters import history_of
from ifar.parties import selectors as parties
from ifar.parties.labels import likeness_words
from ifar.parties.services import readings
from ifar.reference import selectors as reference
from ifar.rights import may, require


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """Take in a notice; what it surely means is done before the page comes back."""
    actor = actor_of(request)
    require(actor, notices.TAKE)
    form = form_of(inputs.TakeNotice, request)
    taken = submitted(form, lambda given: notices.take(actor=actor, new=NewNotice.said(given)))
    if taken is None:
        context = {"form": form}
        return render(request, "licensing/notice_new.html", context, status=422 if form.is_bound else 200)
    _tell(request, taken)
    if taken.notice:
        return redirect("licensing:notice", taken.notice)
    return redirect("licensing:notices")


def _tell(request: HttpRequest, taken: notices.NoticeResult) -> None:
    if taken.outcome == "applied":
        count = len(taken.licences)
        messages.success(
            request,
            ngettext(
                "It surely means a holder: %(count)d licence was stopped.",
                "It surely means a holder: %(count)d licences were stopped.",
                count,
            )
            % {"count": count},
        )
    elif taken.outcome == "waiting":
        messages.warning(
            request,
            _("It may mean somebody on record. A licensing desk has to say whom; nothing was stopped yet."),
        )
    elif taken.outcome == "known":
        messages.info(request, _("This notice was taken in before."))
    else:
        messages.info(request, _("It means nobody on record. Nothing was kept."))


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The notices of which nobody has said whom they mean, the oldest first."""
    actor = actor_of(request)
    require(actor, notices.TAKE)
    ended = request.GET.get("show") == "ended"
    listed = records.notices_for(actor).exclude(state="waiting") if ended else records.waiting_notices(actor)
    result = page_of(
        request.GET, listed, order=("-id",) if ended else ("id",), sorts={"state": labels.NOTICE}
    )
    spoken = reference.words("eligibility_ground")
    if result.items:
        reads.log(actor, "licensing.notice.list", "notices", len(result.items))
    rows = [
        {
            "one": notice,
            "ground": spoken.get(notice.ground, notice.ground),
            "name": (notice.described or {}).get("name", ""),
            "state": labels.NOTICE[notice.state],
            "tone": labels.TONES.get(notice.state, ""),
        }
        for notice in result.items
    ]
    return render(request, "licensing/notices.html", {"rows": rows, "found": result, "ended": ended})


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is reported of whom, who on record may be meant, with every reason for and against."""
    actor = actor_of(request)
    notice = records.notice_for(actor, public_id)
    reads.log(actor, "licensing.notice.read", public_id)
    decides = notice.state == "waiting" and may(actor, "licensing:removal:clear")
    matches = []
    if decides:
        described = notices.meant(notice)
        matches = [
            {"party": match.party, "reasons": [likeness_words(reason) for reason in match.likeness.reasons]}
            for match in readings.match_party(actor, "person", described, limit=8)
        ]
    party = parties.parties_for(actor).filter(public_id=notice.party).first() if notice.party else None
    context = {
        "one": notice,
        "ground": reference.words("eligibility_ground").get(notice.ground, notice.ground),
        "described": _described(notice.described or {}),
        "state": labels.NOTICE[notice.state],
        "tone": labels.TONES.get(notice.state, ""),
        "matches": matches,
        "party": party,
        "decides": decides,
        "offered": offered(actor, notices.NOTICE, notice),
        "acts": history_of(public_id, "notice"),
    }
    return render(request, "licensing/notice.html", context)


def _described(described: dict[str, Any]) -> list[tuple[Any, Any]]:
    numbers = ", ".join(
        str(identity_number.get("number", "")) for identity_number in described.get("identity_numbers", ())
    )
    rows = [
        (_("Name"), described.get("name")),
        (_("Date of birth"), described.get("born")),
        (_("Identity number"), numbers),
    ]
    return [(label, value) for label, value in rows if value]
