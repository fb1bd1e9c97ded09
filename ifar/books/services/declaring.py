"""Loading declarations of national statistics: one for each year of a table. Where a maker's book differs from what it declared, a matter is raised."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.books import declarations, declared, inputs
from ifar.books.services.writing import RECORDER
from ifar.errors import Reason
from ifar.matters.services.matters import open_matter
from ifar.rights import Actor, require

LOAD: Final = "books:declaration:load"
MATTER: Final = "declaration_difference"
CAUSE: Final = "books.declared"
DECLARATION: Final = Offers(RECORDER, "declaration", declarations.declaration_for, page="books:declaration")
_NAMED: Final = 20


@transaction.atomic
def load(*, actor: Actor, title: str, source: str, table: str) -> list[str]:
    """Load a table as one declaration for each of its years; returns their identifiers. No firearm is made of it.

    Raises:
        Forbidden: the actor loads none.
        Invalid: with the lines that cannot be read.
    """
    require(actor, LOAD)
    years, wrong = declared.read(table)
    if wrong or not years:
        raise RECORDER.invalid(*(_reason(item) for item in (wrong or [declared.Wrong("table")])[:_NAMED]))
    before = declarations.declarations_for(actor).filter(title=title, state="loaded", year__in=list(years))
    if declaration := before.order_by("year").first():
        raise RECORDER.invalid(
            Reason("books.declaration.before", field="title", params={"year": declaration.year})
        )
    made = []
    for year, rows in sorted(years.items()):
        sets = {
            "title": title,
            "source": source,
            "year": year,
            "lines": len(rows),
            "total": sum(row.quantity for row in rows),
        }
        subject = RECORDER.record(actor, "declaration", "loaded", changes=sets).subject
        for part, some in enumerate(declared.sheets(rows), 1):
            result = {"declaration": subject, "part": part, "rows": some}
            RECORDER.record(actor, "sheet", "added", changes=result)
        made.append(subject)
    _compare(actor, made)
    return made


def _reason(wrong: declared.Wrong) -> Reason:
    params = {"line": wrong.line, "value": wrong.value or "–"}
    return Reason(f"books.declaration.{wrong.what}", field="table", params=params)


def _compare(actor: Actor, made: Sequence[str]) -> None:
    """A matter for each maker whose book says otherwise."""
    for text in made:
        declaration = declarations.declaration_for(actor, text)
        for maker, differs in declarations.compared(actor, declaration):
            if differs:
                cause = f"{CAUSE} {declaration.public_id}"
                open_matter(MATTER, maker.public_id, cause, declaration.agency, explainer=maker.public_id)


@DECLARATION.act(
    "withdrawn", inputs.WithdrawDeclaration, _("Withdraw the declaration"), permission=LOAD, danger=True
)
@transaction.atomic
def withdraw(*, actor: Actor, declaration_id: str, expected_n: int | None = None) -> None:
    """Withdraw a declaration, so that a corrected one can be loaded; it stays on record.

    Raises:
        NotFound: there is no such declaration for this actor.
    """
    require(actor, LOAD)
    declaration = declarations.declaration_for(actor, declaration_id)
    RECORDER.check_expected(declaration, expected_n)
    RECORDER.record(actor, "declaration", "withdrawn", declaration)
