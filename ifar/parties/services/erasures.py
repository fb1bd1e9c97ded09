"""Lawful erasure of personal values: proposed by one, approved by another, carried out by the database.

The entries stay, with their commitments; value and salt go. The log verifies as before, and names what was erased and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals
from ifar.documents.selectors import personal_of
from ifar.errors import Conflict, Invalid, NotFound, Reason, Refused
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.ledger.models import Erasure
from ifar.parties import erasing, mentions, selectors
from ifar.parties.models import Party
from ifar.parties.party import PERSONAL
from ifar.parties.services.parties import WAIT
from ifar.rights import Actor, require

ACT: Final = "parties.erased"
PERSONAL_FIELDS: Final = {"born": "born", "address": "address"}
"""Personal field of a paper, or of what the holder reported -> what it is called here; every other one is a name."""
_VALUES: Final = """
SELECT p.entry::text, p.field FROM ledger_personal p JOIN parties_event e ON e.id = p.entry
WHERE e.subject = %s AND p.field = ANY(%s) ORDER BY e.n, p.field
"""
_ERASE: Final = "INSERT INTO ledger_erasure (erasure, entry, field) VALUES (%s, %s, %s)"
_LAST: Final = "SELECT entry FROM ledger_entry WHERE object = %s ORDER BY id DESC LIMIT 1"


def _values(party: Party, fields: Sequence[str], ground: str) -> list[dict[str, str]]:
    """Where these values stand: in the party's own entries, in those of the papers that carry them, and in words that name them."""
    public_id = party.public_id
    params: list[Any] = [public_id, list(fields)]
    with connection.cursor() as cursor:
        cursor.execute(_VALUES, params)
        rows = cursor.fetchall()
    elsewhere = [*personal_of(public_id), *erasing.values_elsewhere(public_id)]
    rows += [row for row in elsewhere if PERSONAL_FIELDS.get(row[1], "name") in fields]
    rows += [
        further_value for further_value in erasing.further_values(public_id) if further_value[1] in fields
    ]
    # Of whoever was entered by mistake nobody wrote: words that say the same mean somebody else.
    if "name" in fields and ground != "entered_by_mistake":
        described = selectors.descriptions_of([party])[party.pk]
        rows += [row for row in mentions.of(public_id, described) if row not in rows]
    return [{"entry": entry, "field": field} for entry, field in rows]


def _check_ground(actor: Actor, public_id: str, ground: str) -> None:
    if ground not in erasing.GROUNDS:
        raise Invalid(
            "parties.erasure.ground",
            _("Choose the lawful ground of the erasure."),
            reasons=[Reason("parties.erasure.ground", field="ground")],
        )
    if reasons := erasing.objections(actor, public_id, ground):
        raise Refused(
            "parties.erasure.refused",
            reasons[0].message or _("The law makes the register keep this."),
            article=reasons[0].article,
            reasons=reasons,
        )


@transaction.atomic
def propose_erasure(
    *, actor: Actor, public_id: str, fields: Sequence[str], ground: str, reason: str
) -> Proposal:
    """Propose to erase personal values of a party, in all its entries.

    Args:
        fields: which, of `party.PERSONAL`.
        ground: one of `erasing.GROUNDS`.

    Raises:
        NotFound: no such party for this actor, or it has none of these values.
        Refused: the register must keep them; the reasons say why and by which article.
    """
    require(actor, "parties:personal:erase")
    party = selectors.erasable_for(actor).filter(public_id=public_id).first()
    known = PERSONAL | erasing.further_fields()
    values = _values(party, [name for name in fields if name in known], ground) if party else []
    if party is None or not values:
        raise NotFound("parties.party.not_found", _("There is no such party, or nothing of this to erase."))
    _check_ground(actor, public_id, ground)
    return proposals.propose(
        actor=actor,
        act=ACT,
        object=public_id,
        payload={"ground": ground, "erased": values},
        reason=reason,
        compartment=party.compartment,
    )


def carry_out(actor: Actor, proposal: Proposal) -> None:
    """Erase what was approved; the ground is checked again, since a firearm may have been acquired meanwhile.

    Raises:
        Conflict: another proposal erased some of it meanwhile.
        Refused: a legal hold stands against some of it.
    """
    with connection.cursor() as cursor:
        # Whoever gives one of these values anew does it before, or after: the verifier asks which by the numbers of the entries.
        cursor.execute(WAIT, [proposal.object, None])
    _check_ground(actor, proposal.object, proposal.payload["ground"])
    rows = [(value["entry"], value["field"]) for value in proposal.payload["erased"]]
    _check_there(rows)
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [proposal.object])
        last = cursor.fetchone()
    draft = Draft(
        schema="party.erased/1",
        act=ACT,
        object=proposal.object,
        payload={**proposal.payload, "proposal": proposal.public_id},
        previous=last[0] if last else None,
        entry=ledger.new_entry_id(),
    )
    ledger.append(actor=actor, drafts=[draft])
    erasing.follow(draft.entry, {value["entry"] for value in proposal.payload["erased"]})
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(_ERASE, [(draft.entry, *row) for row in rows])
    except IntegrityError as error:
        if "legal hold" not in str(error):
            raise
        message = _(
            "A legal hold stands against some of this. Refuse this proposal, and propose it anew once the hold is lifted."
        )
        raise Refused("parties.erasure.held", message, article="EU 2016/680 art. 16(3)") from error


def _check_there(rows: Sequence[tuple[str, str]]) -> None:
    gone = Erasure.objects.filter(entry__in={entry for entry, _field in rows}).values_list("entry", "field")
    if {(str(entry), field) for entry, field in gone} & set(rows):
        message = _(
            "Some of this was erased meanwhile. Refuse this proposal; what is left can be proposed anew."
        )
        raise Conflict("parties.erasure.meanwhile", message)
