"""What the release of an import would take in, in words: for the person who is asked to agree to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.translation import gettext as _

from ifar.accounts.descriptions import Line
from ifar.accounts.selectors import people
from ifar.identifiers import shown
from ifar.registry.models import Import
from ifar.registry.selectors.imports import imports_for
from ifar.registry.views.imported_rows import outcome_words
from ifar.rights import Actor


def names(actor: Actor, public_ids: Iterable[str]) -> dict[str, str]:
    """Imports by the names of their files, as far as the actor may see them."""
    found = imports_for(actor).filter(public_id__in=list(public_ids))
    return dict(found.values_list("public_id", "name"))


def describe(actor: Actor, proposal: Any) -> list[Line]:
    """The file, who sent it, what would be taken in now, and what becomes of all its rows."""
    said = proposal.payload
    found = imports_for(actor).filter(public_id=proposal.object).first()
    lines = list(_file(found)) if found else [Line(_("Import"), shown(proposal.object))]
    if said.get("source"):
        lines.append(Line(_("Name of the older register"), said["source"]))
    if said.get("round", 1) > 1:
        lines.append(Line(_("Round of this import"), said["round"]))
    lines.append(Line(_("Rows that are taken in with this"), intcomma(said["takes_in"])))
    lines.append(Line(_("Rows of the file"), intcomma(said["rows"])))
    return [*lines, *_rows(found)] if found else lines


def _file(found: Import) -> Iterator[Line]:
    yield Line(_("File"), found.name, reverse("registry:import", args=(found.public_id,)))
    importer = people.names_of({found.actor}).get(found.actor, found.actor)
    yield Line(_("Sent in by"), _("%(name)s, %(office)s") % {"name": importer, "office": found.agency.called})


def _rows(found: Import) -> Iterator[Line]:
    group = _("What becomes of the rows")
    for name, count in sorted(found.counts.items()):
        yield Line(outcome_words(name, found.status), intcomma(count), group=group)
    if found.flagged:
        yield Line(_("Of those taken in, possible duplicates"), intcomma(found.flagged), group=group)
