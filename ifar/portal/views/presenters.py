"""What pages show of a holder's things, and what officers' pages show of holders: in words, as far as it may be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ifar.accounts.models import Agency
from ifar.accounts.notices import Words
from ifar.licensing import application, holding, licence, offer, paying
from ifar.licensing import labels as licensing
from ifar.licensing.attached import Attached
from ifar.licensing.models import Application, Licence, Offer, Removal
from ifar.licensing.selectors import records
from ifar.licensing.selectors.kinds import kind_of
from ifar.licensing.views.presenters import reading_of
from ifar.parties.merging import Followed
from ifar.portal import disclosure, labels, selectors
from ifar.portal.models import Report
from ifar.portal.selectors import Own, TakenIn
from ifar.portal.services import applications as applications_of
from ifar.reference import selectors as reference
from ifar.registry.labels import STATES
from ifar.registry.lifecycle.rule import ADVERSE, HELD_BY_CIVILIANS
from ifar.registry.models import Firearm
from ifar.registry.views.firearm import serial_of, title_of, titles_in
from ifar.rights import Actor, may
from ifar.templatetags.days import day_words


def firearms(results: Sequence[Firearm], mine: Iterable[Own]) -> list[dict[str, Any]]:
    """Firearms with their marks, the licence that they stand under, and what may be done about them."""
    spoken, held, calibres = titles_in(), selectors.records(mine), reference.words("calibre")
    under = selectors.licences_under([firearm.pk for firearm in results])
    licences = {record.public_id: record for record in selectors.licences_of(mine)}
    kinds = reference.words("licence_kind")
    return [
        {
            "firearm": firearm,
            "title": title_of(firearm, spoken),
            "calibre": calibres.get(firearm.calibre or "", firearm.calibre or ""),
            "serial": serial_of(firearm),
            "marks": [mark for mark in firearm.marks.all() if mark.text and not mark.retired],
            "state": STATES.get(firearm.state, firearm.state),
            "gone": firearm.state in ADVERSE,
            "owns": firearm.owner in held,
            "keeps": firearm.custodian in held,
            "offers": firearm.owner in held and firearm.state in HELD_BY_CIVILIANS,
            "licence": _line(licences[under[firearm.pk]], kinds)
            if under.get(firearm.pk) in licences
            else None,
        }
        for firearm in results
    ]


def taken_in(taken_ins: Sequence[TakenIn]) -> list[dict[str, Any]]:
    """What traders took in, in words: what, who, when and what for."""
    spoken = titles_in()
    traders = Agency.objects.filter(public_id__in={item.trader for item in taken_ins})
    called = {trader.public_id: trader.called for trader in traders} if taken_ins else {}
    return [
        {
            "one": item,
            "title": title_of(item.firearm, spoken),
            "serial": serial_of(item.firearm),
            "trader": called.get(item.trader, item.trader),
            "words": labels.TAKEN_IN[item.kind],
        }
        for item in taken_ins
    ]


def objections(records: Sequence[Report]) -> list[dict[str, Any]]:
    """What these parties object to, each with the firearm, what they said and what came of it."""
    wanted = {record.details["firearm"] for record in records}
    firearms = Firearm.objects.filter(public_id__in=wanted).prefetch_related("marks") if wanted else ()
    known, spoken = {firearm.public_id: firearm for firearm in firearms}, titles_in()
    return [
        {**row, "title": title_of(firearm, spoken), "serial": serial_of(firearm)}
        for row in reports(records)
        if (firearm := known.get(row["report"].details["firearm"]))
    ]


def _line(record: Licence, kinds: Mapping[str, str]) -> dict[str, Any]:
    state = licence.stands(records.ruled(record), timezone.localdate())
    return {
        "licence": record,
        "kind": kinds.get(record.kind, record.kind),
        "state": licensing.LICENCE[state],
        "tone": licensing.TONES.get(state, ""),
        "stopped": state in ("suspended", "revoked", "lapsed"),
        "ground": labels.ground_words(record.ground) if state in ("suspended", "revoked", "lapsed") else "",
    }


def licences(results: Iterable[Licence]) -> list[dict[str, Any]]:
    """Licences, how they stand, why as far as it may be told, and whether they may be renewed now."""
    kinds, today = reference.words("licence_kind"), timezone.localdate()
    return [
        {
            **_line(record, kinds),
            "renewable": licence.renewable(records.ruled(record), today, kind_of(record.kind).renewal_days),
        }
        for record in results
    ]


def removals(results: Iterable[Removal]) -> list[dict[str, Any]]:
    """What must leave, by when, why as far as it may be told, where to turn."""
    today = timezone.localdate()
    return [
        {
            "removal": removal,
            "ground": labels.ground_words(removal.ground),
            "left": (removal.due_on - today).days,
            "office": removal.agency.called,
        }
        for removal in results
    ]


def bars(mine: Iterable[Own]) -> list[str]:
    """What is told of bars."""
    kinds = selectors.bars_on(mine, timezone.localdate())
    return list(dict.fromkeys(str(labels.BARS[kind]) for kind in kinds if kind in labels.BARS))


def applications(results: Iterable[Application]) -> list[dict[str, Any]]:
    """Applications in a line each."""
    kinds = reference.words("licence_kind")
    return [_application(record, kinds) for record in results]


def _application(record: Application, kinds: Mapping[str, str]) -> dict[str, Any]:
    state = disclosure.application(record.state)
    return {
        "one": record,
        "kind": kinds.get(record.kind, record.kind),
        "purpose": licensing.PURPOSES[record.purpose],
        "state": licensing.APPLICATION[state],
        "tone": licensing.TONES.get(state, ""),
        "clock": reading_of(record, timezone.localdate()),
        "running": record.state in application.RUNNING,
    }


def whole_application(record: Application) -> dict[str, Any]:
    """One application: what must be brought, what came, what is asked."""
    items, offices = reference.words("check_item"), reference.words("agency_kind")
    sent = list(selectors.documents_of(record.public_id))
    brought = applications_of.brought(kind_of(record.kind))
    checks = [
        {
            "code": item.code,
            "label": items.get(item.code, item.code),
            "office": _(", ").join(offices.get(text, text) for text in item.answered_by),
            "brought": item.code in brought,
            # Whether it was passed is told with the decision, which says its grounds.
            "answered": item.code in record.checks,
            "documents": [document for document in sent if document.item == item.code],
        }
        for item in kind_of(record.kind).checks
    ]
    state = disclosure.application(record.state)
    return {
        **_application(record, reference.words("licence_kind")),
        "checks": checks,
        "asked": selectors.what_is_asked(record.public_id) if record.state == "waiting" else "",
        "grounds": [labels.refusal_words(code) for code in record.grounds],
        "state_code": state,
        "charges": fees(paying.charges(record), record.applicant),
    }


def fees(charges: Iterable[paying.Charge], payer: str) -> list[dict[str, Any]]:
    """What something costs, with the receipt where it bears the name of who pays."""
    some = list(charges)
    theirs = selectors.receipts_of(payer, {charge.receipt for charge in some if charge.receipt})
    return [
        {"said": charge, "receipt": charge.receipt if charge.receipt in theirs else ""} for charge in some
    ]


def offers(results: Sequence[Offer], mine: Sequence[Own]) -> list[dict[str, Any]]:
    """Offers with the thing, the other side as far as it may be known, and what may be done now."""
    side, today, spoken = selectors.records(mine), timezone.localdate(), titles_in()
    things, names = selectors.offered(results), selectors.names_across(mine, results)
    moved_on = {
        item.firearm for item in results if (thing := things.get(item.firearm)) and thing.n != item.firearm_n
    }
    followed = holding.followed_by(
        {(item.firearm, item.firearm_n) for item in results if item.firearm in moved_on}
    )
    rows = []
    for record in results:
        thing, buys = things.get(record.firearm), record.buyer in side
        after = followed.get((record.firearm, record.firearm_n), "")
        stands = (
            offer.stands(record.state, record.good_until, record.transfer, after, today) if thing else "void"
        )
        rows.append(
            {
                "one": record,
                "title": title_of(thing, spoken) if thing else "",
                "serial": serial_of(thing) if thing else None,
                "buys": buys,
                "other": names.get(record.seller if buys else record.buyer, ""),
                "other_id": record.seller if buys else record.buyer,
                "state": licensing.OFFER[stands],
                "tone": licensing.TONES.get(stands, ""),
                "answers": buys and stands == "offered",
                "takes_back": not buys and stands in ("offered", "confirmed"),
                "confirmed": stands == "confirmed",
                "waits": record.hand_over_from > today,
            }
        )
    return rows


def reports(results: Sequence[Report], *, personal: bool = True) -> list[dict[str, Any]]:
    """Reports with what was said (where `personal`: whoever asks for that has logged the read), by when they are answered, the answer."""
    answers = [record.answer.entry for record in results if hasattr(record, "answer")]
    personal_values = (
        selectors.personal_values([*(record.entry for record in results), *answers]) if personal else {}
    )
    countries = reference.words("country")
    today = timezone.localdate()
    rows = []
    for report in results:
        answer = getattr(report, "answer", None)
        place = [
            reference.area_words(report.details.get("area") or ""),
            countries.get(report.details.get("country", ""), ""),
        ]
        rows.append(
            {
                "report": report,
                "label": labels.REPORTS[report.kind],
                "what": labels.FIELDS.get(report.details.get("what", ""), ""),
                "wish": personal_values.get(report.entry, {}).get("wish", ""),
                "lines": personal_values.get(report.entry, {}).get("address", []),
                "place": _(", ").join(part for part in place if part),
                "since": _day(report.details.get("valid_from")),
                "late": bool(report.details.get("late")),
                "left": (report.due_on - today).days,
                "answer": answer,
                "verdict": labels.VERDICTS[f"{report.kind}.{answer.verdict}"] if answer else "",
                "done": answer is not None and answer.verdict == "done",
                "note": personal_values.get(answer.entry, {}).get("note", "") if answer else "",
            }
        )
    return rows


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


# On officers' pages ------------------------------------------------------------------------------------------------------


def accounts_of(actor: Actor, public_ids: Collection[str]) -> list[Followed]:
    """The accounts of a party, on its page, for those who may open accounts."""
    if not may(actor, "portal:account:bind"):
        return []
    bindings = list(selectors.bindings_for(actor, public_ids))
    users = selectors.accounts({record.user for record in bindings})
    rows = []
    for binding in bindings:
        user, ended = users.get(binding.user), hasattr(binding, "end")
        accepted = user is not None and user.has_usable_password()
        state = (
            pgettext("an account", "Ended")
            if ended
            else pgettext("an account", "In use")
            if accepted
            else _("Waits for the person")
        )
        rows.append(
            Followed(
                "account",
                _("Account %(name)s") % {"name": user.username if user else binding.user},
                state,
                binding.party,
                reverse("portal:account", args=(binding.entry,)),
                tone="" if ended else "good" if accepted else "warn",
            )
        )
    return rows


def documents_of(actor: Actor, application: str) -> list[Attached]:
    """The documents that came with an application which the actor sees."""
    items = reference.words("check_item")
    return [
        Attached(
            items.get(document.item, document.item),
            document.deposit.name,
            reverse("portal:document", args=(application, document.entry)),
            document.file.size,
            document.at,
        )
        for document in selectors.documents_of(application)
    ]


def describe(actor: Actor, notice: Any) -> Words:
    """A notice to the desk that a holder reported something."""
    kind = notice.kind.partition(".")[2]
    due = notice.params.get("due")
    return Words(
        title=labels.REPORTS.get(kind, kind),
        text=_("Answer it by %(due)s.") % {"due": day_words(dt.date.fromisoformat(due))} if due else "",
        url=reverse("portal:report", args=(notice.params["report"],)),
        icon="inbox",
    )
