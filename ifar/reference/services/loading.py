"""The two loads: ifar's own tables of facts, and a country's folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import connections, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar.errors import Invalid, Reason
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.reference import iso, replay
from ifar.reference.facts import read_folder
from ifar.reference.services.additions import load_words
from ifar.reference.services.lists import OWN, Loaded, known_codes, load_sheet
from ifar.reference.sheets import Facts, Problem
from ifar.rights import Actor, require

FOLDER: Final = Path(__file__).resolve().parents[1] / "facts"
_LOCK: Final = 7_266_319_202_601
_MOST_PROBLEMS: Final = 200

WORDS: Final[Mapping[str, Any]] = {
    "empty": _("%(file)s.csv, line %(line)s: %(column)s is empty."),
    "too_long": _("%(file)s.csv, line %(line)s: %(column)s is too long: “%(value)s…”."),
    "not_allowed": _("%(file)s.csv, line %(line)s: “%(value)s” is not allowed in %(column)s."),
    "not_a_code": _(
        "%(file)s.csv, line %(line)s: “%(value)s” is no code. A code has small letters, digits, dots and hyphens; "
        "a model's code begins with its make's code and a slash."
    ),
    "not_a_date": _(
        "%(file)s.csv, line %(line)s: “%(value)s” in %(column)s is no date of the form 2026-12-31."
    ),
    "ends_before_it_starts": _("%(file)s.csv, line %(line)s: valid_to lies before valid_from."),
    "leads_nowhere": _("%(file)s.csv, line %(line)s: %(column)s says “%(value)s”, which no list holds."),
    "twice": _("%(file)s.csv, line %(line)s: “%(value)s” stands there twice."),
    "missing_column": _("%(file)s.csv has no column “%(value)s”."),
    "unknown_column": _("%(file)s.csv has a column “%(value)s” that this list does not know."),
    "wrong_number_of_columns": _(
        "%(file)s.csv, line %(line)s: the line has more or fewer columns than the first line."
    ),
    "not_csv": _("%(file)s.csv, line %(line)s: this is no CSV in UTF-8 (%(value)s)."),
}


def load_own(*, actor: Actor, operator: str = "", using: str = "owner") -> list[Loaded]:
    """Load ifar's own tables of facts, with countries and subdivisions from pycountry and Babel.

    What changes is one act in the ledger; `operator` is whoever sits at the console, kept there as a personal value.
    """
    require(actor, "reference:list:manage")
    facts = read_folder(_files(FOLDER), iso.codes(), partial=iso.GROUNDS)
    return _load(actor, operator, iso.completed(_sound(facts)), OWN, "2026.1", using)


def load_folder(
    *, actor: Actor, folder: Path, origin: str = "", operator: str = "", using: str = "owner"
) -> list[Loaded]:
    """Load a country's folder of the same shape: it extends ifar's lists, or replaces those that its `lists.csv` names.

    Raises `Invalid` with one reason per wrong line; then nothing was loaded.
    """
    require(actor, "reference:list:manage")
    origin = origin or folder.name
    if origin == OWN:
        raise Invalid(
            "reference.origin", _("This name is ifar's own; give the folder another one."), field="origin"
        )
    files = _files(folder)
    if not files:
        raise Invalid("reference.folder_empty", _("There is no CSV file in this folder."), field="folder")
    with connections[using].cursor() as cursor:
        known = known_codes(cursor)
    return _load(actor, operator, _sound(read_folder(files, known)), origin, "", using)


def _files(folder: Path) -> dict[str, list[str]]:
    out = {}
    for path in sorted(folder.glob("*.csv")):
        try:
            out[path.stem] = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
        except UnicodeDecodeError as error:
            problem = Problem(path.stem, 1, "", "not_csv", str(error.reason))
            raise Invalid("reference.facts", problem_sentence(problem), reasons=[_reason(problem)]) from error
    return out


def problem_sentence(problem: Problem) -> str:
    """A problem of a table of facts as a sentence."""
    return str(WORDS[problem.what]) % problem._asdict()


def _reason(problem: Problem) -> Reason:
    return Reason(
        f"reference.facts.{problem.what}",
        problem_sentence(problem),
        field=problem.column,
        params=problem._asdict(),
    )


def _sound(facts: Facts) -> Facts:
    if not facts.problems:
        return facts
    reasons = [_reason(problem) for problem in facts.problems[:_MOST_PROBLEMS]]
    raise Invalid(
        "reference.facts",
        _("The tables have %(count)s problems; nothing was loaded.") % {"count": len(facts.problems)},
        reasons=reasons,
    )


def _load(actor: Actor, operator: str, facts: Facts, origin: str, edition: str, using: str) -> list[Loaded]:
    today, entry = timezone.now(), ledger.new_entry_id()
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        done = [load_sheet(cursor, sheet, origin, edition, today, entry) for sheet in facts.sheets]
        if any(loaded.added or loaded.changed or loaded.retired for loaded in done):
            load_words(cursor, facts.sheets, origin)
            for table in ("alias", "label", "mapping", "code", "model", "area", "revision"):
                cursor.execute(f"ANALYZE reference_{table}")
        # Versions of before loads were told in the ledger are told with the first load that is.
        cursor.execute("UPDATE reference_listversion SET entry = %s WHERE entry IS NULL", [entry])
        if cursor.rowcount or any(loaded.added or loaded.changed or loaded.retired for loaded in done):
            _tell(cursor, actor, operator, origin, entry, using)
    return done


def _tell(cursor: Any, actor: Actor, operator: str, origin: str, entry: UUID, using: str) -> None:
    """Write the entry of a load that changed something: last, because the sequencer waits for whoever is writing one."""
    cursor.execute(replay.SAYS, [[entry]])
    payload = cursor.fetchone()[1]
    draft = Draft(
        schema="reference.loaded/1",
        act=replay.ACT,
        object=f"reference/{origin}",
        payload=json.loads(payload) if isinstance(payload, str) else payload,
        personal={"operator": operator} if operator else {},
        entry=entry,
    )
    ledger.append(actor=actor, drafts=[draft], using=using)
