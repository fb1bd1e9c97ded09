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


def firearms(found: Sequence[Firearm], mine: Iterable[Own]) -> list[dict[str, Any]]:
    """Firearms with their marks, the licence that they stand under, and what may be done about them."""
    spoken, held, calibres = titles_in(), selectors.records(mine), reference.words("calibre")
    under = selectors.licences_under([one.pk for one in found])
    licences = {one.public_id: one for one in selectors.licences_of(mine)}
    kinds = reference.words("licence_kind")
    return [
        {
            "firearm": one,
            "title": title_of(one, spoken),
            "calibre": calibres.get(one.calibre or "", one.calibre or ""),
            "serial": serial_of(one),
            "marks": [mark for mark in one.marks.all() if mark.text and not mark.retired],
            "state": STATES.get(one.state, one.state),
            "gone": one.state in ADVERSE,
            "owns": one.owner in held,
            "keeps": one.custodian in held,
            "offers": one.owner in held and one.state in HELD_BY_CIVILIANS,
            "licence": _line(licences[under[one.pk]], kinds) if under.get(one.pk) in licences else None,
        }
        for one in found
    ]


def taken_in(found: Sequence[TakenIn]) -> list[dict[str, Any]]:
    """What traders took in, in words: what, who, when and what for."""
    spoken = titles_in()
    traders = Agency.objects.filter(public_id__in={one.trader for one in found})
    called = {one.public_id: one.called for one in traders} if found else {}
    return [
        {
            "one": one,
            "title": title_of(one.firearm, spoken),
            "serial": serial_of(one.firearm),
            "trader": called.get(one.trader, one.trader),
            "words": labels.TAKEN_IN[one.kind],
        }
        for one in found
    ]


def _line(found: Licence, kinds: Mapping[str, str]) -> dict[str, Any]:
    state = licence.stands(records.ruled(found), timezone.localdate())
    return {
        "licence": found,
        "kind": kinds.get(found.kind, found.kind),
        "state": licensing.LICENCE[state],
        "tone": licensing.TONES.get(state, ""),
        "stopped": state in ("suspended", "revoked", "lapsed"),
        "ground": labels.ground_words(found.ground) if state in ("suspended", "revoked", "lapsed") else "",
    }


def licences(found: Iterable[Licence]) -> list[dict[str, Any]]:
    """Licences, how they stand, why as far as it may be told, and whether they may be renewed now."""
    kinds, today = reference.words("licence_kind"), timezone.localdate()
    return [
        {
            **_line(one, kinds),
            "renewable": licence.renewable(records.ruled(one), today, kind_of(one.kind).renewal_days),
        }
        for one in found
    ]


def removals(found: Iterable[Removal]) -> list[dict[str, Any]]:
    """What must leave, by when, why as far as it may be told, where to turn."""
    today = timezone.localdate()
    return [
        {
            "removal": one,
            "ground": labels.ground_words(one.ground),
            "left": (one.due_on - today).days,
            "office": one.agency.called,
        }
        for one in found
    ]


def bars(mine: Iterable[Own]) -> list[str]:
    """What is told of bars."""
    kinds = selectors.bars_on(mine, timezone.localdate())
    return list(dict.fromkeys(str(labels.BARS[kind]) for kind in kinds if kind in labels.BARS))


def applications(found: Iterable[Application]) -> list[dict[str, Any]]:
    """Applications in a line each."""
    kinds = reference.words("licence_kind")
    return [_application(one, kinds) for one in found]


def _application(one: Application, kinds: Mapping[str, str]) -> dict[str, Any]:
    state = disclosure.application(one.state)
    return {
        "one": one,
        "kind": kinds.get(one.kind, one.kind),
        "purpose": licensing.PURPOSES[one.purpose],
        "state": licensing.APPLICATION[state],
        "tone": licensing.TONES.get(state, ""),
        "clock": reading_of(one, timezone.localdate()),
        "running": one.state in application.RUNNING,
    }


def whole_application(one: Application) -> dict[str, Any]:
    """One application: what must be brought, what came, what is asked."""
    items, offices = reference.words("check_item"), reference.words("agency_kind")
    sent = list(selectors.documents_of(one.public_id))
    brought = applications_of.brought(kind_of(one.kind))
    checks = [
        {
            "code": item.code,
            "label": items.get(item.code, item.code),
            "office": _(", ").join(offices.get(one, one) for one in item.answered_by),
            "brought": item.code in brought,
            # Whether it was passed is told with the decision, which says its grounds.
            "answered": item.code in one.checks,
            "documents": [document for document in sent if document.item == item.code],
        }
        for item in kind_of(one.kind).checks
    ]
    state = disclosure.application(one.state)
    return {
        **_application(one, reference.words("licence_kind")),
        "checks": checks,
        "asked": selectors.what_is_asked(one.public_id) if one.state == "waiting" else "",
        "grounds": [labels.refusal_words(code) for code in one.grounds],
        "state_code": state,
        "charges": fees(paying.charges(one), one.applicant),
    }


def fees(charges: Iterable[paying.Charge], payer: str) -> list[dict[str, Any]]:
    """What something costs, with the receipt where it bears the name of who pays."""
    some = list(charges)
    theirs = selectors.receipts_of(payer, {one.receipt for one in some if one.receipt})
    return [{"said": one, "receipt": one.receipt if one.receipt in theirs else ""} for one in some]


def offers(found: Sequence[Offer], mine: Sequence[Own]) -> list[dict[str, Any]]:
    """Offers with the thing, the other side as far as it may be known, and what may be done now."""
    side, today, spoken = selectors.records(mine), timezone.localdate(), titles_in()
    things, names = selectors.offered(found), selectors.names_across(mine, found)
    moved_on = {
        one.firearm for one in found if (thing := things.get(one.firearm)) and thing.n != one.firearm_n
    }
    followed = holding.followed_by({(one.firearm, one.firearm_n) for one in found if one.firearm in moved_on})
    rows = []
    for one in found:
        thing, buys = things.get(one.firearm), one.buyer in side
        after = followed.get((one.firearm, one.firearm_n), "")
        stands = offer.stands(one.state, one.good_until, one.transfer, after, today) if thing else "void"
        rows.append(
            {
                "one": one,
                "title": title_of(thing, spoken) if thing else "",
                "serial": serial_of(thing) if thing else None,
                "buys": buys,
                "other": names.get(one.seller if buys else one.buyer, ""),
                "other_id": one.seller if buys else one.buyer,
                "state": licensing.OFFER[stands],
                "tone": licensing.TONES.get(stands, ""),
                "answers": buys and stands == "offered",
                "takes_back": not buys and stands in ("offered", "confirmed"),
                "confirmed": stands == "confirmed",
                "waits": one.hand_over_from > today,
            }
        )
    return rows


def reports(found: Sequence[Report], *, personal: bool = True) -> list[dict[str, Any]]:
    """Reports with what was said (where `personal`: whoever asks for that has logged the read), by when they are answered, the answer."""
    answers = [one.answer.entry for one in found if hasattr(one, "answer")]
    said = selectors.personal_values([*(one.entry for one in found), *answers]) if personal else {}
    countries = reference.words("country")
    today = timezone.localdate()
    rows = []
    for one in found:
        answer = getattr(one, "answer", None)
        place = [
            reference.area_words(one.details.get("area") or ""),
            countries.get(one.details.get("country", ""), ""),
        ]
        rows.append(
            {
                "report": one,
                "label": labels.REPORTS[one.kind],
                "what": labels.FIELDS.get(one.details.get("what", ""), ""),
                "wish": said.get(one.entry, {}).get("wish", ""),
                "lines": said.get(one.entry, {}).get("address", []),
                "place": _(", ").join(part for part in place if part),
                "since": _day(one.details.get("valid_from")),
                "late": bool(one.details.get("late")),
                "left": (one.due_on - today).days,
                "answer": answer,
                "verdict": labels.VERDICTS[f"{one.kind}.{answer.verdict}"] if answer else "",
                "done": answer is not None and answer.verdict == "done",
                "note": said.get(answer.entry, {}).get("note", "") if answer else "",
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
    found = list(selectors.bindings_for(actor, public_ids))
    users = selectors.accounts({one.user for one in found})
    rows = []
    for one in found:
        user, ended = users.get(one.user), hasattr(one, "end")
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
                _("Account %(name)s") % {"name": user.username if user else one.user},
                state,
                one.party,
                reverse("portal:account", args=(one.entry,)),
                tone="" if ended else "good" if accepted else "warn",
            )
        )
    return rows


def documents_of(actor: Actor, application: str) -> list[Attached]:
    """The documents that came with an application which the actor sees."""
    items = reference.words("check_item")
    return [
        Attached(
            items.get(one.item, one.item),
            one.deposit.name,
            reverse("portal:document", args=(application, one.entry)),
            one.file.size,
            one.at,
        )
        for one in selectors.documents_of(application)
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
