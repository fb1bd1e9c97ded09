"""What becomes of an exhibit: destroyed by default, otherwise only with authority, mark and recorded method; or back to its owner.

Each is an event of the firearm that a second person decides (`registry/services/proposals`); here stands what has to be asked before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import connection, transaction

from ifar.accounts.models import Proposal
from ifar.acts.recorder import to_json
from ifar.errors import Reason
from ifar.parties.services.bars import barred
from ifar.recoveries import selectors
from ifar.recoveries.custody import disposal
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.disposal import Past
from ifar.recoveries.custody.services.writing import RECORDER
from ifar.recoveries.models import Chain, Item
from ifar.registry.attestations import with_document
from ifar.registry.facts import Supplied, Thing
from ifar.registry.lifecycle.acts import Proposed
from ifar.registry.services import proposals
from ifar.registry.services.events import NewEvent
from ifar.rights import Actor, require

PROPOSE: Final = "registry:event:propose"
ASKED: Final = disposal.PASSING | {
    "disposal_decided",
    "exported",
    "custody_handed_over",
    "sent_to_forensics",
    "destroyed",
}
_LIFE: Final = """
SELECT e.kind, e.changes - 'marks' FROM registry_event e JOIN registry_firearm f ON f.id = e.firearm_id
WHERE f.public_id = %s AND (e.kind = ANY(%s) OR jsonb_exists_any(e.changes, ARRAY['legal', 'physical'])) ORDER BY e.n
"""
_TOLD: Final = sorted(disposal.MARKING | disposal.GIVEN_AWAY)
_ON_ITS_LIST: Final = """
SELECT EXISTS (SELECT FROM recoveries_batch b, jsonb_to_recordset(b.lines) AS l(exhibit text, firearm text)
               WHERE b.public_id = %s AND b.state = 'destroyed' AND l.firearm = %s AND NOT jsonb_exists(b.exceptions, l.exhibit))
"""


def life_of(firearm: str) -> list[Past]:
    """What the life of a firearm says for art. 6(2), whoever may see it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_LIFE, [firearm, _TOLD])
        return [Past(kind, kept.plain(changes)) for kind, changes in cursor.fetchall()]


class Answers:
    """What recoveries answer to the life cycle; hides nothing, because it says nothing of a person or another's secret."""

    hidden: frozenset[str] = frozenset()

    def __init__(self, answers: Mapping[str, bool | None]) -> None:
        self.answers = answers


def supplied(actor: Actor, thing: Thing, event: Proposed) -> Supplied:
    """Whether an arm may pass for marked, its chain of custody is whole, and its list was sealed. Nothing is asked of other events."""
    if event.kind not in ASKED:
        return Answers({})
    if event.kind == "destroyed":
        return Answers({"list_sealed": _on_its_list(thing.public_id, str(event.details.get("list") or ""))})
    if event.kind in ("custody_handed_over", "sent_to_forensics"):
        broken = Chain.objects.filter(firearm=thing.public_id).exclude(gaps=[]).exists()
        return Answers({"custody_chain_whole": False if broken else None})
    if not thing.doubtful:
        return Answers({})
    life = life_of(thing.public_id)
    if disposal.without_mark(life) and (disposal.was_forfeit(life) or event.kind == "disposal_decided"):
        return Answers({"marks_complete": False, "transfer_mark": False})
    return Answers({})


def _on_its_list(firearm: str, batch: str) -> bool | None:
    """Whether the batch under whose list an arm is said to be destroyed was done, and names it; None where it needs no list at all.

    What was confiscated or put up for disposal needs one, and no paper that somebody attests takes its place. A list that is sealed
    and waits for its day does not yet answer, nor does one that was given up: the event is recorded by recording the batch.
    """
    if batch:
        with connection.cursor() as cursor:
            cursor.execute(_ON_ITS_LIST, [batch, firearm])
            return bool(cursor.fetchone()[0])
    return False if disposal.is_forfeit(life_of(firearm)) else None


def _registered(actor: Actor, exhibit: str) -> Item:
    item = selectors.item_for(actor, exhibit)
    if not item.firearm:
        raise RECORDER.refused(Reason("custody.disposal.item", article=disposal.ARTICLE))
    return item


@transaction.atomic
def propose_disposal(
    *,
    actor: Actor,
    exhibit: str,
    order: str,
    reason: str,
    method: str = disposal.DESTRUCTION,
    authority: str = "",
) -> Proposal:
    """Propose what becomes of an exhibit: destruction, unless `authority` officially authorises something else and it is marked.

    Raises:
        NotFound: there is no such exhibit for this actor.
        Refused: something is missing, every reason with its article; or the register knows no such firearm.
    """
    require(actor, PROPOSE)
    item = _registered(actor, exhibit)
    marked = not disposal.without_mark(life_of(item.firearm))
    if reasons := disposal.against(method, order=order, authority=authority, marked=marked):
        raise RECORDER.refused(*reasons)
    attested = {"disposal_authority": with_document(authority)} if method != disposal.DESTRUCTION else {}
    event = NewEvent(
        "disposal_decided", {"order": order.strip(), "method": method}, attested=attested, paper=order[:60]
    )
    return proposals.propose_event(actor=actor, firearm=item.firearm, event=event, reason=reason)


@transaction.atomic
def propose_return(
    *,
    actor: Actor,
    exhibit: str,
    reason: str,
    ownership: str,
    owner: str = "",
    owner_kind: str = "",
    licence: str = "",
    order: str = "",
) -> Proposal:
    """Propose to give an exhibit back to its owner; a second person decides.

    The register asks for the licence and the mark; here it is asked whether the owner is barred, and whether somebody else's theft
    report stands against it.

    Args:
        ownership: the paper that proves whose it is.
        owner: the party, where the register has none on record.

    Raises:
        NotFound: there is no such exhibit for this actor.
        Refused: the owner is barred, it was stolen from somebody else, or the register says no; every reason with its article.
    """
    require(actor, PROPOSE)
    item = _registered(actor, exhibit)
    on_record, stolen = _owner(item.firearm)
    whose = owner or on_record
    reasons = []
    if stolen and owner and owner != on_record:
        reasons.append(Reason("custody.return.stolen", article="Protocol art. 11"))
    if whose.startswith("P") and any(bar_match.sureness == "certain" for bar_match in barred(actor, whose)):
        reasons.append(Reason("custody.return.barred", article="EU 2021/555 art. 10(2)"))
    if reasons:
        raise RECORDER.refused(*reasons)
    details: dict[str, Any] = {"owner": owner, "owner_kind": owner_kind, "licence": licence, "order": order}
    event = NewEvent(
        "returned_to_owner",
        {name: value for name, value in to_json(details).items() if value},
        attested={"ownership_proven": with_document(ownership)} if ownership.strip() else {},
        paper=ownership[:60],
    )
    return proposals.propose_event(actor=actor, firearm=item.firearm, event=event, reason=reason)


_OWNER: Final = """
SELECT f.owner, EXISTS (SELECT FROM registry_event e WHERE e.firearm_id = f.id AND e.changes ->> 'legal' = 'stolen')
FROM registry_firearm f WHERE f.public_id = %s
"""


def _owner(firearm: str) -> tuple[str, bool]:
    with connection.cursor() as cursor:
        cursor.execute(_OWNER, [firearm])
        owner, stolen = cursor.fetchone() or ("", False)
    return owner, stolen
