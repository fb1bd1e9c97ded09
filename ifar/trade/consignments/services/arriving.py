"""What came in on an import: registered in one act, by the serial numbers that somebody read; what was only declared is not registered.

Each firearm has its own event, with the duty of its import mark (Protocol art. 8(1)(b)); or, where the import was authorised for a purpose from which goods
go back, with the duty to leave again by the last day of the authorisation (art. 10(6)), and no mark is due. One that left this State before gets its own life on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ifar.errors import IfarError, Reason
from ifar.ledger import services as ledger
from ifar.matters.services import matters
from ifar.placement.roads.reconciling import Arrived
from ifar.reference import selectors as reference
from ifar.registry import kinds as registry_kinds
from ifar.registry.lifecycle import RULES, Outcome
from ifar.registry.lifecycle.rule import ADVERSE
from ifar.registry.lifecycle.states import ENDS
from ifar.registry.marks.reading import keys_of
from ifar.registry.occurred import instant
from ifar.registry.search.naming import identity_of
from ifar.registry.services import events
from ifar.registry.services.events import Composed, NewEvent
from ifar.registry.services.events.many import new_firearm_ids, write_many
from ifar.rights import Actor, require
from ifar.templatetags.days import day_words
from ifar.trade import selectors
from ifar.trade.consignments import inputs
from ifar.trade.consignments import selectors as kept
from ifar.trade.consignments.services.carried import registering
from ifar.trade.consignments.services.consignments import CONSIGNMENT, fetch
from ifar.trade.consignments.services.packing import wait
from ifar.trade.journeys import travelling
from ifar.trade.models import Consignment, Item
from ifar.trade.services.writing import RECORDER

RECORD: Final = "registry:event:record"
FOR_GOOD: Final = "imported"
FOR_A_TIME: Final = "temporarily_imported"
ON_RECORD: Final = "trade.on_record"
"""The cause of the matter that serial numbers of what came in stand on record already."""
_TRADE: Final = ("importer", "wholesaler", "retailer")
_GONE: Final = tuple(str(end) for end in ENDS if end != "exported")
_BEARING: Final = """
SELECT k.plain, f.public_id, f.state, lower(coalesce(f.make, f.make_raw, '')), lower(coalesce(f.model, f.model_raw, ''))
FROM unnest(%s::text[], %s::text[]) AS a (plain, folded)
JOIN registry_markkey k ON k.folded = a.folded AND k.plain = a.plain AND k.kind = 'serial' AND k.form = 0
JOIN registry_firearm f ON f.id = k.firearm_id AND f.item = 'firearm' AND f.merged_into = '' AND f.compartment = %s AND f.state <> ALL(%s)
ORDER BY f.id
"""


def _life(consignment: Consignment) -> str:
    """What the life of a firearm says of an import: that it came for good, or for a time."""
    return FOR_A_TIME if selectors.is_for_a_time(consignment.authorisation.purpose) else FOR_GOOD


def registers(actor: Actor, consignment: Consignment) -> bool:
    """Whether there is something that the actor's office may register of what came in."""
    return actor.agency_kind in RULES[_life(consignment)].recorders and bool(kept.to_register(consignment))


def _what_came(consignment: Consignment) -> str:
    """How many are registered, and how many nobody saw."""
    came = len(kept.to_register(consignment))
    unseen = sum(not item.firearm for item in kept.items_of(consignment)) - came
    result = {"came": came, "unseen": unseen}
    if _life(consignment) == FOR_A_TIME and (until := consignment.authorisation.valid_to):
        words = gettext(
            "Firearms whose serial numbers were read: %(came)s. They are here for a time and leave again by %(day)s; no import mark is due. Not registered, because nobody read their numbers: %(unseen)s."
        )
        return words % {**result, "day": day_words(until)}
    words = gettext(
        "Firearms whose serial numbers were read: %(came)s. Their import marks are due then. Not registered, because nobody read their numbers: %(unseen)s."
    )
    return words % result


def _form_options(_actor: Actor, consignment: Consignment) -> Mapping[str, Any]:
    if _life(consignment) == FOR_A_TIME:
        return {"without": ("owner_kind",)}
    whose = (
        "importer" if consignment.exporter else "company" if consignment.authorisation.applicant else "state"
    )
    return {"initial": {"owner_kind": whose}}


@CONSIGNMENT.act(
    "registered",
    inputs.RegisterArrivals,
    _("Register what came in"),
    permission=RECORD,
    done=_("Registered. What stands on record already is a matter for the licensing office."),
    hint=_what_came,
    leads=True,
    when=registers,
    asks=_form_options,
)
@transaction.atomic
def register(
    *,
    actor: Actor,
    consignment_id: str,
    owner_kind: str = "",
    make: str = "",
    model: str = "",
    expected_n: int | None = None,
) -> None:
    """Register what came in on an import and whose serial number an office read: each with its own event, by which its import mark is due.

    A number that stands on record already as another firearm's is not registered again: that is a matter.

    Args:
        owner_kind: whose they are; of the trade's the owner is the office that imports, else whoever was authorised. Not asked of what is here for a time:
            its owner stays abroad.
        make, model: what they are where the line of goods does not say it.

    Raises:
        NotFound: there is no such consignment for this actor.
        Invalid: it is not said whose they are.
        Refused: it is no import, its packing list is open, nothing that came in is left to register, or the life cycle says no.
    """
    require(actor, RECORD)
    consignment = fetch(actor, consignment_id, kept.READ, expected_n)
    RECORDER.state_after("consignment", "registered", consignment.state)
    wait(consignment)
    came = kept.to_register(consignment)
    if not came:
        raise RECORDER.refused(Reason("trade.register.none", article="Protocol art. 8(1)(b)"))
    if _life(consignment) == FOR_GOOD and not owner_kind:
        raise RECORDER.invalid(Reason("trade.register.owner", field="owner_kind"))
    items = [item for item in kept.items_of(consignment) if item.public_id in came]
    arrivals = _Arrivals(actor, consignment, owner_kind, {"make": make, "model": model}, items, came)
    RECORDER.record(actor, "consignment", "registered", consignment)
    with registering(consignment.public_id):
        made = arrivals.write()
    if made:
        RECORDER.write(
            actor,
            *(
                RECORDER.compose(actor, "item", "registered", item, changes={"firearm": made[item.public_id]})
                for item in items
                if item.public_id in made
            ),
        )
    if len(made) < len(items):
        cause = f"{ON_RECORD} {consignment.public_id}"
        matters.open_matter(
            "consignment",
            consignment.public_id,
            cause,
            consignment.agency,
            compartment=consignment.compartment,
        )


class _Arrivals:
    """What came in, as its events say it."""

    def __init__(
        self,
        actor: Actor,
        consignment: Consignment,
        owner_kind: str,
        known: Mapping[str, str],
        items: Sequence[Item],
        came: Mapping[str, Arrived],
    ) -> None:
        self.actor, self.found, self.items, self.came = actor, consignment, items, came
        self._known, self._resolver = known, reference.resolver()
        of = consignment.authorisation
        owner = consignment.exporter if owner_kind in _TRADE and consignment.exporter else of.applicant
        self._kind = _life(consignment)
        self._details: dict[str, Any] = {
            "owner_kind": owner_kind,
            "country": of.from_state,
            "consignment": consignment.public_id,
            **({"owner": owner} if owner and owner_kind != "state" else {}),
        }
        if self._kind == FOR_A_TIME and of.valid_to:
            self._details = {
                "return_date": of.valid_to.isoformat(),
                "purpose": travelling.purpose_of(of.purpose),
                "country": of.from_state,
                "permit": consignment.public_id,
            }
        self._identities: dict[tuple[str, ...], dict[str, Any]] = {}
        self._outcomes: dict[tuple[str, ...], Outcome] = {}
        self._bearing = _bearing(consignment, [arrived.serial for arrived in came.values()])

    def write(self) -> dict[str, str]:
        """Write the event of each; item -> firearm, without those whose numbers stand on record already."""
        made: dict[str, str] = {}
        opened: list[Composed] = []
        keys = new_firearm_ids(len(self.items))
        now = ledger.now()
        nothing = events.nothing_yet(0, "firearm", now)
        for item, key in zip(self.items, keys, strict=True):
            event = self._event(item)
            back, taken = self._on_record(item, event.identity)
            if taken:
                continue
            if back:
                if self._returns(back, event):
                    made[item.public_id] = back
                continue
            line = kept.key_of({name: getattr(item, name) for name in ("type", "calibre", "make", "model")})
            if line not in self._outcomes:
                events.checked(event)
                events.check_described(event)
                self._outcomes[line] = events.decided(
                    self.actor, nothing, event, people=frozenset({self.actor.id})
                )
            snapshot = replace(events.nothing_yet(key, "firearm", now), kept_by=nothing.kept_by)
            composed = events.compose(
                self.actor, snapshot, event, registry_kinds.KINDS[event.kind], self._outcomes[line]
            )
            opened.append(composed)
            made[item.public_id] = snapshot.public_id
        write_many(opened)
        return made

    def _event(self, item: Item) -> NewEvent:
        arrived = self.came[item.public_id]
        line = kept.key_of({name: getattr(item, name) for name in ("type", "calibre", "make", "model")})
        if line not in self._identities:
            kind, calibre, make, model = line
            own = {"type": kind, "calibre": calibre, "make": make, "model": model}
            result = {name: text or self._known.get(name, "") for name, text in own.items()}
            result = {name: text for name, text in result.items() if text}
            self._identities[line] = identity_of(result, self._resolver)
        mark = {"kind": "serial", "text": arrived.serial, "text_status": "known"}
        return NewEvent(
            self._kind,
            self._details,
            occurred=instant(arrived.at),
            paper=self.found.public_id,
            identity=self._identities[line],
            marks=(mark,),
        )

    def _on_record(self, item: Item, identity: Mapping[str, Any]) -> tuple[str, bool]:
        """The one record that it is where it left this State before, and whether its number is another firearm's or one that is searched for."""
        make, model = (
            str(identity.get(name) or identity.get(f"{name}_raw") or "").casefold()
            for name in ("make", "model")
        )
        alike, searched = [], False
        for firearm, state, its_make, its_model in self._bearing.get(_plain(self.came[item.public_id]), ()):
            if make and make == its_make and (not model or not its_model or model == its_model):
                alike.append((firearm, state))
            searched |= state in ADVERSE and (not make or not its_make or make == its_make)
        back = [firearm for firearm, state in alike if state == "exported"]
        if not searched and len(alike) == 1 and back:
            return back[0], False
        return "", searched or bool(alike)

    def _returns(self, firearm: str, event: NewEvent) -> bool:
        """Record that a firearm that left came in again; False where its life says no."""
        again = replace(event, identity={}, marks=())
        try:
            with transaction.atomic():
                events.record_event(actor=self.actor, firearm=firearm, event=again)
        except IfarError:
            return False
        return True


def _plain(came: Arrived) -> str:
    return next((form.plain for form in keys_of(came.serial).forms[:1]), "")


def _bearing(
    consignment: Consignment, numbers: Collection[str]
) -> dict[str, list[tuple[str, str, str, str]]]:
    """The firearms on record that bear one of some serial numbers: number -> firearm, its state, make and model. One statement."""
    forms = {form.plain: form.folded for text in numbers for form in keys_of(text).forms[:1]}
    result: dict[str, list[tuple[str, str, str, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_BEARING, [list(forms), list(forms.values()), consignment.compartment, list(_GONE)])
        for plain, *record in cursor.fetchall():
            result.setdefault(plain, []).append(tuple(record))
    return result
