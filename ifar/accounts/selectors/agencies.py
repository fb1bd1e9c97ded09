"""Agencies that an actor may see, and those whose people and rights they look after."""

from __future__ import annotations

from django.db import connection
from django.db.models import Exists, Q, QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from ifar.accounts.models import Agency, AgencyAct
from ifar.errors import NotFound
from ifar.rights import OWN_BOOK, Actor, may

_BELOW = """
WITH RECURSIVE below AS (
    SELECT id FROM accounts_agency WHERE id = %s
    UNION SELECT a.id FROM accounts_agency a JOIN below b ON a.parent_id = b.id
) SELECT id FROM below
"""
_LOOKED_AFTER = """
WITH RECURSIVE mine AS (
    SELECT a.id FROM accounts_agency a WHERE a.id = %s
        OR a.parent_id IS NULL AND a.kind = ANY(%s) AND %s = (SELECT t.id FROM accounts_agency t WHERE t.kind = 'licensing_authority' AND NOT t.closed
            ORDER BY t.parent_id IS NOT NULL, t.id LIMIT 1)
    UNION SELECT a.id FROM accounts_agency a JOIN mine m ON a.parent_id = m.id
) SELECT id FROM mine
"""
_CHAIN = """
WITH RECURSIVE chain AS (
    SELECT id, parent_id FROM accounts_agency WHERE id = %s
    UNION SELECT a.id, a.parent_id FROM accounts_agency a JOIN chain c ON a.id = c.parent_id
) SELECT id FROM chain
"""


def chain(agency_id: int) -> frozenset[int]:
    """The agency and all above it, by key. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN, [agency_id])
        return frozenset(key for (key,) in cursor.fetchall())


def below(agency_id: int) -> RawSQL:
    """The agency and all below it, as a subquery of keys."""
    return RawSQL(_BELOW, (agency_id,))  # noqa: S611 - fixed text, the key is a parameter


def looked_after(agency_id: int) -> RawSQL:
    """The agency, all below it, and where it is the topmost licensing authority the traders that stand below none, as a subquery of keys.

    The same of whom `registry_authority_over` names it.
    """
    asked = (agency_id, sorted(OWN_BOOK), agency_id)
    return RawSQL(_LOOKED_AFTER, asked)  # noqa: S611 - fixed text, what is asked is a parameter


def called(of: str = "") -> Coalesce:
    """What an agency calls itself in the reader's language, as a column; `of` is the way to it, such as `agency__`."""
    own = KeyTextTransform((get_language() or "")[:2], f"{of}names")
    return Coalesce(own, f"{of}name", output_field=TextField())


def names_of(public_ids: set[str]) -> dict[str, str]:
    """What agencies call themselves in the reader's language, by public identifier."""
    return dict(Agency.objects.filter(public_id__in=public_ids).values_list("public_id", called()))


def name_of(actor: Actor, language: str = "") -> str:
    """What the office for which somebody acts calls itself in a language, the reader's where none is given."""
    return actor.agency_in(language or get_language() or "")


def by_public_id(public_id: str) -> Agency | None:
    """An agency by its identifier, or None: for commands at the console, which no actor's view limits."""
    return Agency.objects.filter(public_id=public_id).first()


def _looks_after_rights(actor: Actor) -> bool:
    return may(actor, "accounts:agency:manage") or "security_officer" in actor.roles


def visible(actor: Actor) -> Q:
    """The one condition on agencies.

    Offices are public bodies and their list is open to all who work with the register, but for the units of defence:
    those are seen by those who see defence, and the topmost ones by those who look after rights (Protocol art. 4).
    """
    if not may(actor, "accounts:agency:read"):
        return Q(pk__in=[])
    seen = ~Q(compartment="defence") | Q(compartment__in=actor.compartments) | Q(pk=actor.agency_id)
    return seen | Q(parent__isnull=True) if _looks_after_rights(actor) else seen


def agencies_for(actor: Actor) -> QuerySet[Agency]:
    """The agencies that `actor` may see."""
    return Agency.objects.filter(visible(actor))


def agency_for(actor: Actor, public_id: str) -> Agency:
    """One agency; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    agency = agencies_for(actor).select_related("parent").filter(public_id=public_id).first()
    if agency is None:
        raise NotFound("accounts.agency.not_found")
    return agency


def reach(actor: Actor) -> Q:
    """The agencies whose people an actor may know of and look after: their own office and those below it.

    The topmost licensing authority sets up the others, so whoever looks after rights there reaches all that they see;
    an inspector reaches what they see.
    """
    if may(actor, "oversight:inspection:read") and "inspector" in actor.roles:
        return visible(actor)
    own = Q(pk__in=below(actor.agency_id))
    if _looks_after_rights(actor) and actor.agency_kind == "licensing_authority":
        top = Exists(Agency.objects.filter(pk=actor.agency_id, parent__isnull=True))
        return own | (Q(top) & visible(actor))
    return own


def managed_by(actor: Actor) -> QuerySet[Agency]:
    """The agencies within the actor's reach."""
    return Agency.objects.filter(reach(actor))


def managed_agency(actor: Actor, public_id: str) -> Agency:
    """One agency within the actor's reach.

    Raises:
        NotFound: there is none for this actor.
    """
    agency = managed_by(actor).filter(public_id=public_id).first()
    if agency is None:
        raise NotFound("accounts.agency.not_found")
    return agency


def acts_of(agency: Agency) -> QuerySet[AgencyAct]:
    """What was done to an agency, the newest first."""
    return AgencyAct.objects.filter(agency=agency.public_id).order_by("-at")
