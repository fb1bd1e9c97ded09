"""The rules of signals, one file for each family of things that are looked at. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ifar.oversight.rule import Rule
from ifar.oversight.rules import books, borders, decisions, integrity, looks, records, sales, theft

RULES: Final[tuple[Rule, ...]] = (
    *theft.RULES,
    *sales.RULES,
    *borders.RULES,
    *books.RULES,
    *decisions.RULES,
    *looks.RULES,
    *records.RULES,
    *integrity.RULES,
)
BY_CODE: Final[Mapping[str, Rule]] = {rule.code: rule for rule in RULES}
"""Every rule by its name."""
