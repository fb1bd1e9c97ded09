"""Requests, links and answers as the pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.accounts.selectors import desks, people
from ifar.languages import LANGUAGES
from ifar.recoveries.models import Item
from ifar.recoveries.selectors import heard_of
from ifar.recoveries.views import presenters as recovered
from ifar.recoveries.views.forms import said_instead
from ifar.reference import opening
from ifar.reference import selectors as reference
from ifar.registry.labels import STATES
from ifar.registry.search import labels as match_labels
from ifar.registry.views.firearm import title_of
from ifar.rights import Actor
from ifar.templatetags.days import day_words
from ifar.templatetags.pieces import days_left
from ifar.tracing import chain_of_ownership, clock, directory, disclosure, going, labels, selectors
from ifar.tracing.document_texts import coded
from ifar.tracing.models import Request, Step
from ifar.tracing.time_to_crime import Span

Spoken = recovered.Spoken
ICONS = {
    "maker": "building-factory-2",
    "importer": "world-down",
    "wholesaler": "building-warehouse",
    "dealer": "building-store",
    "holder": "user",
}
STROKES = {
    "maker": "maker",
    "importer": "trade",
    "wholesaler": "trade",
    "dealer": "trade",
    "holder": "holder",
}
"""Role -> how its stretch is drawn, as in a firearm's life-line."""


def clock_of(until: dt.datetime | None, now: dt.datetime | None = None) -> dict[str, Any] | None:
    """A running clock: its words and its tone; None where nobody waits."""
    if until is None:
        return None
    left = clock.left(until, now or timezone.now())
    hours = left.hours + (left.hours < 0)
    if abs(left.hours) >= 48:
        text = days_left(-left.days if left.tone == "late" else left.days)
    elif left.tone == "late":
        text = ngettext("overdue by %(hours)s hour", "overdue by %(hours)s hours", max(1, -hours)) % {
            "hours": max(1, -hours)
        }
    else:
        text = ngettext("%(hours)s hour left", "%(hours)s hours left", left.hours) % {"hours": left.hours}
    return {"words": text, "tone": {"late": "bad", "soon": "warn", "fine": ""}[left.tone], "until": until}


def office_hours(request: Request, now: dt.datetime) -> str:
    """Whether anybody is at the desk that answers, or when it opens again, at its own clock; empty where nobody waits for it."""
    if request.due_at is None:
        return ""
    where = directory.where_of(request)
    known = clock.opens(now, where)
    if known is None or (known.now and known.hour is None):
        return ""
    town = where.town or where.zone.rpartition("/")[2].replace("_", " ")
    values = {
        "day": date_format(known.day, "l j F"),
        "time": known.hour.isoformat("minutes") if known.hour else "",
        "town": f"\u2068{town}\u2069",
    }
    if known.now:
        return _("The office that answers is open until %(time)s in %(town)s.") % values
    if known.hour is None and town == "UTC":
        # Nothing is known of where it is: UTC is no place where anybody works.
        return _("The office that answers is closed; it opens again on %(day)s.") % values
    if known.hour is None:
        return _("The office that answers is closed; it opens again on %(day)s in %(town)s.") % values
    return _("The office that answers is closed; it opens again on %(day)s at %(time)s in %(town)s.") % values


def spoken_now() -> dict[str, Mapping[str, str]]:
    """The words of the lists that these pages use, asked for once."""
    return reference.words_of((*recovered.SPOKEN, "trace_desk", "trace_outcome", "mark_kind"))


def country_words(code: str, spoken: Spoken) -> str:
    """A State by its name; our own by the name that it gave itself."""
    if code and code == settings.IFAR_COUNTRY:
        return str(settings.IFAR_COUNTRY_NAME or _("this State"))
    return spoken["country"].get(code, code)


def title_of_request(request: Request, spoken: Spoken) -> str:
    """What is asked about, in a line."""
    if request.thing == "ammunition":
        return " ".join(
            text for text in (str(labels.THINGS["ammunition"]), request.lot.get("headstamp", "")) if text
        )
    return recovered.item_title(Item(kind="firearm", identity=request.identity), spoken)


def opening_of(desk: Any) -> dict[str, Any]:
    """When the office of a row of the directory is open, in words: its town, its weekend, its hours, its next days off."""
    weekend, hours = opening.weekend(desk.weekend), opening.hours(desk.hours)
    today, off = timezone.localdate(), opening.holidays(desk.holidays)
    coming = [day for n in range(120) if (day := today + dt.timedelta(days=n)) in off][:3]
    days = [date_format(day, "j M Y") for day in coming]
    return {
        "town": desk.town,
        "hours": f"{hours[0]:%H:%M}\u2013{hours[1]:%H:%M}" if hours else "",
        "weekend": [WEEKDAYS[n] for n in sorted(weekend or ())],
        "coming": days,
    }


def mark_of(request: Request) -> str:
    """The first mark that says something."""
    return next((str(mark["text"]) for mark in request.marks if mark.get("text")), "")


def row_of(
    request: Request, spoken: Spoken, now: dt.datetime, *, lies_here: bool = False, answers: str = ""
) -> dict[str, Any]:
    """A request in a table.

    Args:
        lies_here: it goes by a signed file that was not taken out yet, so it is not called sent.
        answers: the name of the office that answers, where it is the other side: the reader's own office asked it.
    """
    ready = lies_here and (request.direction, request.state) == ("outgoing", "sent")
    return {
        "one": request,
        "title": title_of_request(request, spoken),
        "mark": mark_of(request),
        "state": str(labels.READY)
        if ready
        else labels.state_words("request", request.state, request.direction),
        "tone": "warn" if ready else labels.TONES.get(request.state, ""),
        "direction": labels.DIRECTIONS[request.direction],
        "other": answers or request.agency.called
        if request.direction == "domestic"
        else country_words(request.country, spoken),
        "clock": clock_of(request.due_at, now),
        "urgency": labels.URGENCIES[request.urgency] if request.urgency != "routine" else "",
    }


def unasked(actor: Actor, request: Request) -> dict[str, Any]:
    """What a draft that goes abroad leaves unasked here, for its page and for what will leave: the offices to ask by name, and what waits."""
    heard = selectors.unasked_of(actor, request)
    ask = {desk for named, _why in heard.values() for desk in named}
    return {
        "ask_first": desks.whom_to_ask(ask) if ask else [],
        "ask_waits": recovered.waits_of(heard, list(heard)),
    }


def waiting(actor: Actor, request: Request) -> dict[str, Any]:
    """What keeps the office that searches for a request from finding nothing, because not everything was looked through yet, and who may have it asked
    now."""
    if request.state != "searching" or not request.searches or request.office != actor.agency:
        return {}
    heard = heard_of(request.searches)
    return {
        "waits": recovered.waits_of(heard, request.searches),
        "release": recovered.release_of(actor, heard, request.searches, request.public_id),
    }


def rows_of(
    actor: Actor, requests: Sequence[Request], spoken: Spoken, now: dt.datetime
) -> list[dict[str, Any]]:
    """Requests in a table. Two queries at most."""
    here = going.waiting_to_be_taken_out(requests)
    asked = {
        request.office
        for request in requests
        if request.direction == "domestic" and request.agency_id == actor.agency_id
    }
    offices = selectors.names_of(asked)
    return [
        row_of(
            request,
            spoken,
            now,
            lies_here=request.public_id in here,
            answers=offices.get(request.office, "")
            if request.office in asked and request.agency_id == actor.agency_id
            else "",
        )
        for request in requests
    ]


def facts_of(
    request: Request, names: Mapping[str, str], spoken: Spoken, *, named: bool
) -> list[tuple[Any, Any]]:
    """What a request says, label and value; what nobody said left out. `named`: what may name people may be shown."""
    rows = [
        (pgettext("a country", "State"), country_words(request.country, spoken)),
        (_("Desk"), spoken["trace_desk"].get(request.desk, request.desk)),
        (_("How it goes"), labels.CHANNELS.get(request.channel, request.channel)),
        (_("Our number"), request.number),
        (_("Their number"), request.reference),
        (_("Who answers"), names.get(request.office, "") if request.direction != "outgoing" else ""),
        (_("Found in"), country_words(request.recovered_in, spoken) if request.recovered_in else ""),
        (_("Where"), request.place if named else ""),
        (_("What the answer is for"), labels.USES.get(request.use, "")),
        (_("Urgency"), labels.URGENCIES[request.urgency]),
        (_("How it is to be treated"), labels.HANDLINGS[request.handling]),
        (_("Agreement"), labels.AGREEMENTS[request.agreement] if request.direction != "domestic" else ""),
    ]
    return [(label, value) for label, value in rows if value]


def thing_of(request: Request, spoken: Spoken) -> list[tuple[Any, str]]:
    """What identifies the arm or the ammunition, in words."""
    if request.thing == "ammunition":
        return [(labels.LOT[name], text) for name, text in request.lot.items()]
    lists = {
        "type": (_("Type"), "firearm_type"),
        "make": (_("Make"), "make"),
        "model": (_("Model"), "model"),
        "calibre": (_("Calibre"), "calibre"),
        "country_made": (_("Country of manufacture"), "country"),
    }
    identity = request.identity
    rows = [
        (
            label,
            spoken[listed].get(identity.get(name) or "", str(identity.get(f"{name}_raw") or ""))
            or said_instead(identity.get(f"{name}_status", "")),
        )
        for name, (label, listed) in lists.items()
    ]
    if year := identity.get("year"):
        rows.append((_("Year of manufacture"), str(year)))
    return [(label, value) for label, value in rows if value]


def marks_of(request: Request, spoken: Spoken) -> list[dict[str, Any]]:
    """Its marks with their kinds in words."""
    kinds = spoken["mark_kind"]
    return [{"mark": mark, "kind": kinds.get(mark["kind"], mark["kind"])} for mark in request.marks]


def links_of(
    links: Sequence[Step],
    doubts: Iterable[tuple[int, str]],
    *,
    named: bool,
    parties: Mapping[str, str],
    now: dt.datetime,
    spoken: Spoken,
    contradicted: Iterable[chain_of_ownership.Against] = (),
) -> list[dict[str, Any]]:
    """The chain as a picture: each link with who it is, what became of it, and what does not fit. `named`: people may be shown."""
    offices = selectors.names_of([step.asked for step in links] + [step.to_whom for step in links])
    wrong: dict[int, list[Any]] = {}
    for n, doubt in doubts:
        wrong.setdefault(n, []).append(labels.DOUBTS[doubt])
    for against in contradicted:
        wrong.setdefault(against.line, []).append(against_words(against))
    rows = []
    for link in links:
        known = {**offices, **(parties if named else {})}
        who = known.get(link.asked, "") or (country_words(link.country, spoken) if link.country else "")
        described = (
            " · ".join(str(text) for text in link.described.values()) if named and link.described else ""
        )
        rows.append(
            {
                "one": link,
                "role": labels.ROLES[link.role],
                "icon": ICONS[link.role],
                "stroke": "gap" if link.state != "answered" else STROKES[link.role],
                "shape": "adverse"
                if link.result == "diverted"
                else "blank"
                if link.state == "failed"
                else "",
                "who": who,
                "state": labels.STATES["step"][link.state],
                "result": labels.RESULTS.get(link.result, ""),
                "failure": labels.FAILURES.get(link.failure, ""),
                "diversion": labels.DIVERSIONS.get(link.diversion, ""),
                "to": labels.ROLES.get(link.to_role, ""),
                "to_whom": known.get(link.to_whom, "")
                or described
                or (country_words(link.to_country, spoken) if link.to_country else ""),
                "clock": clock_of(link.due_at, now) if link.state == "asked" else None,
                "late": link.state == "asked" and link.due_at is not None and link.due_at < now,
                "by": labels.told_by(link),
                "source": link.source if named else "",
                "doubts": wrong.get(link.line, []),
            }
        )
    return rows


def against_words(against: chain_of_ownership.Against) -> str:
    """What the register says otherwise than a link, in a sentence."""
    text = day_words(dt.date.fromisoformat(against.said)) if against.doubt == "life_day" else against.said
    return str(labels.AGAINST[against.doubt]) % {"said": f"\u2068{text}\u2069"}


def acts_of(
    done: Sequence[selectors.Done], spoken: Spoken, *, domestic: bool = False
) -> list[dict[str, Any]]:
    """What was done, the latest first: in words, by whom, with what was said and the proof."""
    names = people.names_of({item.recorded.actor for item in done})
    return [
        {
            "label": labels.ACTS[f"{item.event.record_type} {item.event.kind}"][0],
            "icon": labels.ACTS[f"{item.event.record_type} {item.event.kind}"][1],
            "by": names.get(item.recorded.actor, item.recorded.actor),
            "at": item.recorded.recorded_at,
            "said": _act_sentence(item, spoken, domestic=domestic),
            "note": item.personal.get("note") or item.personal.get("text") or "",
            "proof": item.recorded.proof,
            "key": str(item.event.pk),
        }
        for item in done
        if f"{item.event.record_type} {item.event.kind}" in labels.ACTS
    ]


def _act_sentence(done: selectors.Done, spoken: Spoken, *, domestic: bool) -> str:
    details, changes = done.event.details, done.event.changes
    if ground := changes.get("ground"):
        return str(labels.GROUNDS.get(ground, ground))
    if outcome := changes.get("outcome"):
        return spoken["trace_outcome"].get(outcome, outcome)
    if done.event.kind == "messaged" and not domestic:
        return _("they wrote") if details.get("way") == "in" else _("we wrote")
    if "found" in details:
        number = int(details["found"])
        return ngettext("%(count)d record may be it", "%(count)d records may be it", number) % {
            "count": number
        }
    return ""


def verdict_row(verdict: disclosure.Verdict, value: Any, spoken: Spoken, agreement: str) -> dict[str, Any]:
    """What would leave under an agreement, or would not and why, with its value in words."""
    why = "none" if verdict.why == "agreement" and agreement in ("", "none") else verdict.why
    return {
        "datum": labels.DATA[verdict.datum],
        "value": value_words(verdict.datum, value, spoken),
        "leaves": verdict.leaves,
        "why": str(labels.WHY_NOT.get(why, "")) % {"needs": labels.AGREEMENTS.get(verdict.needs, "")},
    }


def value_words(datum: str, value: Any, spoken: Spoken) -> str:
    """What is known of a datum, in a line; whatever was stored, this returns words."""
    if isinstance(value, list | tuple):
        rows = [_row(item, spoken, plain=datum == "trade_chain") for item in value]
        return (" → " if datum == "trade_chain" else " · ").join(row for row in rows if row)
    if isinstance(value, Mapping):
        return " · ".join(_leaf(str(name), part, spoken) for name, part in value.items())
    if datum == "first_sale":
        return stored_day(value)
    names: Mapping[str, Mapping[str, Any]] = {"status": STATES, "holder_kind": labels.ROLES}
    return str(names.get(datum, {}).get(str(value), value))


def _row(row: Any, spoken: Spoken, *, plain: bool) -> str:
    if not isinstance(row, Mapping):
        return _isolated(row)
    if "kind" in row and "on" in row:
        # A crossing of a border, or a loss: a code of the life and a day.
        return " · ".join(text for text in (_event(str(row["kind"])), stored_day(row["on"])) if text)
    parts = (
        [row.get("who") or labels.ROLES.get(row.get("link", "")), stored_day(row.get("on"))]
        if plain
        else [*row.values()]
    )
    return " ".join(_isolated(part) if isinstance(part, dict | list) else str(part) for part in parts if part)


def _event(kind: str) -> str:
    language = (get_language() or "en")[:2]
    return coded("event", kind, language if language in LANGUAGES else "en")


def stored_day(text: Any) -> str:
    """A day as it was stored, in words of the reader's language; what is none stands as it is."""
    try:
        return day_words(dt.date.fromisoformat(str(text))) if text else ""
    except ValueError:
        return _isolated(text)


def _leaf(name: str, part: Any, spoken: Spoken) -> str:
    lists = {
        "make": "make",
        "model": "model",
        "calibre": "calibre",
        "type": "firearm_type",
        "country_made": "country",
    }
    if name == "marks" and isinstance(part, list | tuple):
        return " ".join(
            _isolated(item.get("text", "") if isinstance(item, Mapping) else item) for item in part
        )
    if not isinstance(part, str):
        return _isolated(part)
    if name in lists:
        return spoken[lists[name]].get(part, part)
    if name == "on":
        return stored_day(part)
    if name == "how":
        return str(labels.DIVERSIONS.get(part, part))
    if name == "link":
        return str(labels.ROLES.get(part, part))
    return _isolated(part)


def _isolated(part: Any) -> str:
    """A text between isolates of direction, which nothing in it ends."""
    return f"\u2068{str(part).replace(chr(0x2069), '')}\u2069"


def proposal_row(proposal: Any, spoken: Spoken, firearm: Any) -> dict[str, Any]:
    """A firearm of the register that it may be: what it is, how likely, and what contradicts that."""
    percent = min(99, int(proposal.chance * 100))
    return {
        "firearm": proposal.found.firearm,
        "shown": identifiers.shown(proposal.found.firearm),
        "title": title_of(firearm, spoken) if firearm else proposal.found.mark_text,
        "mark": proposal.found.mark_today or proposal.found.mark_text,
        "state": STATES.get(proposal.found.state, proposal.found.state),
        "percent": percent,
        "doubt": match_labels.doubt_of((reason.code for reason in proposal.found.match.reasons), percent),
        "alarming": proposal.found.state in ("lost", "stolen", "missing"),
    }


def time_words(span: Span | None) -> str:
    """A time-to-crime in words."""
    if span is None:
        return ""
    days = ngettext("%(count)d day", "%(count)d days", span.days) % {"count": span.days}
    return _("%(days)s (%(years)s years)") % {"days": days, "years": span.years}


def names_for(actor: Actor, request: Request) -> dict[str, str]:
    """The names of the offices of a request."""
    return selectors.names_of([request.office])
