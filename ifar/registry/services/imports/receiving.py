"""Taking an older register in: the file sealed, its beginning looked at, its columns mapped. Nothing of it is in the register yet."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from ifar import identifiers
from ifar.errors import Conflict, Invalid, Reason
from ifar.files import services as files
from ifar.files import store, tables
from ifar.files.store import Arrived
from ifar.registry.intake import mapping as rules
from ifar.registry.intake.mapping import ColumnMapping
from ifar.registry.labels.imports import words_of
from ifar.registry.marks.placeholders import plain_word
from ifar.registry.models import Import, SavedMapping
from ifar.registry.selectors import imports as selectors
from ifar.rights import AGENCY_COMPARTMENT, Actor, require

OPEN = ("uploaded", "tried", "failed", "refused")
"""Statuses in which the importer may still change how the file is read and mapped."""


def receive(*, actor: Actor, name: str, content: Arrived | Path | Iterable[bytes]) -> Import:
    """Deposit the file of an older register and look at its beginning.

    Raises:
        Invalid: it is no table that can be read; the words say why and what to do.
        TooLarge: it passes the limit.
    """
    require(actor, "registry:import:prepare")
    kept = files.keep(actor=actor, purpose="legacy_register", name=name, content=content)
    look = tables.look(kept.path, kept.kind)
    with transaction.atomic():
        return Import.objects.create(
            public_id=identifiers.new("I", secrets.token_bytes),
            agency_id=actor.agency_id,
            compartment=AGENCY_COMPARTMENT.get(actor.agency_kind, "civilian"),
            actor=actor.id,
            file_id=kept.sha256,
            name=kept.name,
            look=look.as_json(),
            layout=dataclasses.asdict(look.layout),
        )


def look_again(*, actor: Actor, batch: str, given: Mapping[str, Any]) -> Import:
    """Look at the file once more, where a person knows better: `encoding`, `delimiter`, `sheet`, `header`.

    Raises:
        NotFound: there is no such import for this actor.
        Conflict: it is under way already.
        Invalid: read like this it is no table.
    """
    require(actor, "registry:import:prepare")
    imported = opened(actor, batch)
    look = tables.look(store.found(imported.file_id), imported.file.kind, given)
    imported.look, imported.layout = look.as_json(), dataclasses.asdict(look.layout)
    imported.mapping, imported.status = None, "uploaded"
    imported.save(update_fields=["look", "layout", "mapping", "status"])
    return imported


def opened(actor: Actor, batch: str) -> Import:
    """An import of the actor's own office that is not under way.

    Raises:
        NotFound: there is none for this actor.
        Conflict: it is under way, or over.
    """
    imported = selectors.import_for(actor, batch)
    if imported.status not in OPEN or imported.agency_id != actor.agency_id:
        raise Conflict("import.under_way", words_of("import.under_way"))
    return imported


@transaction.atomic
def set_mapping(*, actor: Actor, batch: str, mapping: ColumnMapping) -> Import:
    """Settle which column says what; kept for the office's next file of the same form.

    Raises:
        NotFound, Conflict: see `opened`.
        Invalid: the mapping cannot be tried, with every reason.
    """
    require(actor, "registry:import:prepare")
    imported = opened(actor, batch)
    headings = tuple(imported.look["headings"])
    mapping = dataclasses.replace(mapping, headings=headings)
    if wrong := rules.check(mapping, len(headings)):
        raise Invalid(
            "import.mapping",
            words_of("import.mapping"),
            reasons=[Reason(r.code, words_of(r.code), field=r.field) for r in wrong],
        )
    imported.mapping, imported.status = mapping.as_json(), "uploaded"
    imported.save(update_fields=["mapping", "status"])
    SavedMapping.objects.update_or_create(
        agency_id=actor.agency_id,
        signature=rules.signature(headings),
        defaults={"mapping": mapping.as_json(), "actor": actor.id},
    )
    return imported


def map_words(*, actor: Actor, batch: str, words: Mapping[str, Mapping[str, str]]) -> Import:
    """Say once for the whole file what words of the older register mean: field -> word -> code, beside what was said before.

    Raises:
        NotFound, Conflict: see `opened`.
    """
    require(actor, "registry:import:prepare")
    imported = opened(actor, batch)
    mapping = ColumnMapping.of(imported.mapping or {"columns": {}})
    folded = {
        name: {plain_word(word): code for word, code in values.items()} for name, values in words.items()
    }
    together = {
        name: {**mapping.words.get(name, {}), **folded.get(name, {})} for name in {*mapping.words, *folded}
    }
    return set_mapping(actor=actor, batch=batch, mapping=dataclasses.replace(mapping, words=together))
