"""What the release of an import would take in, in words: for the person who is asked to agree to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ifar.accounts.descriptions import Line
from ifar.accounts.selectors import people
from ifar.identifiers import shown
from ifar.registry.models import Import
from ifar.registry.selectors.imports import imports_for
from ifar.registry.views.imported_rows import outcome_words
from ifar.rights import Actor


def names(actor: Actor, public_ids: Iterable[str]) -> dict[str, str]:
    """Imports by the names of their files, as far as the actor may see them."""
    imports = imports_for(actor).filter(public_id__in=list(public_ids))
    return dict(imports.values_list("public_id", "name"))


def describe(actor: Actor, proposal: Any) -> list[Line]:
    """The file, who sent it, what would be taken in now, and what becomes of all its rows."""
    payload = proposal.payload
    imported = imports_for(actor).filter(public_id=proposal.object).first()
    lines = list(_file(imported)) if imported else [Line(pgettext("data", "Import"), shown(proposal.object))]
    if payload.get("source"):
        lines.append(Line(_("Name of the older register"), payload["source"]))
    if payload.get("round", 1) > 1:
        lines.append(Line(_("Round of this import"), payload["round"]))
    lines.append(Line(_("Rows that are taken in with this"), intcomma(payload["takes_in"])))
    lines.append(Line(_("Rows of the file"), intcomma(payload["rows"])))
    return [*lines, *_rows(imported)] if imported else lines


def _file(imported: Import) -> Iterator[Line]:
    yield Line(_("File"), imported.name, reverse("registry:import", args=(imported.public_id,)))
    importer = people.names_of({imported.actor}).get(imported.actor, imported.actor)
    yield Line(
        _("Sent in by"), _("%(name)s, %(office)s") % {"name": importer, "office": imported.agency.called}
    )


def _rows(imported: Import) -> Iterator[Line]:
    group = _("What becomes of the rows")
    for name, count in sorted(imported.counts.items()):
        yield Line(outcome_words(name, imported.status), intcomma(count), group=group)
    if imported.flagged:
        yield Line(_("Of those taken in, possible duplicates"), intcomma(imported.flagged), group=group)
