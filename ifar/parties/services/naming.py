"""Names of parties and agencies that stand beside something else, as far as an actor may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ifar.accounts.selectors.agencies import agencies_for, called
from ifar.accounts.services import reads
from ifar.parties.selectors import parties_for, survivors
from ifar.rights import Actor, may


def names_of(actor: Actor, public_ids: Iterable[str], *, act: str, object: str) -> Mapping[str, str]:
    """Public identifier -> name, for the parties and agencies among them that `actor` may see. At most four statements.

    A record that was joined to another has the name of the record that stands for it, where the actor may see that one. Names of people and companies are personal data: they are given only under a stated purpose, and the read is logged as
    `act` on `object`. What is missing in the answer is unseen, erased, unknown or not asked for under a purpose, all alike.
    """
    wanted = {public_id for public_id in public_ids if public_id}
    parties = [public_id for public_id in wanted if public_id[0] == "P"]
    agencies = [public_id for public_id in wanted if public_id[0] == "A"]
    names: dict[str, str] = {}
    if parties and actor.purpose is not None and may(actor, "parties:party:read"):
        ends = survivors(parties)
        records = parties_for(actor).filter(public_id__in={*parties, *ends.values()}).exclude(name=None)
        values = {public_id: name for public_id, name in records.values_list("public_id", "name") if name}
        known = {party: values.get(ends.get(party, party)) or values.get(party) for party in parties}
        names |= {public_id: name for public_id, name in known.items() if name}
        if names:
            # The record named and the one that stands for it: both are that person's.
            shown = {*names, *(ends[name] for name in names if name in ends)}
            reads.log(actor, act, object, len(names), people=sorted(shown))
    if agencies:
        names |= dict(agencies_for(actor).filter(public_id__in=agencies).values_list("public_id", called()))
    return names
