"""Releasing an import: proposed by the one who prepared it, carried out by the approval of another."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction

from ifar.accounts.models import Proposal
from ifar.accounts.selectors import proposals as selectors_of_proposals
from ifar.accounts.services import proposals
from ifar.errors import Conflict
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.outbox.handlers import Fact
from ifar.registry import staging
from ifar.registry.intake.mapping import ColumnMapping
from ifar.registry.labels.imports import words_of
from ifar.registry.models import Import, ImportAct
from ifar.registry.selectors import imports as selectors
from ifar.registry.services.imports import queue
from ifar.rights import Actor, require

ACT: Final = "registry.import"


def register_executors() -> None:
    """Have an approved import released."""
    proposals.register_executor(ACT, release)


def payload_of(batch: Import, *, number: int, rows: int) -> dict[str, Any]:
    """What the second person approves: which file, read and mapped how, how many rows, of which round."""
    mapping = ColumnMapping.of(batch.mapping or {})
    return {
        "file": batch.file_id,
        "mapping": mapping.digest(),
        "source": mapping.source,
        "rows": batch.rows,
        "round": number,
        "takes_in": rows,
    }


@transaction.atomic
def propose(*, actor: Actor, batch: str, reason: str) -> Proposal:
    """Ask another person to release an import that was tried.

    Raises:
        NotFound: there is no such import for this actor.
        Conflict: it was not tried yet, nothing of it would be taken in, or it is proposed already.
    """
    require(actor, "registry:import:prepare")
    imported = selectors.import_for(actor, batch)
    settle(imported)
    ready = imported.counts.get("ready", 0)
    if imported.status not in ("tried", "refused") or imported.agency_id != actor.agency_id:
        raise Conflict("import.not_tried", words_of("import.not_tried"))
    if not ready:
        raise Conflict("import.nothing_ready", words_of("import.nothing_ready"))
    return proposed(actor, imported, payload_of(imported, number=1, rows=ready), reason)


def proposed(actor: Actor, imported: Import, payload: dict[str, Any], reason: str) -> Proposal:
    """Put an import, or a round of it, before another person."""
    proposal = proposals.propose(
        actor=actor,
        act=ACT,
        object=imported.public_id,
        payload=payload,
        reason=reason,
        compartment=imported.compartment,
    )
    Import.objects.filter(pk=imported.pk).update(status="proposed", proposal=proposal.public_id)
    return proposal


def release(actor: Actor, proposal: Proposal) -> None:
    """Carry out an approval: the release enters the ledger, and the rows follow in the background. `actor` approved last.

    Raises:
        Conflict: the import is no longer what was proposed.
    """
    imported = Import.objects.select_for_update().get(public_id=proposal.object)
    payload = payload_of(imported, number=proposal.payload["round"], rows=proposal.payload["takes_in"])
    if (
        imported.status != "proposed"
        or imported.proposal != proposal.public_id
        or payload != proposal.payload
    ):
        raise Conflict("import.changed", words_of("import.changed"))
    write_act(actor, imported, "released", proposal.payload, proposal.public_id)
    Import.objects.filter(pk=imported.pk).update(
        status="running",
        round=proposal.payload["round"],
        phase="",
        done=0,
        total=proposal.payload["takes_in"],
        beat_at=None,
    )
    queue.hand_over(imported.public_id)


def write_act(actor: Actor, batch: Import, kind: str, details: dict[str, Any], proposal: str) -> None:
    """Write an act about an import: its ledger entry, and its row of the same identifier."""
    last = (
        ImportAct.objects.filter(batch__public_id=batch.public_id)
        .order_by("-entry")
        .values_list("entry", flat=True)
        .first()
    )
    draft = Draft(
        schema=f"import.{kind}/1",
        act=ACT if kind == "released" else f"{ACT}_{kind}",
        object=batch.public_id,
        payload={**details, "proposal": proposal},
        previous=last,
        entry=ledger.new_entry_id(),
    )
    ledger.append(actor=actor, drafts=[draft])
    ImportAct.objects.create(
        entry=draft.entry, batch_id=batch.public_id, kind=kind, details=details, proposal=proposal
    )


def answered(fact: Fact) -> None:
    """Hear that a proposal was refused or withdrawn: its import may be changed and proposed again."""
    if fact.payload.get("act") == ACT:
        settle(Import.objects.filter(proposal=fact.key, status="proposed").first())


def settle(batch: Import | None) -> None:
    """Bring a proposed import back to its importer where its proposal was refused, withdrawn or has expired."""
    if batch is None or batch.status != "proposed":
        return
    state = (
        selectors_of_proposals.with_status()
        .filter(public_id=batch.proposal)
        .values_list("state", flat=True)
        .first()
    )
    if state in ("refused", "withdrawn", "expired"):
        batch.status = "refused" if batch.round == 0 else "finished"
        batch.proposal = ""
        batch.save(update_fields=["status", "proposal"])


@transaction.atomic
def abandon(*, actor: Actor, batch: str) -> None:
    """Give up an import of which nothing was released; the sealed file stays, the staged rows go.

    Raises:
        NotFound: there is no such import for this actor.
        Conflict: it was released, or waits for an answer.
    """
    require(actor, "registry:import:prepare")
    imported = selectors.import_for(actor, batch)
    settle(imported)
    if (
        imported.status in ("proposed", "running", "finished", "trying")
        or imported.agency_id != actor.agency_id
    ):
        raise Conflict("import.under_way", words_of("import.under_way"))
    Import.objects.filter(pk=imported.pk).update(status="abandoned")
    staging.discard(imported.public_id)
