"""Firearms that must leave a holder: opened with what takes the licence away, ended with proof that nothing is left.

Nobody clears one silently: while the register says that the holder keeps a firearm, the service refuses it, and the database does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.accounts.services import notices
from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.licensing import eligibility, holding, licence
from ifar.licensing.inputs import ClearRemoval, ExtendTime
from ifar.licensing.kind import POSSESSING, Ground
from ifar.licensing.models import Licence, Removal
from ifar.licensing.selectors import records
from ifar.licensing.selectors.proofs import left_in_words, opened_at, papers_of, unproved
from ifar.licensing.services import overdue
from ifar.licensing.services.applications import today
from ifar.licensing.services.writing import RECORDER
from ifar.matters.services import matters
from ifar.parties.selectors import records_of
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

CLEAR = "licensing:removal:clear"
REMOVAL: Final = Offers(RECORDER, "removal", records.removal_for, page="licensing:removal")


def keeps(record: Licence, day: dt.date) -> bool:
    """Whether the holder of a licence keeps firearms, and holds no other licence under which they may."""
    whose = records_of(record.holder)
    if not holding.keepers(whose):
        return False
    others = Licence.objects.filter(holder__in=whose, state="in_force").exclude(pk=record.pk)
    return not any(
        licence.in_force(records.ruled(other), day) and POSSESSING & set(other.allows) for other in others
    )


def open_for(actor: Actor, record: Licence, ground: Ground, *, notice: str = "") -> bool:
    """Open the removal of a licence's holder's firearms, in the caller's transaction; returns whether it is new.

    A trade's stock is another matter than a holder's own firearms.
    """
    if not POSSESSING & set(record.allows):
        return False
    return open_of(
        actor,
        record.holder,
        ground,
        licence=record.public_id,
        notice=notice,
        office=(record.agency_id, record.agency.public_id, record.compartment),
    )


def open_of(
    actor: Actor,
    holder: str,
    ground: Ground,
    *,
    office: tuple[int, str, str],
    licence: str = "",
    notice: str = "",
) -> bool:
    """Open the removal of a holder's firearms; one for each holder: a second ground finds the first one's.

    Args:
        office: key and identifier of the agency that follows it up, and the compartment.
    """
    if Removal.objects.filter(holder__in=records_of(holder), state="open").exists():
        return False
    public_id = RECORDER.new_id("removal")
    due = today() + dt.timedelta(days=ground.days)
    changes = {
        "holder": holder,
        "ground": ground.code,
        "licence": licence,
        "notice": notice,
        "due_on": due,
    }
    agency_id, agency, compartment = office
    RECORDER.record(actor, "removal", "opened", public_id, changes=changes, keeper=(agency, compartment))
    notices.tell(
        kind="licensing.removal",
        object=public_id,
        agency_id=agency_id,
        once=f"removal {public_id}",
        permission=CLEAR,
        params={"due": due.isoformat(), "ground": ground.code},
    )
    return True


def settle(actor: Actor, public_id: str, outcome: str, reason: str) -> None:
    """Have no desk do any more what it was told of a removal that is ended, and close the matter of its being overdue."""
    notices.settle(actor=actor, kind="licensing.removal", object=public_id)
    matters.settle_found(actor, public_id, overdue.LEAVING, outcome, reason)


def _standing(actor: Actor, public_id: str, kind: str, expected_n: int | None) -> Removal:
    require(actor, CLEAR)
    removal = records.removal_for(actor, public_id)
    RECORDER.check_expected(removal, expected_n)
    RECORDER.state_after("removal", kind, removal.state)
    return removal


@REMOVAL.act("extended", ExtendTime, _("Give more time"), permission=CLEAR, done=_("More time is given."))
@transaction.atomic
def extend(*, actor: Actor, removal_id: str, days: int, note: str, expected_n: int | None = None) -> None:
    """Give more time, from today on or from the day on which it was due, and say why.

    Raises:
        Invalid: too long, or no reason.
    """
    removal = _standing(actor, removal_id, "extended", expected_n)
    if not 1 <= days <= eligibility.MOST_EXTENSION:
        raise RECORDER.invalid(Reason("licensing.removal.days", field="days"))
    if not note.strip():
        raise RECORDER.invalid(Reason("licensing.note", field="note"))
    due = max(removal.due_on, today()) + dt.timedelta(days=days)
    RECORDER.record(
        actor, "removal", "extended", removal, changes={"due_on": due}, details={"days": days}, note=note
    )


def _proofs(_actor: Actor, removal: Removal) -> Mapping[str, Any]:
    rows = left_in_words(records_of(removal.holder))
    return {"among": {"proofs": rows}} if rows else {"without": ("proofs",)}


@REMOVAL.act(
    "cleared",
    ClearRemoval,
    _("Record that nothing is left"),
    permission=CLEAR,
    done=_("It is recorded that nothing is left with the holder."),
    leads=True,
    when=lambda _actor, record: not holding.keepers(records_of(record.holder)),
    asks=_proofs,
)
@transaction.atomic
def clear(
    *,
    actor: Actor,
    removal_id: str,
    way: str,
    proofs: Sequence[str] = (),
    papers: Sequence[str] = (),
    note: str = "",
    expected_n: int | None = None,
) -> None:
    """Say that nothing is left with the holder: in which way it left, and what on record proves it.

    Args:
        proofs, papers: events of firearms that were the holder's (`F…/4`) and papers about them or for the holder (`V…`), in either;
            nothing where the holder kept nothing, which the register then has to show.

    Raises:
        Invalid: no such way, or what is named proves it not, or not of each firearm that lay with the holder when the removal was opened.
        Refused: the register says that the holder keeps a firearm.
    """
    removal = _standing(actor, removal_id, "cleared", expected_n)
    if way not in {choice.code for choice in reference.choices("removal_way")}:
        raise RECORDER.invalid(Reason("licensing.removal.way", field="way"))
    whose = records_of(removal.holder)
    if holding.keepers(whose):
        raise RECORDER.refused(
            Reason("licensing.removal.keeps", article="Directive (EU) 2021/555 art. 10(2)")
        )
    given = list(dict.fromkeys(proof.strip() for proof in (*proofs, *papers) if proof.strip()))
    row = eligibility.proofs(given)
    if row is None:
        raise RECORDER.invalid(Reason("licensing.removal.proof", field="proofs"))
    events, named = row
    known = {(item.firearm, item.n): item for item in holding.left_by(whose)}
    kinds = {known[event].kind for event in events if event in known}
    theirs = papers_of(named, whose, {firearm for firearm, _ in known})
    if (
        not set(events) <= known.keys()
        or not set(named) <= theirs
        or not eligibility.proves(way, kinds, named)
    ):
        raise RECORDER.invalid(Reason("licensing.removal.proof", field="proofs"))
    if way != eligibility.NONE_HELD and (
        left := unproved(removal.public_id, removal.holder, [firearm for firearm, _ in events], named)
    ):
        each = ", ".join(map(identifiers.shown, left))
        raise RECORDER.invalid(Reason("licensing.removal.each", field="proofs", params={"firearms": each}))
    since = opened_at(removal.public_id)
    if way == eligibility.NONE_HELD and any(item.recorded_at > since for item in known.values()):
        raise RECORDER.invalid(Reason("licensing.removal.moved", field="way"))
    RECORDER.record(
        actor, "removal", "cleared", removal, changes={"way": way, "proof": " ".join(given)}, note=note
    )
    settle(actor, removal.public_id, "remedied", note)
