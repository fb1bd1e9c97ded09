"""Imports as an actor may see them: one's own office's, and those of the compartment that one may release."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet

from ifar.accounts.labels import COMPARTMENTS
from ifar.accounts.selectors import agencies
from ifar.accounts.selectors.agencies import called
from ifar.errors import Invalid, NotFound
from ifar.files.tables.layout import Look
from ifar.missingness import KNOWN
from ifar.reference import selectors as reference
from ifar.registry import staging
from ifar.registry.intake import mapping as rules
from ifar.registry.intake import situations
from ifar.registry.intake.mapping import ColumnMapping, Suggestion
from ifar.registry.intake.screening import Office
from ifar.registry.labels import STATES
from ifar.registry.labels.imports import words_of
from ifar.registry.lifecycle import State
from ifar.registry.lifecycle.changes import REGISTRABLE
from ifar.registry.marks.placeholders import plain_word
from ifar.registry.marks.reading import keys_of
from ifar.registry.models import Firearm, Import, ImportRow, SavedMapping
from ifar.registry.search.naming import RESOLVED_AS, named
from ifar.registry.selectors.firearms import VISIBLE_SQL, firearms_for, visible_params
from ifar.rights import Actor, may


def visible(actor: Actor) -> Q:
    """Imports of the office of somebody who prepares or mends them; of their compartments for somebody who releases them."""
    seen = Q(pk__in=[])
    if may(actor, "registry:import:prepare") or may(actor, "registry:quarantine:repair"):
        seen |= Q(agency_id=actor.agency_id)
    if may(actor, "registry:import:decide"):
        seen |= Q(compartment__in=actor.compartments)
    return seen


def imports_for(actor: Actor) -> QuerySet[Import]:
    """The imports that `actor` may see, the newest first."""
    return Import.objects.filter(visible(actor)).select_related("agency", "file").order_by("-id")


def import_for(actor: Actor, batch: str) -> Import:
    """One import; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    imported = imports_for(actor).filter(public_id=batch).first()
    if imported is None:
        raise NotFound("import.not_found", words_of("import.not_found"))
    return imported


DATES: Final = ("since", "holder_born")
"""Fields that are read as dates."""

# Mapping ----------------------------------------------------------------------------------------------------------------


def suggestions(look: Look) -> list[Suggestion]:
    """What the columns of a table may say, by their headings, their values and the reference data."""
    resolver = reference.resolver()
    recognises = {
        "make": lambda text: resolver.resolve_make(text).is_certain,
        "calibre": lambda text: resolver.resolve_calibre(text).is_certain,
        "type": lambda text: resolver.resolve_type(text).is_certain,
        "country_made": lambda text: resolver.resolve_country(text).is_certain,
    }
    return rules.suggest(look.headings, look.rows, recognises)


def proposed_mapping(actor: Actor, look: Look) -> tuple[ColumnMapping, bool]:
    """The mapping to begin with, and whether it is the office's own of an earlier file of the same form."""
    saved = SavedMapping.objects.filter(
        agency_id=actor.agency_id, signature=rules.signature(look.headings)
    ).first()
    if saved is not None:
        return ColumnMapping.of(saved.mapping), True
    sure = [s for s in suggestions(look) if s.score >= rules.SURE]
    columns = {s.field: (s.column,) for s in sure}
    return ColumnMapping(columns, look.headings, order=date_order_of(columns, look) or "dmy"), False


def date_order_of(columns: Mapping[str, Sequence[int]], look: Look) -> rules.Order | None:
    """How the first rows show that dates are written; None where each of them could be read in several ways, or there is none."""
    dates = [column for name in DATES for column in columns.get(name, ())]
    return rules.date_order(row[column] for column in dates for row in look.rows)


def is_date_order_open(mapping: ColumnMapping, look: Look) -> bool:
    """Whether the mapping reads dates and no date of the first rows shows how they are written."""
    return not mapping.columns.keys().isdisjoint(DATES) and date_order_of(mapping.columns, look) is None


def offices_known(actor: Actor, agency: str) -> tuple[Office, dict[str, Office], frozenset[str]]:
    """The office `agency`, all offices that `actor` knows of by folded name in any language and identifier, and those they may write for.

    Those are the actor's own office and the ones below it; who acts for another office now may write for none.
    """
    rows = agencies.agencies_for(actor)
    offices = {
        record.public_id: (
            (record.name, *record.names.values()),
            Office(record.public_id, record.kind, record.compartment),
        )
        for record in rows
    }
    known = {
        plain_word(word): office
        for public_id, (names, office) in offices.items()
        for word in (public_id, *names)
    }
    if actor.agency != agency or not may(actor, "registry:import:prepare"):
        return Office(agency, actor.agency_kind, ""), known, frozenset()
    below = (
        agencies.agencies_for(actor)
        .filter(pk__in=agencies.below(actor.agency_id))
        .values_list("public_id", flat=True)
    )
    return offices[agency][1], known, frozenset(below)


# Rows -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an import with what became of it: its firearm where it has one, the pair that may be a duplicate, and its texts by field.

    `values` are what the texts were judged to mean, as long as the prepared rows are kept: until the import is finished.
    """

    n: int
    outcome: str
    reasons: tuple[str, ...]
    remarks: tuple[str, ...]
    first: int | None
    firearm: str
    pair: str
    texts: Mapping[str, str]
    mended: Mapping[str, str] | None = None
    note: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


_ROWS: Final = """
SELECT r.n, r.outcome, r.reasons, r.remarks, r.first, coalesce(f.public_id, ''),
       coalesce((SELECT d.public_id FROM registry_duplicate d
                 WHERE d.newer_id = i.firearm_id OR d.older_id = i.firearm_id ORDER BY d.id LIMIT 1), ''), r.raw, r.mended, r.note
FROM registry_importrow r
LEFT JOIN registry_importedrow i ON i.batch_id = r.batch_id AND i.n = r.n
LEFT JOIN registry_firearm f ON f.id = i.firearm_id
WHERE r.batch_id = %(batch)s AND r.n > %(after)s {more} ORDER BY r.n LIMIT %(limit)s
"""


def rows_of(
    actor: Actor,
    batch: str,
    *,
    outcome: str = "",
    code: str = "",
    flagged: bool = False,
    after: int = 0,
    limit: int = 50,
) -> list[Row]:
    """Rows of an import from a row on.

    Args:
        outcome: one of `intake/outcomes.py`, or all.
        code: only rows with this reason or remark.
        flagged: only rows whose firearm may be a duplicate.

    Raises:
        NotFound: there is no such import for this actor.
    """
    imported = import_for(actor, batch)
    conditions = []
    if outcome:
        conditions.append("AND r.outcome = %(outcome)s")
    if code:
        conditions.append("AND (r.reasons @> ARRAY[%(code)s] OR r.remarks @> ARRAY[%(code)s])")
    if flagged:
        conditions.append(
            "AND EXISTS (SELECT FROM registry_duplicate d WHERE d.newer_id = i.firearm_id OR d.older_id = i.firearm_id)"
        )
    params: dict[str, Any] = {
        "batch": imported.pk,
        "after": after,
        "limit": limit,
        "outcome": outcome,
        "code": code,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(more=" ".join(conditions)), params)
        rows = [_row(*row) for row in cursor.fetchall()]
    return _with_values(imported, rows)


def _with_values(imported: Import, rows: list[Row]) -> list[Row]:
    """Rows with their texts and values from the prepared parts, where those are still there."""
    if imported.status in ("finished", "abandoned"):
        return rows
    prepared = staging.rows(imported.public_id, imported.spans, (row.n for row in rows))
    return [
        replace(row, texts=row.texts or staging.texts_of(prepared[row.n]), values=prepared[row.n])
        if row.n in prepared
        else row
        for row in rows
    ]


def _row(
    n: int, outcome: str, reasons: Sequence[str], remarks: Sequence[str], first: int | None, firearm: str, pair: str,
    raw: Any, mended: Any, note: str,
) -> Row:  # fmt: skip
    return Row(
        n,
        outcome,
        tuple(reasons),
        tuple(remarks),
        first,
        firearm,
        pair,
        _json(raw) or {},
        _json(mended),
        note,
    )


def firearms_of(actor: Actor, rows: Iterable[Row]) -> dict[str, Firearm]:
    """The firearms that rows were taken in as, by public identifier, with their marks; those that `actor` may see."""
    wanted = {row.firearm for row in rows if row.firearm}
    if not wanted:
        return {}
    firearms = firearms_for(actor).filter(public_id__in=wanted).prefetch_related("marks")
    return {firearm.public_id: firearm for firearm in firearms}


_ON_RECORD: Final = f"""
SELECT DISTINCT ON (a.n) a.n, f.public_id, f.id <> held.id OR m.former_of <> 0 AS formerly FROM unnest(%(n)s::int[], %(plain)s::text[], %(folded)s::text[], %(make)s::text[]) AS a (n, plain, folded, make)
JOIN registry_markkey k ON k.folded = a.folded AND k.plain = a.plain AND k.kind = 'serial' AND k.form = 0
JOIN registry_mark m ON m.firearm_id = k.firearm_id AND m.n = k.n AND (NOT m.retired OR m.former_of <> 0)
JOIN registry_firearm held ON held.id = k.firearm_id
JOIN registry_firearm f ON f.public_id = coalesce(nullif(held.merged_into, ''), held.public_id)
WHERE f.merged_into = '' AND f.item = 'firearm' AND (a.make = '' OR f.make IS NULL OR f.make = a.make) AND {VISIBLE_SQL}
ORDER BY a.n, formerly, f.public_id
"""


def on_record_of(actor: Actor, rows: Iterable[Row]) -> dict[int, tuple[str, bool]]:
    """For rows that were tried: a firearm that `actor` may see and that has the row's serial number already, of no other make; and whether it was
    recorded under it formerly, and is not today.

    One statement, so it is asked for the rows of a page. Compared without spaces and signs; look-alikes and the rest are noted when the rows are taken in.
    """
    asked: list[tuple[int, str, str, str]] = []
    for row in rows:
        text = row.values.get("serial_text") or ""
        forms = keys_of(text).forms if text and not row.firearm else ()
        if forms and "?" not in forms[0].plain:
            asked.append((row.n, forms[0].plain, forms[0].folded, row.values.get("make") or ""))
    if not asked:
        return {}
    columns = zip(("n", "plain", "folded", "make"), zip(*asked, strict=True), strict=True)
    params: dict[str, Any] = {**{name: list(column) for name, column in columns}, **visible_params(actor)}
    with connection.cursor() as cursor:
        cursor.execute(_ON_RECORD, params)
        return {n: (firearm, formerly) for n, firearm, formerly in cursor.fetchall()}


def twins_of(imported: Import, rows: Iterable[Row]) -> dict[int, int]:
    """For rows that were tried: the first other row of the same file with the same serial number, of no other make, that repeats none.

    Of a number that stands on a great many rows the first ones are looked at.
    """
    asked = {
        row.n: (text, row.values.get("make") or "")
        for row in rows
        if not row.firearm and row.first is None and (text := row.values.get("serial_text"))
    }
    if not asked:
        return {}
    others: dict[str, list[tuple[int, str]]] = {}
    for n, text, make in staging.numbered(
        imported.public_id, len(imported.spans), [text for text, _ in asked.values()]
    ):
        others.setdefault(text, []).append((n, make))
    doubtful = [n for rows_of in others.values() if len(rows_of) > 1 for n, _make in rows_of]
    if not doubtful:
        return {}
    repeating = ImportRow.objects.filter(batch=imported, n__in=doubtful, first__isnull=False)
    repeats = set(repeating.values_list("n", flat=True))
    twins: dict[int, int] = {}
    for n, (text, make) in asked.items():
        for other, other_make in others.get(text, ()):
            if other != n and other not in repeats and (not make or not other_make or make == other_make):
                twins[n] = other
                break
    return twins


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


_REPORT: Final = """
SELECT r.n, r.outcome, r.reasons, r.remarks, r.first, f.public_id, r.note,
       EXISTS (SELECT FROM registry_duplicate d WHERE d.newer_id = i.firearm_id)
FROM registry_importrow r
LEFT JOIN registry_importedrow i ON i.batch_id = r.batch_id AND i.n = r.n
LEFT JOIN registry_firearm f ON f.id = i.firearm_id
WHERE r.batch_id = %s AND r.n > %s ORDER BY r.n LIMIT %s
"""
_REPORT_ROWS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Reported:
    """One row of an import's report. It says what became of the row and why, and nothing of what the row said."""

    n: int
    outcome: str
    reasons: tuple[str, ...]
    remarks: tuple[str, ...]
    first: int | None
    firearm: str | None
    note: str
    flagged: bool


def report_of(actor: Actor, batch: str) -> tuple[Import, Iterator[Reported]]:
    """An import with every one of its rows, read piece by piece.

    Raises:
        NotFound: there is no such import for this actor.
    """
    imported = import_for(actor, batch)
    return imported, _reported(imported.pk)


def _reported(key: int) -> Iterator[Reported]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_REPORT, (key, last, _REPORT_ROWS))
            rows = cursor.fetchall()
        for n, outcome, reasons, remarks, *rest in rows:
            yield Reported(n, outcome, tuple(reasons), tuple(remarks), *rest)
        if len(rows) < _REPORT_ROWS:
            return
        last = rows[-1][0]


def waiting_for(actor: Actor) -> QuerySet[Import]:
    """Imports of the actor's office with rows in quarantine, the oldest first."""
    if not may(actor, "registry:quarantine:repair"):
        return Import.objects.none()
    return Import.objects.filter(
        agency_id=actor.agency_id, counts__quarantined__gt=0, status__in=("tried", "finished")
    ).order_by("id")


# Words of the older register that nobody knows --------------------------------------------------------------------------

MAPPED_WORDS: Final = ("state", "holder_kind", "marking", "compartment", "office")
"""Fields whose words a person maps once for the whole file, before the rows that say them are taken in."""

NAMED_WORDS: Final = ("make", "calibre")
"""Fields of long lists, whose words are named and not chosen; like those of a type and a country the unknown ones are kept as they were written and may
be given a meaning."""
MOST_WORDS: Final = 50

_WORDS: Final = """
SELECT raw ->> %(field)s AS word, count(*) FROM registry_importrow
WHERE batch_id = %(batch)s AND outcome = 'quarantined' AND reasons && %(codes)s AND raw ->> %(field)s <> ''
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50
"""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the older register for which rows wait: the field, the word, how many rows."""

    field: str
    word: str
    rows: int


def words_in_question(imported: Import) -> list[Word]:
    """Words that could be mapped once for the whole file, the commonest first within each field."""
    out: list[Word] = []
    for name in MAPPED_WORDS:
        codes = [f"{name}.word", f"{name}.unknown"]
        if any(imported.reasons.get(code) for code in codes):
            with connection.cursor() as cursor:
                cursor.execute(_WORDS, {"batch": imported.pk, "field": name, "codes": codes})
                out += [Word(name, word, rows) for word, rows in cursor.fetchall()]
    for name in RESOLVED_AS:
        if imported.remarks.get(f"{name}.unlisted"):
            values = staging.unnamed(imported.public_id, len(imported.spans), name, 4 * MOST_WORDS)
            out += [Word(name, word, rows) for word, rows in values if _is_unlisted(name, word)][:MOST_WORDS]
    return out


def _is_unlisted(name: str, word: str) -> bool:
    """Whether a word names something that the list does not know; a word for "unknown" or "none" says what it says."""
    resolved = named(word, getattr(reference.resolver(), RESOLVED_AS[name]))
    return resolved.code is None and resolved.status == KNOWN


def code_named(name: str, text: str) -> str:
    """The code that somebody chose by its words for a word of a long list.

    Raises:
        Invalid: the list has nothing of that name, or several.
    """
    spoken = reference.words(name)
    wanted = " ".join(text.split())
    if wanted in spoken:
        return wanted
    exact = [code for code, value in spoken.items() if value.casefold() == wanted.casefold()]
    resolved = getattr(reference.resolver(), RESOLVED_AS[name])(wanted)
    if len(exact) != 1 and not (resolved.code and resolved.is_certain):
        raise Invalid("import.word", words_of("import.word"), field=name)
    return exact[0] if len(exact) == 1 else str(resolved.code)


def word_choices(actor: Actor, name: str) -> list[tuple[str, str]]:
    """What a word of a field may mean: codes with their words, in the reader's language."""
    match name:
        case "state":
            return [
                (code, str(STATES[State(code)]))
                for code in sorted(situations.CODES["state"])
                if State(code) in REGISTRABLE
            ]
        case "holder_kind":
            return [(choice.code, choice.words) for choice in reference.choices("party_kind")]
        case "marking":
            return [(choice.code, choice.words) for choice in reference.choices("marking")]
        case "compartment":
            return [(code, str(COMPARTMENTS[code])) for code in sorted(actor.compartments)]
        case "office":
            return list(agencies.agencies_for(actor).order_by("name").values_list("public_id", called()))
    listed = {"type": "firearm_type", "country_made": "country"}.get(name, name)
    return [(choice.code, choice.words) for choice in reference.choices(listed)]
