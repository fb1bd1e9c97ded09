"""The first page: what waits for me, what is late, and what changed. No dashboard for its own sake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from ifar import identifiers
from ifar.accounts import descriptions, display_numbers
from ifar.accounts.labels import ROLES
from ifar.accounts.selectors import notices, people, proposals
from ifar.accounts.selectors.deadlines import Ending, endings_of
from ifar.community.selectors import members
from ifar.home import inspections, retail, strategy
from ifar.home.lines import line
from ifar.ledger import selectors as ledger
from ifar.licensing.selectors import follow_up
from ifar.licensing.selectors import records as licensing
from ifar.matters import selectors as matters
from ifar.matters.labels import KINDS as MATTERS
from ifar.page_context import address_of
from ifar.programme.sightings.services import SEND as SEND_SIGHTING
from ifar.recoveries import selectors as recoveries
from ifar.recoveries.custody import selectors as custody
from ifar.registry.alerts.selectors import saved_searches
from ifar.registry.labels import DEADLINES
from ifar.registry.labels.saved_searches import KINDS as SEARCHED_FOR
from ifar.registry.selectors import duplicates
from ifar.registry.selectors.duties import AHEAD, Due, cause_of, duties_of
from ifar.registry.selectors.recent import latest_events, recorded_at
from ifar.registry.views.firearm import serial_of, title_of
from ifar.registry.views.lifeline import event_words
from ifar.registry.views.query_summary import reference_shown
from ifar.rights import Actor, may
from ifar.tracing import selectors as tracing
from ifar.trade import selectors as transfers
from ifar.trade.screening import screened

SHOWN: Final = 8
SHOWN_OF_ALL: Final = 200
"""So many deadlines stand there when all were asked for: nobody works through more in a day."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this actor; each line leads to where it is done."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if may(actor, "portal:own:read"):
        return redirect("mine:held")
    rows = _found(actor)
    waiting = [
        row
        for row in (
            _found_by_others(actor),
            _due(actor),
            *retail.waiting(actor),
            _notices(actor),
            _approvals(actor),
            _duplicates(actor),
            *_licensing(actor),
            *_holders(actor),
            _recoveries(actor),
            _tracing(actor),
            *_custody(actor),
            *strategy.waiting(actor),
            _matters(actor),
            _transfers(actor),
            _screening(actor),
            _asked_by_me(actor),
        )
        if row and row["count"]
    ]
    context = {
        "found": rows[:SHOWN],
        "found_more": len(rows) > SHOWN,
        "waiting": waiting,
        "nothing": actor.permissions and not waiting and not rows,
        **_deadlines(actor, SHOWN_OF_ALL if "deadlines" in request.GET else SHOWN),
        "stewards": _stewards(actor),
        "alarms": ledger.alarms() if may(actor, "ledger:checkpoint:read") else (),
        "latest": [_recent(row) for row in latest_events(actor, SHOWN)]
        if may(actor, "registry:firearm:read")
        else [],
        "may_search": may(actor, "registry:mark:search"),
        "may_duplicates": may(actor, "registry:duplicate:decide"),
        "may_send": may(actor, SEND_SIGHTING),
        "without_role": actor.is_somebody and not actor.permissions,
    }
    return render(request, "home.html", context)


ENDING: Final = {
    "decide": gettext_lazy("Decide: %(thing)s"),
    "countersign": gettext_lazy("Countersign, as it was done in an emergency: %(thing)s"),
    "asked": gettext_lazy("You asked for it, and nobody has answered yet: %(thing)s"),
    "cover": gettext_lazy("%(who)s stands in until then: %(thing)s"),
    "role": gettext_lazy("A role of %(who)s ends: %(thing)s"),
}
"""What ends -> its words."""


def _deadlines(actor: Actor, most: int) -> dict[str, Any]:
    """The deadlines that are shown, and whether there are more."""
    rows = deadlines_of(actor, most + 1) if actor.permissions else []
    return {"deadlines": rows[:most], "deadlines_more": len(rows) > most}


def deadlines_of(actor: Actor, most: int = SHOWN) -> list[dict[str, Any]]:
    """What is due for this actor and their office, the most urgent first, each with what it is about and the days that are left."""
    now = timezone.localtime()
    duties, ending = duties_of(actor, now.date(), most), endings_of(actor, now, most)
    # What another side owes stands there once: as the matter that it became.
    raised = matters.found_already((due.firearm, cause_of(due)) for due in duties)
    duties = [due for due in duties if (due.firearm, cause_of(due)) not in raised]
    proposed = [row for row in ending if row.sort in PROPOSED]
    about = descriptions.names_of(actor, [*(due.firearm for due in duties), *(row.about for row in proposed)])
    whom = members.whom(actor, [row.id for row in proposed])
    rows = [_duty(due, about) for due in duties]
    rows += [*_following(actor, now.date(), most), *_to_settle(actor, now.date(), most)]
    rows += [_ending(row, about, whom.get(row.id, "")) for row in ending]
    rows += inspections.deadlines(actor, now.date() + AHEAD, most)
    rows = [{**row, "left": (row["due"] - now.date()).days} for row in rows]
    return sorted(rows, key=lambda row: row["left"])[:most]


def _duty(due: Due, about: Mapping[str, str]) -> dict[str, Any]:
    return {
        "words": DEADLINES.get(due.name, due.name),
        "thing": about.get(due.firearm) or identifiers.shown(due.firearm),
        "url": reverse("registry:event", args=(due.firearm, due.n)),
        "due": due.due,
    }


FOLLOWED: Final = {
    "visit": gettext_lazy("Inspect the storage"),
    "finding": gettext_lazy("See that the fault is mended"),
    "removal": gettext_lazy("See that the firearms leave the holder"),
}
"""What licensing follows up -> its words."""


def _following(actor: Actor, today: dt.date, most: int) -> Iterator[dict[str, Any]]:
    """What the office follows up with holders and is due within a month or overdue, the most urgent of each."""
    record: dict[str, Any] = {}
    if may(actor, "licensing:visit:record"):
        record |= {"visit": follow_up.planned(actor), "finding": follow_up.open_findings(actor)}
    if may(actor, "licensing:removal:clear"):
        record |= {"removal": licensing.open_removals(actor)}
    for name, rows in record.items():
        near = list(rows.filter(agency=actor.agency_id, due_on__lte=today + AHEAD)[:most])
        raised = matters.found_already((item.public_id, f"licensing.{name} {item.due_on}") for item in near)
        for item in near:
            if (item.public_id, f"licensing.{name} {item.due_on}") in raised:
                continue
            yield {
                "words": FOLLOWED[name],
                "thing": identifiers.shown(item.public_id),
                "url": reverse(f"licensing:{name}", args=(item.public_id,)),
                "due": item.due_on,
            }


def _to_settle(actor: Actor, today: dt.date, most: int) -> Iterator[dict[str, Any]]:
    """Matters that the office must settle or explain, due within a month or overdue, the most urgent first."""
    if not may(actor, "matters:matter:settle") and not may(actor, "matters:matter:explain"):
        return
    rows = matters.due_until(actor, today + AHEAD, most)
    known = matters.records_of(actor, (record for record, _day in rows))
    for matter, day in rows:
        thing = known.get(matter.about)
        yield {
            "words": MATTERS[matter.kind],
            "thing": thing.title if thing else identifiers.shown(matter.public_id),
            "url": reverse("matters:matter", args=(matter.public_id,)),
            "due": day,
        }


PROPOSED: Final = ("decide", "countersign", "asked")
"""Sorts of what ends that are proposals."""


def _ending(ending: Ending, about: Mapping[str, str], whom: str = "") -> dict[str, Any]:
    proposal = ending.sort in PROPOSED
    # A name reads in its own direction, whatever stands around it.
    thing = f"{ending.thing} (\u2068{whom}\u2069)" if whom else ending.thing
    return {
        "words": ENDING[ending.sort] % {"thing": thing, "who": ending.who},
        "thing": (about.get(ending.about) or identifiers.shown(ending.id)) if proposal else "",
        "url": reverse("accounts:proposal", args=(ending.id,)) if proposal else "",
        "due": timezone.localtime(ending.until).date(),
    }


def _stewards(actor: Actor) -> list[str]:
    """Roles without which nobody could give a role any more, and that too few people hold: for those who can mend it."""
    if not may(actor, "accounts:grant:propose") and "security_officer" not in actor.roles:
        return []
    return [str(ROLES[role]) for role in sorted(people.too_few())]


def _found(actor: Actor) -> list[dict[str, Any]]:
    """The actor's own saved searches that found something that nobody has looked at; one more than is shown says that there are more."""
    if not may(actor, "registry:search:keep"):
        return []
    rows = saved_searches.found_for(actor, SHOWN + 1)
    numbers = display_numbers.numbers_of(actor, {row["savedsearch__reference"] for row in rows})
    return [
        {
            "serial": row["savedsearch__question"]["serial"],
            "kind": SEARCHED_FOR[row["savedsearch__kind"]],
            "reference": numbers.get(row["savedsearch__reference"])
            or reference_shown(row["savedsearch__reference"]),
            "count": row["waiting"],
            "url": reverse("registry:saved_search", args=(row["savedsearch__public_id"],)),
        }
        for row in rows
    ]


def _found_by_others(actor: Actor) -> dict[str, Any] | None:
    """Saved searches of colleagues that found something: somebody must look where they cannot."""
    if not may(actor, "registry:search:keep"):
        return None
    count = saved_searches.count_of_others(actor)
    words = ngettext(
        "%(count)d saved search of a colleague at your desk found something that nobody has looked at",
        "%(count)d saved searches of colleagues at your desk found something that nobody has looked at",
        count,
    )
    there = {"url": reverse("registry:saved_searches") + "?show=waiting"}
    return line(words, count, "registry:saved_searches", "zoom-question") | there


def _due(actor: Actor) -> dict[str, Any] | None:
    """What colleagues asked and what waits for room among their questions: the actor may have it asked now."""
    if not may(actor, "registry:search:keep") or not may(actor, "registry:search:restricted"):
        return None
    count = saved_searches.due_of(actor).others
    words = ngettext(
        "%(count)d mark of a colleague waits for closed compartments: you may have it asked now",
        "%(count)d marks of colleagues wait for closed compartments: you may have them asked now",
        count,
    )
    there = {"url": reverse("registry:saved_searches") + "?show=due"}
    return line(words, count, "registry:saved_searches", "hourglass") | there


def _notices(actor: Actor) -> dict[str, Any] | None:
    if not actor.permissions:
        return None
    counted = notices.counted(actor)
    words = ngettext(
        "%(count)d open notification for you or your desk",
        "%(count)d open notifications for you or your desk",
        counted.open,
    )
    unread = ngettext("%(count)d new", "%(count)d new", counted.unread)
    return {
        "words": words % {"count": counted.open},
        "count": counted.open,
        "late": unread % {"count": counted.unread} if counted.unread else "",
        "url": address_of("accounts:notices"),
        "icon": "bell",
    }


def _approvals(actor: Actor) -> dict[str, Any] | None:
    if not may(actor, "accounts:proposal:decide"):
        return None
    count = proposals.waiting_for(actor).count()
    words = ngettext(
        "%(count)d proposal awaits your decision", "%(count)d proposals await your decision", count
    )
    return {
        "words": words % {"count": count},
        "count": count,
        "url": address_of("accounts:proposals"),
        "icon": "users",
    }


def _duplicates(actor: Actor) -> dict[str, Any] | None:
    if not may(actor, "registry:duplicate:decide"):
        return None
    count = duplicates.count_open(actor)
    words = ngettext(
        "%(count)d possible duplicate waits for a decision",
        "%(count)d possible duplicates wait for a decision",
        count,
    )
    return line(words, count, "registry:duplicates", "copy-check")


def _licensing(actor: Actor) -> Iterator[dict[str, Any]]:
    """Applications past their time or to be worked on, firearms that must leave a holder, notices of which nobody said whom they mean."""
    day = timezone.localdate()
    if may(actor, "licensing:application:write"):
        open_now = licensing.queue(actor, "mine").count()
        late = licensing.overdue(actor, day).count()
        words = ngettext(
            "%(count)d application is being worked on at your desk",
            "%(count)d applications are being worked on at your desk",
            open_now,
        )
        past = ngettext("%(count)d overdue", "%(count)d overdue", late) % {"count": late}
        yield line(words, open_now, "licensing:desk", "license", past if late else "")
    if may(actor, "licensing:removal:clear"):
        leaving = licensing.open_removals(actor).count()
        late = licensing.open_removals(actor).filter(due_on__lt=day).count()
        words = ngettext(
            "The firearms of %(count)d holder still have to leave",
            "The firearms of %(count)d holders still have to leave",
            leaving,
        )
        past = ngettext("%(count)d past its day", "%(count)d past their day", late) % {"count": late}
        yield line(words, leaving, "licensing:removals", "alert-triangle", past if late else "")
        unsure = licensing.waiting_notices(actor).count()
        words = ngettext(
            "%(count)d notice may mean somebody on record",
            "%(count)d notices may mean somebody on record",
            unsure,
        )
        yield line(words, unsure, "licensing:notices", "bell")


def _holders(actor: Actor) -> Iterator[dict[str, Any]]:
    """Files to take of holders who moved here, and holders whom no reminder reached."""
    if may(actor, "licensing:application:write"):
        moved = follow_up.waiting_moves(actor).count()
        words = ngettext(
            "The file of %(count)d holder who moved here waits to be taken",
            "The files of %(count)d holders who moved here wait to be taken",
            moved,
        )
        yield line(words, moved, "licensing:moves", "building")
    if may(actor, "licensing:reminder:write"):
        unreached = follow_up.reminders(actor, "unreached").count()
        words = ngettext(
            "%(count)d holder could not be reached", "%(count)d holders could not be reached", unreached
        )
        yield line(words, unreached, "licensing:reminders", "bell")


def _recoveries(actor: Actor) -> dict[str, Any] | None:
    if not may(actor, "recoveries:case:write"):
        return None
    count = recoveries.count_waiting(actor)
    words = ngettext(
        "%(count)d recovered item may be a firearm of the register",
        "%(count)d recovered items may be firearms of the register",
        count,
    )
    return {
        "words": words % {"count": count},
        "count": count,
        "url": f"{reverse('recoveries:list')}?show=waiting",
        "icon": "hand-grab",
    }


def _tracing(actor: Actor) -> dict[str, Any] | None:
    """Trace requests that wait for the office, or questions to a trader's own book."""
    asks = may(actor, tracing.READ)
    if not asks and not may(actor, tracing.QUESTION):
        return None
    count = tracing.count_waiting(actor)
    if asks:
        words = ngettext(
            "%(count)d trace request waits for your office",
            "%(count)d trace requests wait for your office",
            count,
        )
    else:
        words = ngettext(
            "%(count)d question about a traced firearm waits for your book",
            "%(count)d questions about traced firearms wait for your book",
            count,
        )
    return {
        "words": words % {"count": count},
        "count": count,
        "url": reverse("tracing:list" if asks else "tracing:questions"),
        "icon": "zoom-question",
    }


def _custody(actor: Actor) -> Iterator[dict[str, Any]]:
    """Exhibits to be received, destructions to be witnessed. Gaps and differences of counts are matters."""
    if not may(actor, "custody:exhibit:read"):
        return
    count = custody.to_receive(actor).count() if may(actor, "custody:exhibit:keep") else 0
    words = ngettext(
        "%(count)d exhibit waits to be received", "%(count)d exhibits wait to be received", count
    )
    yield line(words, count, "custody:desk", "inbox")
    if may(actor, "custody:request:answer"):
        asked = custody.to_answer(actor).count()
        words = ngettext(
            "%(count)d request to the laboratory waits for an answer",
            "%(count)d requests to the laboratory wait for an answer",
            asked,
        )
        yield {
            "words": words % {"count": asked},
            "count": asked,
            "url": f"{reverse('custody:desk')}?list=asked",
            "icon": "inbox",
        }
    witness = custody.to_witness(actor).count()
    words = ngettext(
        "%(count)d destruction needs a witness", "%(count)d destructions need a witness", witness
    )
    yield line(words, witness, "custody:batches", "flame")


def _matters(actor: Actor) -> dict[str, Any] | None:
    """Matters that the office must settle or explain."""
    if not may(actor, "matters:matter:settle") and not may(actor, "matters:matter:explain"):
        return None
    counted = matters.counted(actor)
    words = ngettext(
        "%(count)d matter is to be settled or explained",
        "%(count)d matters are to be settled or explained",
        counted["open"],
    )
    late, came = counted["late"], counted["explained"]
    if came:
        text = ngettext("%(count)d explanation came", "%(count)d explanations came", came) % {"count": came}
        words = f"{words} · {text}"
    past = ngettext("%(count)d overdue", "%(count)d overdue", late) % {"count": late} if late else ""
    return line(words, counted["open"], "matters:list", "scale", past)


def _transfers(actor: Actor) -> dict[str, Any] | None:
    """Applications for international transfers that the office works on, and what applicants supplied or asked for."""
    if not may(actor, "trade:transfer:write"):
        return None
    counted = transfers.at_desk(actor, timezone.localdate())
    words = ngettext(
        "%(count)d international transfer is being worked on at your desk",
        "%(count)d international transfers are being worked on at your desk",
        counted["open"],
    )
    late = counted["late"]
    past = ngettext("%(count)d overdue", "%(count)d overdue", late) % {"count": late}
    return line(words, counted["open"], "trade:authorisations", "world-up", past if late else "")


def _screening(actor: Actor) -> dict[str, Any] | None:
    if not may(actor, "trade:transfer:write"):
        return None
    count = screened.matches_for(actor).filter(state="open", agency=actor.agency_id).count()
    words = ngettext(
        "%(count)d match with a sanctions list is to be decided",
        "%(count)d matches with sanctions lists are to be decided",
        count,
    )
    return line(words, count, "trade:matches", "user-check")


def _asked_by_me(actor: Actor) -> dict[str, Any] | None:
    count = proposals.proposed_by(actor).filter(state=proposals.OPEN).count()
    if not count:
        return None
    words = ngettext(
        "%(count)d of your proposals waits for somebody else",
        "%(count)d of your proposals wait for somebody else",
        count,
    )
    return {
        "words": words % {"count": count},
        "count": count,
        "url": address_of("accounts:proposals"),
        "icon": "hourglass",
    }


def _recent(event: Any) -> dict[str, Any]:
    return {
        "event": event,
        "words": event_words(event, None),
        "recorded": recorded_at(event),
        "url": reverse("registry:firearm", args=(event.firearm.public_id,)),
        "title": title_of(event.firearm),
        "serial": serial_of(event.firearm),
    }
