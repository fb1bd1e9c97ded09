"""The facts and the resolver of ifar's own tables, read from their files without a database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ifar.reference import iso
from ifar.reference.facts import read_folder
from ifar.reference.naming import Resolver, Spelling, build_resolver
from ifar.reference.services import FOLDER
from ifar.reference.sheets import Facts, Sheet


@pytest.fixture(scope="session")
def own_facts() -> Facts:
    files = {path.stem: path.read_text("utf-8").splitlines(keepends=True) for path in FOLDER.glob("*.csv")}
    return iso.completed(read_folder(files, iso.codes(), partial=iso.GROUNDS))


@pytest.fixture(scope="session")
def sheets(own_facts: Facts) -> dict[str, Sheet]:
    return {sheet.name: sheet for sheet in own_facts.sheets}


@pytest.fixture(scope="session")
def resolver(sheets: dict[str, Sheet]) -> Resolver:
    def spellings(name: str) -> Iterator[Spelling]:
        for row in sheets[name].rows:
            scope = row.code.partition("/")[0] if name == "model" else ""
            yield Spelling(row.code, str(row.fields.get("name") or row.code), scope)
            yield from (
                Spelling(row.code, text, scope, rank) for rank, text in enumerate(row.aliases, start=1)
            )
            yield from (Spelling(row.code, text, scope, 1) for text in row.labels.values())

    return build_resolver(
        makes=spellings("make"),
        models=spellings("model"),
        calibres=spellings("calibre"),
        types=spellings("firearm_type"),
        countries=spellings("country"),
    )
