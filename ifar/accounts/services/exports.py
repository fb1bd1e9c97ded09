"""Records that leave the register as a file: told before, logged under a purpose, and above a number with a second person.

The number is the State's to set (`IFAR_TAKEN_ALONE`), and what one person takes out within a day adds up against it. What more than one may take alone is an act of two people, `lists.taken`: the
second one reads what leaves, how much and why, and their yes lets the person who asked take it out once (EU 2016/680 art. 25, 29).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Proposal
from ifar.accounts.purposes import OWN_ACCESS
from ifar.accounts.selectors import proposals as selectors
from ifar.accounts.selectors.proposals import ProposalWithStatus
from ifar.accounts.services import acts, notices, proposals, reads
from ifar.errors import Refused
from ifar.outbox.handlers import Fact
from ifar.rights import Actor, Purpose, may

ACT: Final = "lists.taken"
RELEASED: Final = "accounts.list_released"
"""The notice to whoever asked: take it out now."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What would leave.

    Attributes:
        kind: which list it is, as the log of reads names it (`registry.list.export`).
        asked: what narrows it, in words; of a thing its identifier.
        form: how it leaves (`csv`).
        count: how many records, entries or letters.
        address: the page on which it is taken out.
        question: what was understood, where words were typed: a release is for this question alone.
        grows: whether it grows by being asked for, as the log does: a release then covers what came since.
        own: whether it tells only what an act of the actor's own office has just made: no purpose is asked for it, and it counts like any other.
    """

    kind: str
    asked: str
    form: str
    count: int
    address: str
    grows: bool = False
    own: bool = False
    question: Mapping[str, Any] | None = None

    @property
    def digest(self) -> str:
        """Of all that says what leaves, however long it is; the number of records and the way back are no part of it."""
        whole = [self.kind, self.asked, self.form, self.question]
        return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


_TAKEN: Final = r"""
SELECT coalesce(sum(l.count), 0) FROM (SELECT act, count, at FROM accounts_readlog WHERE actor = %s ORDER BY id DESC LIMIT 20000) AS l
WHERE (l.act = ANY (%s) OR l.act LIKE 'api.%%' OR l.act LIKE 'page.%%') AND l.at > statement_timestamp() - interval '1 day' AND l.count <= %s
"""
KINDS: Final = (
    "registry.list.export",
    "registry.import.report",
    "licensing.letters.export",
    "ledger.log.export",
    "recoveries.list.export",
    "bulk.report.export",
    "documents.labels.export",
    "books.book.export",
    "books.balance.export",
    "lists.page.export",
)
"""What leaves as a file, as the log of reads names it."""


def taken_today(actor: Actor) -> int:
    """How many records the actor took out within the last day without a second person: files and pages that were read on, of all lists together.

    A file of more than one may take alone is not counted: a second person answered for it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, [actor.id, list(KINDS), settings.IFAR_TAKEN_ALONE])
        return int(cursor.fetchone()[0])


def under_purpose(actor: Actor, leaving: Leaving) -> Actor:
    """Who takes it out, and why; what their own act made is their own access.

    Raises:
        Refused: no purpose was stated, and it is not their own.
    """
    if leaving.own and actor.is_somebody and actor.purpose is None:
        return replace(actor, purpose=Purpose("", OWN_ACCESS, ""))
    reads.require_purpose(actor)
    return actor


def takes_two(actor: Actor, leaving: Leaving) -> bool:
    """Whether it is more than one person may take out alone, with what they took out within the last day: five small files are a large one."""
    return taken_today(actor) + leaving.count > settings.IFAR_TAKEN_ALONE


def _one_after_the_other(actor: Actor) -> None:
    """Wait for whatever else this actor takes out at this moment, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(1767268770, hashtext(%s))", [actor.id])


def release_of(actor: Actor, leaving: Leaving) -> ProposalWithStatus | None:
    """The actor's question about this list that waits, or was released and not used; it covers no more records than were counted."""
    results = selectors.with_status().filter(act=ACT, proposer=actor.id, agency=actor.agency_id)
    results = results.filter(payload__digest=leaving.digest)
    if not leaving.grows:
        results = results.filter(payload__count__gte=leaving.count)
    return results.filter(state__in=[selectors.OPEN, selectors.APPROVED]).order_by("-at").first()


def waits(actor: Actor, leaving: Leaving) -> bool:
    """Whether a second person has to release it first.

    Raises:
        Refused: no purpose was stated.
    """
    actor = under_purpose(actor, leaving)
    if not takes_two(actor, leaving):
        return False
    release = release_of(actor, leaving)
    return release is None or release.state != selectors.APPROVED


def ask(actor: Actor, leaving: Leaving, reason: str) -> Proposal:
    """Ask a second person that it leaves.

    Raises:
        Forbidden: the actor takes no lists out.
        Refused: no purpose was stated.
        Conflict: it is asked already.
        Invalid: no reason.
    """
    actor = under_purpose(actor, leaving)
    values: dict[str, Any] = {
        "kind": leaving.kind,
        "form": leaving.form,
        "digest": leaving.digest,
        "count": leaving.count,
        "purpose": actor.purpose.purpose if actor.purpose else "job",
        "case": actor.purpose.case if actor.purpose else "",
    }
    # What was typed may name a person.
    words = {"asked": leaving.asked, "address": leaving.address}
    return proposals.propose(
        actor=actor, act=ACT, object=actor.id, payload=values, reason=reason, words=words
    )


@transaction.atomic
def take(actor: Actor, leaving: Leaving) -> None:
    """Let it leave: before anything is given, the read is in the log, and above the number so is the act that a second person released.

    Raises:
        Refused: no purpose was stated, or it is more than one may take alone and nobody released it.
    """
    actor = under_purpose(actor, leaving)
    _one_after_the_other(actor)
    if takes_two(actor, leaving):
        release = release_of(actor, leaving)
        if release is None or release.state != selectors.APPROVED:
            words = _("More leaves than one person may take out. Ask a second person to release it.")
            raise Refused("accounts.list.two", words, article="EU 2016/680 art. 25, 29")
        acts.wait_for_proposal(release.public_id)
        proposals.approved(proposal=release.public_id, act=ACT, object=actor.id)
        acts.write(
            actor=actor,
            schema="list.taken/1",
            act=ACT,
            object=actor.id,
            payload={**release.payload, "proposal": release.public_id},
            recorded_at=acts.now(),
        )
    reads.log(actor, leaving.kind, leaving.asked or "*", leaving.count)


@transaction.atomic
def read_on(actor: Actor, kind: str, count: int) -> None:
    """Let a further page of a list be read: what is read on within a day adds up like a file that leaves.

    A program whose scope `registry:list:export` two people gave reads on; a person takes the file, where a second one can release it.

    Args:
        kind: which list it is, as the log of reads names it.
        count: rows of the page.

    Raises:
        Refused: no purpose was stated, or more was read on than may leave without a second person.
    """
    reads.require_purpose(actor)
    if not (actor.kind == "client" and may(actor, "registry:list:export")):
        _one_after_the_other(actor)
        if taken_today(actor) + count > settings.IFAR_TAKEN_ALONE:
            words = _("More was read today than may leave without a second person. Request an export.")
            raise Refused("accounts.list.two", words, article="EU 2016/680 art. 25, 29")
    reads.log(actor, kind, "*", count)


def answered(fact: Fact) -> None:
    """Tell whoever asked that they may take it out now."""
    if fact.payload["act"] != ACT or fact.payload["state"] != selectors.APPROVED:
        return
    proposal = Proposal.objects.get(public_id=fact.key)
    notices.tell(
        kind=RELEASED,
        object=proposal.public_id,
        agency_id=proposal.agency_id,
        once=f"released:{proposal.public_id}",
        user=proposal.proposer,
        params={name: proposal.payload[name] for name in ("kind", "count")},
    )
