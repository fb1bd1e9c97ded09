"""Who acts, for which office and purpose, and whether they may. Pure."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass, field
from typing import Final, Literal

from ifar.errors import Forbidden, NotSignedIn
from ifar.rights.compartments import AT_HAND, OWN_BOOK
from ifar.rights.permissions import PERMISSIONS

ActorKind = Literal["person", "client", "job", "node", "nobody"]


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why personal data are read: the stated purpose, and the case or shift it stands under."""

    shift: str
    purpose: str
    case: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person at an agency, an API client, a job, a foreign node, or nobody.

    `id` is the public identifier (`U…`, `C…`) or the job's name; `agency` the agency's public identifier. `session` is what they act by: the
    entry of the sign-in that opened a person's session, the beginning of the hash of a client's token; None where a program acts by itself.
    `agency_names` is JSON of language -> what the agency calls itself in it.
    `covers`: everybody for whom a person stands in there; `standing_in_for` names one of them.
    """

    kind: ActorKind
    id: str
    name: str = ""
    agency: str = ""
    agency_id: int = 0
    agency_kind: str = ""
    agency_name: str = ""
    agency_names: str = field(default="{}", compare=False, repr=False)
    country: str = ""
    roles: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    compartments: frozenset[str] = frozenset()
    purpose: Purpose | None = None
    standing_in_for: str = ""
    covers: frozenset[str] = frozenset()
    until: dt.datetime | None = field(default=None, compare=False)
    session: uuid.UUID | None = field(default=None, compare=False, repr=False)

    def agency_in(self, language: str) -> str:
        """What the agency calls itself in a language; its name where it said nothing."""
        return str(json.loads(self.agency_names).get(language[:2]) or self.agency_name)

    @property
    def is_somebody(self) -> bool:
        """Whether anybody stands behind this actor at all."""
        return self.kind != "nobody"

    @property
    def people(self) -> frozenset[str]:
        """This actor and everybody for whom they stand in, by public identifier."""
        return (self.covers | {self.id, self.standing_in_for}) - {""}

    def acts_for(self, *people: str) -> bool:
        """Whether any of `people` is this actor, or somebody for whom they stand in.

        Where an act takes another person, a stand-in is none beside the one who is away (UNCAC art. 7-10).
        """
        return not self.people.isdisjoint(people)

    @property
    def own_book_only(self) -> bool:
        """Whether this actor sees only the firearms of its own book."""
        return self.agency_kind in OWN_BOOK

    @property
    def at_hand_only(self) -> bool:
        """Whether this actor sees only the firearms that lie or lay with its office."""
        return self.agency_kind in AT_HAND


NOBODY: Final = Actor(kind="nobody", id="nobody")


def may(actor: Actor, permission: str) -> bool:
    """Whether `actor` holds `permission`; an unknown permission is a programming error."""
    if permission not in PERMISSIONS:
        raise ValueError(f"unknown permission {permission!r}")
    return permission in actor.permissions


def require(actor: Actor, permission: str) -> None:
    """Raise unless `actor` holds `permission`. The message never tells whether an object exists."""
    if may(actor, permission):
        return
    if not actor.is_somebody:
        raise NotSignedIn()
    raise Forbidden(params={"permission": permission})
