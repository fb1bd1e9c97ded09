"""Registering, changing and closing sources of incidents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from ifar.errors import Reason
from ifar.hotspots import acts, feeding
from ifar.hotspots.feeds.mapped import mapped
from ifar.hotspots.selectors import places
from ifar.hotspots.services.writing import check_expected, invalid, new_id, write
from ifar.rights import Actor, require

PERMISSION: Final = "hotspots:source:manage"
LONGEST: Final = 2000


def _checked(kind: str, said: Mapping[str, Any], *, first: bool) -> dict[str, Any]:
    wrong: list[Reason] = []
    if first and kind not in feeding.KINDS:
        wrong.append(Reason("hotspots.source.kind", field="kind"))
    if not str(said.get("name", "")).strip():
        wrong.append(Reason("hotspots.source.name", field="name"))
    if said.get("reliability") not in tuple("ABCDEF"):
        wrong.append(Reason("hotspots.source.reliability", field="reliability"))
    if said.get("credibility") not in tuple("123456"):
        wrong.append(Reason("hotspots.source.credibility", field="credibility"))
    if kind in feeding.TABLES and not str(said.get("licence", "")).strip():
        wrong.append(Reason("hotspots.source.licence", field="licence"))
    if kind == "acled" and said.get("redistribution"):
        wrong.append(Reason("hotspots.source.acled", field="redistribution"))
    if wrong:
        raise invalid(*wrong)
    given = {name: said[name] for name in acts.SOURCE if name in said and name != "kind"}
    return {
        name: value.strip()[:LONGEST] if isinstance(value, str) else value for name, value in given.items()
    }


@transaction.atomic
def register_source(*, actor: Actor, kind: str, said: Mapping[str, Any]) -> str:
    """Register a source; returns its identifier.

    Raises:
        Invalid: what is said is incomplete, or lets rows be handed on that must not be.
    """
    require(actor, PERMISSION)
    given = _checked(kind, said, first=True)
    made = new_id()
    write(actor, "source", "registered", made, changes={**given, "kind": kind})
    return made


@transaction.atomic
def amend_source(
    *, actor: Actor, source: str, said: Mapping[str, Any], expected_n: int | None = None
) -> None:
    """Change what is said of a source; its kind stays."""
    require(actor, PERMISSION)
    found = places.own_source_for(actor, source)
    check_expected(found, expected_n)
    now = {name: getattr(found, name) for name in acts.SOURCE if name != "kind"}
    given = _checked(found.kind, {**now, **said}, first=False)
    changed = {name: value for name, value in given.items() if value != now[name]}
    if changed:
        write(actor, "source", "amended", found, changes=changed)


def map_source(*, actor: Actor, source: str, mapping: Mapping[str, Any]) -> None:
    """Keep how the columns of a source's files are read.

    Raises:
        Invalid: the mapping is incomplete.
    """
    require(actor, PERMISSION)
    found = places.own_source_for(actor, source)
    kept = mapped({**mapping, "code": found.public_id}).as_json()
    amend_source(actor=actor, source=source, said={"mapping": kept})


@transaction.atomic
def close_source(*, actor: Actor, source: str, reason: str) -> None:
    """Take nothing more from a source; what it brought stays."""
    require(actor, PERMISSION)
    found = places.own_source_for(actor, source)
    write(actor, "source", "closed", found, changes={"reason": reason_of(reason)})


@transaction.atomic
def reopen_source(*, actor: Actor, source: str, reason: str) -> None:
    """Take from a source again."""
    require(actor, PERMISSION)
    found = places.own_source_for(actor, source)
    write(actor, "source", "reopened", found, changes={"reason": reason_of(reason)})


def reason_of(text: str) -> str:
    """A reason in words.

    Raises:
        Invalid: there is none.
    """
    plain = text.strip()[:LONGEST]
    if len(plain) < 3:
        raise invalid(Reason("hotspots.reason", field="reason"))
    return plain
