"""What would be frozen, in the reader's words: the figures of a return table by table, with the official words beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from ifar.accounts.descriptions import Line as Said
from ifar.numbers import number_words
from ifar.recoveries import categories
from ifar.returns import labels, selectors
from ifar.returns.forms import labels as form_labels
from ifar.returns.official import SURRENDERED_TOTAL, Cell
from ifar.returns.questionnaire_labels import spoken_of, tables_of
from ifar.returns.services import IAFQ
from ifar.returns.views import page_of
from ifar.rights import Actor

TARGETED: Final = "Individuals targeted by criminal justice system due to illicit trafficking in weapons"


def describe(actor: Actor, proposal: Any) -> Sequence[Said]:
    """Which figures would be frozen, for whoever decides: the totals, the note, then every other figure that is not zero, by table."""
    asked = proposal.payload
    code = asked.get("form", IAFQ)
    cells = selectors.cells_of(asked["year"], asked["country"], asked["cells"])
    lines = [
        Said(_("Form"), labels.FORMS[code]),
        Said(_("Year"), str(asked["year"]), page_of(code, asked["year"])),
        Said(_("Edition"), str(asked["edition"])),
        Said(_("Figures"), str(len(cells))),
    ]
    if asked["note"]:
        lines.append(Said(_("Note to the figures"), asked["note"]))
    return lines + (_questionnaire(cells) if code == IAFQ else _form(cells))


def _form(cells: Iterable[Cell]) -> list[Said]:
    return [
        Said(
            form_labels.line(cell),
            number_words(cell.value) + (f" ({cell.note})" if cell.note else ""),
            group=form_labels.label_in_words(cell.key.indicator),
        )
        for cell in cells
    ]


def _questionnaire(cells: Iterable[Cell]) -> list[Said]:
    spoken = spoken_of(selectors.labels())
    result: dict[str, list[Said]] = {}
    for cell, block in tables_of(cells):
        key = cell.key
        official = key.category
        if key.indicator in labels.JUSTICE or block in labels.ACCUSED:
            group = str(labels.JUSTICE.get(key.indicator) or labels.ACCUSED[block])
            of_sex = key.category == categories.TOTAL
            value = labels.SEXES.get(key.sex, key.sex) if of_sex else labels.COMBINED.get(key.category, key.category)  # fmt: skip
            official = key.sex if of_sex else key.category
        elif block == categories.TOTAL and key.category == categories.TOTAL:
            group, official = str(_("Totals")), key.indicator
            value = labels.OTHERS.get(key.indicator, labels.TARGETED if key.indicator == TARGETED else key.indicator)  # fmt: skip
        else:
            group = f"{labels.KINDS.get(key.indicator, key.indicator)}, {labels.BLOCKS.get(block, block)}"
            known = spoken.get(block, {}).get((key.category, key.repeat + 1))
            value = known or labels.TOTALS.get(key.category, labels.TOTALS["Total"] if key.category == SURRENDERED_TOTAL else key.category)  # fmt: skip
        if cell.value or block == categories.TOTAL:
            shown = number_words(cell.value) + (f" ({cell.note})" if cell.note else "")
            result.setdefault(group, []).append(
                Said(
                    value,
                    shown,
                    group=group,
                    official="" if str(value).casefold() == official.casefold() else official,
                )
            )
    return [line for of_table in result.values() for line in of_table]
