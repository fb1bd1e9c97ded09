"""Acts that take several people: how many, who may propose, who may be the other one, and whether they may be done first.

The table of `rights` is the start; higher apps add the kinds of their own tables in their `extensions.py`.
`ifar migrate` copies the whole into the database, which checks every ledger entry against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ifar import rights
from ifar.acts import declared
from ifar.rights import Actor

NEVER_FIRST: Final[frozenset[str]] = frozenset({"registry.import"})
"""Acts of areas that know emergencies for which there is none: a register is not imported in a hurry."""
FIRST_IN: Final[frozenset[str]] = frozenset({"registry"})
"""Areas whose acts may be done first in an emergency. Rights, keys and erasures never are: nothing brings them back."""

SEVERAL: Final[frozenset[str]] = frozenset({"accounts", "registry", "parties", "lists"})
"""Areas where one may ask for an act twice about one object, because each asks for something else: two roles for one person, two
corrections of one firearm. Elsewhere the act and its object are the whole question."""
SAME: Final[Mapping[str, tuple[str, ...]]] = {
    "cashier.payment_refunded": ("cashier.payment_refunded", "cashier.payment_reduced"),
    "cashier.payment_reduced": ("cashier.payment_refunded", "cashier.payment_reduced"),
}
"""Acts that are one question under two names: a payment is paid back whole or in part."""

PROPOSES: Final[Mapping[str, str]] = {
    "accounts.grant": "accounts:grant:propose",
    "accounts.revoke": "accounts:grant:propose",
    "accounts.agency": "accounts:agency:manage",
    "accounts.client": "accounts:client:manage",
    "accounts.absence": "accounts:absence:manage",
    "accounts.factor_reset": "accounts:person:manage",
    "parties.erased": "parties:personal:erase",
    "parties.bar_lifted": "parties:bar:lift",
    "lists": "accounts:list:take",
    "retention": "retention:hold:place",
    "words.erased": "tracing:words:erase",
    "sender.confirmed": "tracing:request:answer",
    "returns": "returns:return:prepare",
    "community": "community:member:vet",
    "oversight": "oversight:desk:work",
    "licensing": "licensing:decision:propose",
    "books": "books:book:close",
    "cashier": "cashier:decision:propose",
    "ammunition": "ammunition:movement:attest",
    "trade.watchlist_loaded": "trade:list:propose",
    "trade.watchlist_ended": "trade:list:propose",
    "trade.journey_extended": "trade:journey:announce",
    "trade": "trade:decision:propose",
    "custody": "custody:batch:prepare",
    "registry.import": "registry:import:prepare",
    "registry": "registry:event:propose",
    "ledger": "ledger:key:rotate",
}
"""Act, or area for the acts that are not named -> the permission to propose it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one act takes."""

    people: int
    deciders: frozenset[str]
    emergency: bool
    permission: str

    @property
    def proposers(self) -> frozenset[str]:
        """The roles that may propose it."""
        return frozenset(name for name, role in rights.ROLES.items() if self.permission in role.permissions)


_more: dict[str, Rule] = {}


def area_of(act: str) -> str:
    """The area that an act belongs to: what stands before the first dot."""
    return act.partition(".")[0]


def _declared() -> dict[str, int]:
    return {name: people for acts in declared() for name, people in acts.dual_control.items()}


def _rule(act: str, people: int, emergency: bool | None = None) -> Rule:
    area = area_of(act)
    first = area in FIRST_IN and act not in NEVER_FIRST if emergency is None else emergency
    return Rule(people, rights.DECIDES[area], first, PROPOSES.get(act) or PROPOSES[area])


def provide(people: Mapping[str, int], *, emergency: bool | None = None) -> None:
    """Add acts of another table: act -> how many people. `emergency` overrules what the area allows."""
    for act, number in people.items():
        if number > 1:
            _more[act] = _rule(act, number, emergency)


_covers: dict[str, str] = {}


def provide_covered(covered: Mapping[str, str]) -> None:
    """Add acts of several people whose one decision releases many others: act -> what it releases, each named on its list.

    The database looks the other up on the list; the app that registers it has the verifier look too.
    """
    _covers.update(covered)


def covered() -> tuple[tuple[str, str], ...]:
    """Pairs of an act that was decided and one that it releases."""
    return tuple(sorted(_covers.items()))


_sides: dict[str, str] = {}


def provide_separation(acts: Mapping[str, str]) -> None:
    """Add acts that one person does, and of which somebody else does the other side: act -> the permission to do it.

    Who examined does not decide, who hands over does not receive, who counts does not explain. Each area compares the people itself; the
    table says where they count, so that no program is given one of the sides (`scopes.never`).
    """
    _sides.update(acts)


def sides() -> Mapping[str, str]:
    """Acts whose other side another person does -> the permission to do them."""
    return {
        name: separation_of_duty
        for acts in declared()
        for name, separation_of_duty in acts.separation_of_duties.items()
    } | _sides


def rules() -> Mapping[str, Rule]:
    """Every act that takes several people."""
    return {act: _rule(act, people) for act, people in {**rights.DUAL_CONTROL, **_declared()}.items()} | _more


def rule_of(act: str) -> Rule | None:
    """What `act` takes, or None where one person is enough."""
    people = rights.DUAL_CONTROL.get(act) or _declared().get(act)
    return _more.get(act) or (_rule(act, people) if people else None)


def acts_decided_by(actor: Actor) -> frozenset[str]:
    """The acts about which `actor` may say yes or no, by their roles."""
    if "accounts:proposal:decide" not in actor.permissions:
        return frozenset()
    return frozenset(act for act, rule in rules().items() if rule.deciders & actor.roles)


def acts_proposed_by(actor: Actor) -> frozenset[str]:
    """The acts that `actor` may propose."""
    return frozenset(act for act, rule in rules().items() if rule.permission in actor.permissions)


def kinds_deciding(area: str) -> frozenset[str]:
    """The kinds of agency at which somebody may hold a role that decides in `area`."""
    return frozenset(kind for role in rights.DECIDES[area] for kind in rights.ROLES[role].agency_kinds)
