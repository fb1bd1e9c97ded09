"""What an office may read without a line: a signed extract that ends soon, for the one offline client.

Apps above say what belongs into it, section by section. It names things and numbers of papers, and no person. What it says was so when it was
made: a screen that shows it says that it is provisional, and shows none that has ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from ifar.documents import keys, signed
from ifar.documents.models import Paper
from ifar.documents.things import Thing
from ifar.errors import Unavailable
from ifar.ledger.checkpoint import encode_base64
from ifar.rights import Actor, may, require

FORMAT: Final = "ifar.extract/1"
HOURS: Final = 24
"""How long an extract is valid."""
MOST: Final = 5000
"""Rows of a section; what is more is left out, and the section says so."""
Supplier = Callable[[Actor, int], Iterable[Thing]]
"""The things of a section that the actor may see, at most so many."""
Placed = Callable[[Actor, int], Mapping[str, tuple[str, int]]]
"""Things of the office -> the place in which each is, and how often it was placed; at most so many."""
_sections: Final[dict[str, list[Supplier]]] = {"store": [], "coming": [], "places": []}
_placed: Final[list[Placed]] = []
Rows = Callable[[Actor, int], Iterable[Mapping[str, Any]]]
"""The rows of a section that says more of each than what it is called, at most so many."""
_rows: Final[dict[str, list[Rows]]] = {
    "crossings": [],
    "consignments": [],
    "authorisations": [],
    **{name: [] for name in ("armouries", "arms", "lots", "roster")},
}
MAY: Final = ("recoveries:case:write", "placement:thing:place", "trade:journey:check", "stocks:issue:record")
"""Who works without a line: whoever holds one of these."""


def provide(section: str, supplier: Supplier) -> None:
    """Have `supplier` say what the office of an actor has in its `store`, what is `coming` to it, or which `places` it has; in
    `extensions.py`."""
    _sections[section].append(supplier)


def provide_rows(section: str, rows: Rows) -> None:
    """Have `rows` say which `crossings` of travellers may be recorded at the border, which `consignments` are under way with what is packed in them, and which
    `authorisations` are in force or revoked; each row with its `id`, and naming nobody."""
    _rows[section].append(rows)


def provide_placed(placed: Placed) -> None:
    """Have `placed` say where the things of an actor's office are, so that two devices that place one of them differently end at a person."""
    _placed.append(placed)


def extract(*, actor: Actor) -> dict[str, Any]:
    """The signed extract for the actor's office; of several that were made, each stands until it ends.

    Raises:
        Forbidden: the actor records nothing in the field.
        Unavailable: the key that signs is not certified.
    """
    require_any(actor)
    now = timezone.now().replace(microsecond=0)
    sections: dict[str, Any] = {}
    for name, suppliers in _sections.items():
        results = [thing for supplier in suppliers for thing in supplier(actor, MOST + 1)]
        sections[name] = {"rows": [_row(item) for item in results[:MOST]], "more": len(results) > MOST}
    for name, some in _rows.items():
        lines = [dict(row) for rows in some for row in rows(actor, MOST + 1)]
        sections[name] = {"rows": lines[:MOST], "more": len(lines) > MOST}
    where = [row for item in _placed for row in item(actor, MOST + 1).items()]
    sections["placed"] = {"rows": dict(where[:MOST]), "more": len(where) > MOST}
    withdrawn = Paper.objects.filter(withdrawn_at__isnull=False, compartment__in=actor.compartments).order_by(
        "-withdrawn_at"
    )
    numbers = list(withdrawn.values_list("public_id", flat=True)[: MOST + 1])
    sections["withdrawn"] = {"rows": numbers[:MOST], "more": len(numbers) > MOST}
    payload = {
        "format": FORMAT,
        "office": actor.agency,
        "made": now.isoformat(),
        "ends": (now + dt.timedelta(hours=HOURS)).isoformat(),
        "sections": sections,
    }
    key = keys.current(Path(settings.IFAR_HOME), settings.IFAR_LEDGER_NAME)
    return signed.sign(payload, key.key, key.certificate)


def require_any(actor: Actor) -> None:
    """Open to whoever may do one of `MAY`.

    Raises:
        Forbidden: the actor may do none of them.
    """
    require(actor, next((item for item in MAY if may(actor, item)), MAY[0]))


def public_key() -> str:
    """The key that signs extracts, as base64: the page of the client carries it, and an extract of another key is shown to nobody. Empty where
    no key is certified here yet: there is no extract then."""
    try:
        paper_key = keys.current(Path(settings.IFAR_HOME), settings.IFAR_LEDGER_NAME)
    except Unavailable:
        return ""
    return encode_base64(paper_key.key.verifier.public)


def _row(thing: Thing) -> dict[str, str]:
    return {"id": thing.identifier, "what": thing.what, "mark": thing.mark}
