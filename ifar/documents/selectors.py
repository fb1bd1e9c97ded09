"""Papers as an actor may see them, and as the public page may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from ifar.documents import keys, visibility
from ifar.documents.checking import Trusted
from ifar.documents.kinds import KINDS
from ifar.documents.labels import of as words_of
from ifar.documents.models import Paper
from ifar.errors import NotFound
from ifar.ledger.checkpoint import VerifierKey
from ifar.ledger.keys import Keyring
from ifar.ledger.models import Entry, Key, Personal
from ifar.rights import Actor, may


def visible(actor: Actor, about: str = "") -> Q:
    """Papers, or those about one thing, of the actor's compartments that tell of nothing which the actor may not see, or see no longer."""
    if not may(actor, "documents:paper:read"):
        return Q(pk__in=[])
    result = Q(about=about) if about else Q()
    return result & Q(compartment__in=actor.compartments) & visibility.is_open(actor, about)


def papers_for(actor: Actor) -> QuerySet[Paper]:
    """The papers that `actor` may see, the newest first."""
    return _listed(visible(actor))


def _listed(result: Q) -> QuerySet[Paper]:
    return Paper.objects.filter(result).select_related("agency").order_by("-id")


def papers_about(actor: Actor, about: str) -> QuerySet[Paper]:
    """The papers about one thing that `actor` may see, the newest first. Whether they may see the thing its own app knows."""
    return _listed(visible(actor, about)) if about else papers_for(actor).filter(about="")


def paper_for(actor: Actor, public_id: str) -> Paper:
    """One paper; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    paper = papers_for(actor).filter(public_id=public_id).first()
    if paper is None:
        raise NotFound("documents.not_found", words_of("documents.not_found"))
    return paper


def about_of(public_id: str) -> str:
    """What a paper is about that was issued and stands, whoever may see it: for rules and not for people; empty where there is none."""
    text = Paper.objects.filter(public_id=public_id, state="issued").values_list("about", flat=True).first()
    return text or ""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """The personal values of a paper with their salts, and whether one of them was erased."""

    values: Mapping[str, tuple[bytes, Any]]
    erased: bool


def disclosed_of(paper: Paper) -> Disclosed:
    """The personal values that the paper's act of issuing committed to. Whoever calls this has logged the read."""
    committed = Entry.objects.values_list("commitments", flat=True).get(entry=paper.issued)
    rows = Personal.objects.filter(entry=paper.issued).values_list("field", "salt", "value")
    values = {field: (bytes(salt), value) for field, salt, value in rows}
    return Disclosed(values, erased=values.keys() != set(committed))


def leaf_of(paper: Paper) -> bytes:
    """The hash under which the paper's act of issuing stands in the log."""
    return bytes(Entry.objects.values_list("leaf", flat=True).get(entry=paper.issued))


def any_paper(public_id: str) -> Paper | None:
    """A paper by its number, for the public page, which says nothing of it but whether it stands."""
    return Paper.objects.select_related("agency").filter(public_id=public_id, kind__in=KINDS).first()


def trusted() -> Trusted:
    """The keys of this register's log, and the certificates of its paper keys."""
    home = Path(settings.IFAR_HOME)
    logs = [VerifierKey.parse(text) for text in Key.objects.order_by("id").values_list("vkey", flat=True)]
    published = Keyring.published(home)
    if published is not None and published not in logs:
        logs.append(published)
    return Trusted(logs, keys.certificates(home))


def personal_of(holder: str) -> list[tuple[str, str]]:
    """Entry and field of every personal value that papers keep of a party: what an erasure of that party takes along."""
    issued = Paper.objects.filter(holder=holder).values_list("issued", flat=True)
    rows = Personal.objects.filter(entry__in=list(issued)).order_by("entry", "field")
    return [(str(entry), field) for entry, field in rows.values_list("entry", "field")]
