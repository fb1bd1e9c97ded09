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
from ifar.documents.kinds import LANGUAGES
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
        told = days_left(-left.days if left.tone == "late" else left.days)
    elif left.tone == "late":
        told = ngettext("overdue by %(hours)s hour", "overdue by %(hours)s hours", max(1, -hours)) % {
            "hours": max(1, -hours)
        }
    else:
        told = ngettext("%(hours)s hour left", "%(hours)s hours left", left.hours) % {"hours": left.hours}
    return {"words": told, "tone": {"late": "bad", "soon": "warn", "fine": ""}[left.tone], "until": until}


def office_hours(found: Request, now: dt.datetime) -> str:
    """Whether anybody is at the desk that answers, or when it opens again, at its own clock; empty where nobody waits for it."""
    if found.due_at is None:
        return ""
    where = directory.where_of(found)
    known = clock.opens(now, where)
    if known is None or (known.now and known.hour is None):
        return ""
    town = where.town or where.zone.rpartition("/")[2].replace("_", " ")
    said = {
        "day": date_format(known.day, "l j F"),
        "time": known.hour.isoformat("minutes") if known.hour else "",
        "town": f"\u2068{town}\u2069",
    }
    if known.now:
        return _("The office that answers is open until %(time)s in %(town)s.") % said
    if known.hour is None and town == "UTC":
        # Nothing is known of where it is: UTC is no place where anybody works.
        return _("The office that answers is closed; it opens again on %(day)s.") % said
    if known.hour is None:
        return _("The office that answers is closed; it opens again on %(day)s in %(town)s.") % said
    return _("The office that answers is closed; it opens again on %(day)s at %(time)s in %(town)s.") % said


def spoken_now() -> dict[str, Mapping[str, str]]:
    """The words of the lists that these pages use, asked for once."""
    return reference.words_of((*recovered.SPOKEN, "trace_desk", "trace_outcome", "mark_kind"))


def country_words(code: str, spoken: Spoken) -> str:
    """A State by its name; our own by the name that it gave itself."""
    if code and code == settings.IFAR_COUNTRY:
        return str(settings.IFAR_COUNTRY_NAME or _("this State"))
    return spoken["country"].get(code, code)


def title_of_request(found: Request, spoken: Spoken) -> str:
    """What is asked about, in a line."""
    if found.thing == "ammunition":
        return " ".join(
            text for text in (str(labels.THINGS["ammunition"]), found.lot.get("headstamp", "")) if text
        )
    return recovered.item_title(Item(kind="firearm", identity=found.identity), spoken)


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


def mark_of(found: Request) -> str:
    """The first mark that says something."""
    return next((str(mark["text"]) for mark in found.marks if mark.get("text")), "")


def row_of(
    found: Request, spoken: Spoken, now: dt.datetime, *, lies_here: bool = False, answers: str = ""
) -> dict[str, Any]:
    """A request in a table.

    Args:
        lies_here: it goes by a signed file that was not taken out yet, so it is not called sent.
        answers: the name of the office that answers, where it is the other side: the reader's own office asked it.
    """
    ready = lies_here and (found.direction, found.state) == ("outgoing", "sent")
    return {
        "one": found,
        "title": title_of_request(found, spoken),
        "mark": mark_of(found),
        "state": str(labels.READY) if ready else labels.state_words("request", found.state, found.direction),
        "tone": "warn" if ready else labels.TONES.get(found.state, ""),
        "direction": labels.DIRECTIONS[found.direction],
        "other": answers or found.agency.called
        if found.direction == "domestic"
        else country_words(found.country, spoken),
        "clock": clock_of(found.due_at, now),
        "urgency": labels.URGENCIES[found.urgency] if found.urgency != "routine" else "",
    }


def unasked(actor: Actor, found: Request) -> dict[str, Any]:
    """What a draft that goes abroad leaves unasked here, for its page and for what will leave: the offices to ask by name, and what waits."""
    heard = selectors.unasked_of(actor, found)
    ask = {desk for named, _why in heard.values() for desk in named}
    return {
        "ask_first": desks.whom_to_ask(ask) if ask else [],
        "ask_waits": recovered.waits_of(heard, list(heard)),
    }


def waiting(actor: Actor, found: Request) -> dict[str, Any]:
    """What keeps the office that searches for a request from finding nothing, because not everything was looked through yet, and who may have it asked
    now."""
    if found.state != "searching" or not found.searches or found.office != actor.agency:
        return {}
    heard = heard_of(found.searches)
    return {
        "waits": recovered.waits_of(heard, found.searches),
        "release": recovered.release_of(actor, heard, found.searches, found.public_id),
    }


def rows_of(actor: Actor, found: Sequence[Request], spoken: Spoken, now: dt.datetime) -> list[dict[str, Any]]:
    """Requests in a table. Two queries at most."""
    here = going.waiting_to_be_taken_out(found)
    asked = {one.office for one in found if one.direction == "domestic" and one.agency_id == actor.agency_id}
    offices = selectors.names_of(asked)
    return [
        row_of(
            one,
            spoken,
            now,
            lies_here=one.public_id in here,
            answers=offices.get(one.office, "")
            if one.office in asked and one.agency_id == actor.agency_id
            else "",
        )
        for one in found
    ]


def facts_of(
    found: Request, names: Mapping[str, str], spoken: Spoken, *, named: bool
) -> list[tuple[Any, Any]]:
    """What a request says, label and value; what nobody said left out. `named`: what may name people may be shown."""
    rows = [
        (pgettext("a country", "State"), country_words(found.country, spoken)),
        (_("Desk"), spoken["trace_desk"].get(found.desk, found.desk)),
        (_("How it goes"), labels.CHANNELS.get(found.channel, found.channel)),
        (_("Our number"), found.number),
        (_("Their number"), found.reference),
        (_("Who answers"), names.get(found.office, "") if found.direction != "outgoing" else ""),
        (_("Found in"), country_words(found.recovered_in, spoken) if found.recovered_in else ""),
        (_("Where"), found.place if named else ""),
        (_("What the answer is for"), labels.USES.get(found.use, "")),
        (_("Urgency"), labels.URGENCIES[found.urgency]),
        (_("How it is to be treated"), labels.HANDLINGS[found.handling]),
        (_("Agreement"), labels.AGREEMENTS[found.agreement] if found.direction != "domestic" else ""),
    ]
    return [(label, value) for label, value in rows if value]


def thing_of(found: Request, spoken: Spoken) -> list[tuple[Any, str]]:
    """What identifies the arm or the ammunition, in words."""
    if found.thing == "ammunition":
        return [(labels.LOT[name], text) for name, text in found.lot.items()]
    lists = {
        "type": (_("Type"), "firearm_type"),
        "make": (_("Make"), "make"),
        "model": (_("Model"), "model"),
        "calibre": (_("Calibre"), "calibre"),
        "country_made": (_("Country of manufacture"), "country"),
    }
    said = found.identity
    rows = [
        (
            label,
            spoken[listed].get(said.get(name) or "", str(said.get(f"{name}_raw") or ""))
            or said_instead(said.get(f"{name}_status", "")),
        )
        for name, (label, listed) in lists.items()
    ]
    if year := said.get("year"):
        rows.append((_("Year of manufacture"), str(year)))
    return [(label, value) for label, value in rows if value]


def marks_of(found: Request, spoken: Spoken) -> list[dict[str, Any]]:
    """Its marks with their kinds in words."""
    kinds = spoken["mark_kind"]
    return [{"mark": mark, "kind": kinds.get(mark["kind"], mark["kind"])} for mark in found.marks]


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
    offices = selectors.names_of([one.asked for one in links] + [one.to_whom for one in links])
    wrong: dict[int, list[Any]] = {}
    for n, doubt in doubts:
        wrong.setdefault(n, []).append(labels.DOUBTS[doubt])
    for against in contradicted:
        wrong.setdefault(against.line, []).append(against_words(against))
    rows = []
    for one in links:
        known = {**offices, **(parties if named else {})}
        who = known.get(one.asked, "") or (country_words(one.country, spoken) if one.country else "")
        described = (
            " · ".join(str(text) for text in one.described.values()) if named and one.described else ""
        )
        rows.append(
            {
                "one": one,
                "role": labels.ROLES[one.role],
                "icon": ICONS[one.role],
                "stroke": "gap" if one.state != "answered" else STROKES[one.role],
                "shape": "adverse" if one.result == "diverted" else "blank" if one.state == "failed" else "",
                "who": who,
                "state": labels.STATES["step"][one.state],
                "result": labels.RESULTS.get(one.result, ""),
                "failure": labels.FAILURES.get(one.failure, ""),
                "diversion": labels.DIVERSIONS.get(one.diversion, ""),
                "to": labels.ROLES.get(one.to_role, ""),
                "to_whom": known.get(one.to_whom, "")
                or described
                or (country_words(one.to_country, spoken) if one.to_country else ""),
                "clock": clock_of(one.due_at, now) if one.state == "asked" else None,
                "late": one.state == "asked" and one.due_at is not None and one.due_at < now,
                "by": labels.told_by(one),
                "source": one.source if named else "",
                "doubts": wrong.get(one.line, []),
            }
        )
    return rows


def against_words(one: chain_of_ownership.Against) -> str:
    """What the register says otherwise than a link, in a sentence."""
    said = day_words(dt.date.fromisoformat(one.said)) if one.doubt == "life_day" else one.said
    return str(labels.AGAINST[one.doubt]) % {"said": f"\u2068{said}\u2069"}


def acts_of(
    done: Sequence[selectors.Done], spoken: Spoken, *, domestic: bool = False
) -> list[dict[str, Any]]:
    """What was done, the latest first: in words, by whom, with what was said and the proof."""
    names = people.names_of({one.recorded.actor for one in done})
    return [
        {
            "label": labels.ACTS[f"{one.event.record_type} {one.event.kind}"][0],
            "icon": labels.ACTS[f"{one.event.record_type} {one.event.kind}"][1],
            "by": names.get(one.recorded.actor, one.recorded.actor),
            "at": one.recorded.recorded_at,
            "said": _said(one, spoken, domestic=domestic),
            "note": one.personal.get("note") or one.personal.get("text") or "",
            "proof": one.recorded.proof,
            "key": str(one.event.pk),
        }
        for one in done
        if f"{one.event.record_type} {one.event.kind}" in labels.ACTS
    ]


def _said(one: selectors.Done, spoken: Spoken, *, domestic: bool) -> str:
    details, changes = one.event.details, one.event.changes
    if ground := changes.get("ground"):
        return str(labels.GROUNDS.get(ground, ground))
    if outcome := changes.get("outcome"):
        return spoken["trace_outcome"].get(outcome, outcome)
    if one.event.kind == "messaged" and not domestic:
        return _("they wrote") if details.get("way") == "in" else _("we wrote")
    if "found" in details:
        found = int(details["found"])
        return ngettext("%(count)d record may be it", "%(count)d records may be it", found) % {"count": found}
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
        rows = [_row(one, spoken, plain=datum == "trade_chain") for one in value]
        return (" → " if datum == "trade_chain" else " · ").join(one for one in rows if one)
    if isinstance(value, Mapping):
        return " · ".join(_leaf(str(name), part, spoken) for name, part in value.items())
    if datum == "first_sale":
        return stored_day(value)
    names: Mapping[str, Mapping[str, Any]] = {"status": STATES, "holder_kind": labels.ROLES}
    return str(names.get(datum, {}).get(str(value), value))


def _row(one: Any, spoken: Spoken, *, plain: bool) -> str:
    if not isinstance(one, Mapping):
        return _isolated(one)
    if "kind" in one and "on" in one:
        # A crossing of a border, or a loss: a code of the life and a day.
        return " · ".join(text for text in (_event(str(one["kind"])), stored_day(one["on"])) if text)
    parts = (
        [one.get("who") or labels.ROLES.get(one.get("link", "")), stored_day(one.get("on"))]
        if plain
        else [*one.values()]
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
        return " ".join(_isolated(one.get("text", "") if isinstance(one, Mapping) else one) for one in part)
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
        "doubt": match_labels.doubt_of((one.code for one in proposal.found.match.reasons), percent),
        "alarming": proposal.found.state in ("lost", "stolen", "missing"),
    }


def time_words(found: Span | None) -> str:
    """A time-to-crime in words."""
    if found is None:
        return ""
    days = ngettext("%(count)d day", "%(count)d days", found.days) % {"count": found.days}
    return _("%(days)s (%(years)s years)") % {"days": days, "years": found.years}


def names_for(actor: Actor, found: Request) -> dict[str, str]:
    """The names of the offices of a request."""
    return selectors.names_of([found.office])
