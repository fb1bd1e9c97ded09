"""A case that is handed over as a paper to read: the document in words, with the document itself attached."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.accounts.selectors.agencies import name_of
from ifar.documents.dossiers import Attached, Dossier, Section, set_dossier
from ifar.recoveries import labels
from ifar.recoveries.models import Case
from ifar.recoveries.services.case_handover import HandoverDocument
from ifar.recoveries.views import presenters as showing
from ifar.reference import selectors as reference
from ifar.rights import Actor
from ifar.templatetags.days import when_words


def pdf_of(actor: Actor, case: Case, taken: HandoverDocument, to: str) -> bytes:
    """The PDF of a case as it was just handed over, in the language of whoever hands it over.

    It says what the document says, and no more: who people are stands in it only where the document names them.

    Raises:
        Unavailable: it could not be set within its limits.
    """
    data = json.loads(taken.document)
    number = identifiers.shown(case.public_id)
    dossier = Dossier(
        title=f"{labels.CASES[case.kind]} {case.number}",
        number=number,
        office=name_of(actor),
        lines=[
            f"{number} · {labels.CASE_STATES[case.state]} · {case.agency.called}",
            _("Handed over to: %(to)s") % {"to": " ".join(to.split())},
        ],
        foot=f"{number} · SHA-256 {taken.sha256[:16]}…",
        sections=[
            _case(case, data["case"]),
            _items(data["items"]),
            _persons(data["persons"]),
            _digest(taken),
        ],
        attached=Attached(f"{case.public_id}.json", taken.document.decode(), _("The same as data")),
    )
    return set_dossier(dossier, get_language() or "en")


def _case(case: Case, values: Mapping[str, Any]) -> Section:
    where = showing.where(case)
    rows = [
        (_("When"), when_words(case.began, case.ended, case.precision)),
        (_("Where"), ", ".join(text for text in (where["place"], where["area"], where["degrees"]) if text)),
        *showing.facts_of(case),
        (_("Other things that were seized"), "; ".join(_thing(item) for item in values["kept"])),
        (_("Circumstances"), values["narrative"] or ""),
    ]
    return Section(_("The case"), [(str(label), text) for label, text in rows if text])


def _thing(row: Mapping[str, Any]) -> str:
    kind = reference.words("kept_thing").get(str(row["kind"]), str(row["kind"]))
    return f"{kind} {row.get('reference', '')}".strip()


def _items(values: list[Mapping[str, Any]]) -> Section:
    columns = [_("No."), _("Item"), _("Marks"), _("Pieces"), _("Exhibit"), _("Record in the register")]
    spoken = showing.spoken_now()
    rows = [
        [
            str(row["line"]),
            _item(row, spoken),
            "; ".join(mark["text"] for mark in row["marks"] if mark.get("text")),
            str(row["quantity"]),
            row["exhibit"] or identifiers.shown(row["id"]),
            identifiers.shown(row["firearm"]) if row["firearm"] else "–",
        ]
        for row in values
    ]
    return Section(_("Items"), rows, columns, _("No item was entered."), names=(0, 2, 4))


def _item(row: Mapping[str, Any], spoken: showing.Spoken) -> str:
    identity = row["identity"]
    lists = {"make": "make", "model": "model", "type": "firearm_type", "calibre": "calibre"}
    known = [
        spoken[listed].get(identity.get(name) or "", identity.get(f"{name}_raw") or "")
        for name, listed in lists.items()
    ]
    return ", ".join(dict.fromkeys(text for text in (str(labels.ITEMS[row["kind"]]), *known) if text))


def _persons(values: list[Mapping[str, Any]]) -> Section:
    columns = [_("No."), _("Role"), _("Who"), _("Sex"), _("Age group"), _("Proceedings")]
    roles, offences = reference.words("involved_role"), reference.words("suspected_offence")
    rows = [
        [
            str(row["number"]),
            roles.get(row["role"], row["role"]),
            " · ".join(
                text
                for text in (
                    (row["described"] or {}).get("name", ""),
                    identifiers.shown(row["party"]) if row["party"] else "",
                )
                if text
            )
            or "–",
            str(labels.SEXES[row["sex"]]),
            str(labels.AGES[row["age"]]),
            " · ".join(
                [str(labels.STAGES[row["stage"]]), *(offences.get(code, code) for code in row["offences"])]
            ),
        ]
        for row in values
    ]
    return Section(_("People"), rows, columns, _("Nobody was entered."), names=(0,))


def _digest(taken: HandoverDocument) -> Section:
    rows = [
        (_("Data"), _("The same as data is attached to this PDF; its digest stands in the log.")),
        ("SHA-256", f"{taken.sha256[:32]} {taken.sha256[32:]}"),
    ]
    return Section(_("Proof"), rows)
