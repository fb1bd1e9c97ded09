"""Every attribute of every row of the server's catalogues, so that none is left out because nobody thought of it.

`objects` says in words what the server is known to do with an object. Beside that, the whole rows of all catalogues are read here, but for what
changes by itself or is another in each installation (`MOVING`, `UNREAD`), with names in the place of numbers. What hangs on one relation is said
together, as a digest: that two differ is seen, and where. Columns that only one of the known versions of PostgreSQL has are compared in the server's
own rows, whose digests stand beside that version.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg

UNREAD: Final = frozenset(
    {
        # counts and samples of rows, which the planner keeps
        "pg_statistic",
        "pg_statistic_ext_data",
        # what `objects` and `catalogue` say whole, in words; only owners read some of them
        "pg_attrdef",
        "pg_auth_members",
        "pg_authid",
        "pg_db_role_setting",
        "pg_default_acl",
        "pg_largeobject",
        "pg_largeobject_metadata",
        "pg_parameter_acl",
        "pg_seclabel",
        "pg_shseclabel",
        "pg_subscription",
        "pg_subscription_rel",
        "pg_user_mapping",
        # no answer depends on them: comments, what is dropped with what, what a dump writes
        "pg_depend",
        "pg_description",
        "pg_init_privs",
        "pg_replication_origin",
        "pg_shdepend",
        "pg_shdescription",
        # other databases are none of the register's
        "pg_database",
    }
)
MOVING: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(columns.split())
    for name, columns in {
        # its options, its shape and its files' places stay; `file` says below whether its file is its own
        "pg_class": "relpages reltuples relallvisible relallfrozen relfrozenxid relminmxid relfilenode relrewrite "
        "relhassubclass relnatts",
        "pg_attribute": "attstattarget attcacheoff atthasmissing attmissingval",
        "pg_index": "indcheckxmin indisclustered",
        "pg_collation": "collversion",
        "pg_constraint": "conname",
        "pg_trigger": "tgname",
        "pg_tablespace": "spcname",
    }.items()
}
"""Columns that change by themselves, that tune and answer nothing, or whose words hold numbers (`objects` names constraints and triggers)."""
NEW: Final = frozenset({"conenforced", "conperiod"})
"""Columns that not every known version has."""
_ROLES: Final = "pg_authid"
_FIRST: Final = 16384
_TEMPORARY: Final = re.compile(r"(array of )?pg_(toast_)?temp(_\d+)?(\.|$)")
_text: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode
_IMPORTED: Final = 12000
"""The first number of an object that `initdb` makes; collations from there on are those of the operating system."""

_CATALOGUES: Final = """
SELECT c.relname, array_agg(a.attname ORDER BY a.attnum), array_agg(a.atttypid::regtype::text ORDER BY a.attnum),
    (SELECT array_agg(k.attname) FROM pg_index i JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = i.indkey[0]
        WHERE i.indrelid = c.oid AND i.indisprimary)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r' AND c.oid < 16384 AND c.relname <> ALL (%s) GROUP BY c.oid, c.relname"""
_REFERENCES: Final = """
SELECT f.fktable::text, f.fkcols[1], f.pktable::text FROM pg_get_catalog_foreign_keys() f WHERE cardinality(f.fkcols) = 1"""
_RELATIONS: Final = """
SELECT c.oid::int8, c.relkind::text, n.nspname, c.relname, (SELECT p.oid::int8 FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent
        WHERE i.inhrelid = c.oid AND c.relispartition LIMIT 1),
    (SELECT i.indrelid::int8 FROM pg_index i WHERE i.indexrelid = c.oid), t.oid::int8
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN (SELECT DISTINCT ON (reltoastrelid) reltoastrelid, oid FROM pg_class ORDER BY reltoastrelid, oid) t ON t.reltoastrelid = c.oid"""
_NAMES: Final = {
    "pg_namespace": "SELECT oid::int8, nspname FROM pg_namespace",
    "pg_proc": "SELECT oid::int8, oid::regprocedure::text FROM pg_proc",
    "pg_operator": "SELECT oid::int8, oid::regoperator::text FROM pg_operator",
    "pg_am": "SELECT oid::int8, amname FROM pg_am",
    "pg_language": "SELECT oid::int8, lanname FROM pg_language",
    "pg_opclass": "SELECT o.oid::int8, n.nspname || '.' || o.opcname || ' of ' || m.amname FROM pg_opclass o "
    "JOIN pg_namespace n ON n.oid = o.opcnamespace JOIN pg_am m ON m.oid = o.opcmethod",
    "pg_opfamily": "SELECT o.oid::int8, n.nspname || '.' || o.opfname || ' of ' || m.amname FROM pg_opfamily o "
    "JOIN pg_namespace n ON n.oid = o.opfnamespace JOIN pg_am m ON m.oid = o.opfmethod",
    "pg_collation": "SELECT oid::int8, oid::regcollation::text FROM pg_collation",
    "pg_extension": "SELECT oid::int8, extname FROM pg_extension",
    "pg_ts_config": "SELECT oid::int8, oid::regconfig::text FROM pg_ts_config",
    "pg_ts_dict": "SELECT oid::int8, oid::regdictionary::text FROM pg_ts_dict",
    "pg_tablespace": "SELECT oid::int8, spcname FROM pg_tablespace",
}
_TYPES: Final = """
SELECT t.oid::int8, n.nspname, t.typname, t.typrelid::int8, t.typelem::int8, coalesce(e.typrelid, 0)::int8 FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_type e ON e.typarray = t.oid"""
_CONSTRAINTS: Final = "SELECT oid::int8, conname, conrelid::int8 FROM pg_constraint"
_PLACES: Final = """
SELECT attrelid::int8, attnum::int8, row_number() OVER (PARTITION BY attrelid ORDER BY attnum) FROM pg_attribute
WHERE attnum > 0 AND NOT attisdropped"""
# A new file's number comes from the same counter as an object's: in the place of a swapped one stands what another relation is, or was, called by.
_SHARED: Final = """
SELECT c.oid::int8 FROM pg_class c JOIN pg_class o ON o.oid <> c.oid AND o.relfilenode <> 0
    AND c.relfilenode IN (o.oid, o.relfilenode) WHERE c.relfilenode <> 0"""
_EXTENSIONS: Final = """
SELECT d.classid::regclass::text, d.objid::int8, e.extname FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND d.objsubid = 0"""
_COLUMNS: Final = {
    "attnum": "attrelid",
    "conkey": "conrelid",
    "confkey": "confrelid",
    "indkey": "indrelid",
    "tgattr": "tgrelid",
    "partattrs": "partrelid",
    "stxkeys": "stxrelid",
}
"""Columns that hold numbers of columns, and of which relation those are."""
_OF: Final = ("aggfnoid", "amopfamily", "amprocfamily", "rngtypid", "enumtypid", "mapcfg")
"""What a row without a name of its own is a part of."""
_ON: Final = {
    "pg_attribute": "attrelid",
    "pg_class": "oid",
    "pg_constraint": "conrelid",
    "pg_index": "indexrelid",
    "pg_inherits": "inhrelid",
    "pg_partitioned_table": "partrelid",
    "pg_policy": "polrelid",
    "pg_rewrite": "ev_class",
    "pg_sequence": "seqrelid",
    "pg_statistic_ext": "stxrelid",
    "pg_trigger": "tgrelid",
    "pg_type": "typrelid",
}
"""The relation that a row hangs on."""


@dataclass
class _Numbers:
    """What the numbers of one database's objects stand for.

    Attributes:
        names: catalogue -> number -> what is called so; a partition, its types and indexes go by its table's.
        root: relation -> the table that it is, or that it is an index or the toast of.
        places: relation -> column's number -> its place among those that there still are.
        shared: relations whose file is another one's.
        extensions: (catalogue, number) of what came with an extension.
    """

    names: dict[str, dict[int, str]] = field(default_factory=dict)
    root: dict[int, str] = field(default_factory=dict)
    places: dict[int, dict[int, int]] = field(default_factory=dict)
    shared: set[int] = field(default_factory=set)
    extensions: dict[tuple[str, int], str] = field(default_factory=dict)

    def name(self, catalogue: str, number: Any) -> Any:
        """What is called by this number; whether there is one, where its kind has no names of its own."""
        if not number:
            return None
        if catalogue not in self.names:
            return True
        return self.names[catalogue].get(number, number)


@dataclass(frozen=True)
class _Meaning:
    """What the columns of one catalogue hold.

    Attributes:
        unsaid: owners, which `objects` says, and what not every version has.
        placed: numbers of columns.
        named: column -> the catalogue whose numbers it holds.
        references: the same of all columns, as the server says it.
    """

    unsaid: frozenset[str]
    placed: tuple[str, ...]
    named: tuple[tuple[str, str], ...]
    references: Mapping[str, str]

    @classmethod
    def of(cls, columns: Iterable[str], references: Mapping[str, str]) -> _Meaning:
        unsaid = frozenset(column for column in columns if references.get(column) == _ROLES or column in NEW)
        placed = tuple(column for column in columns if column in _COLUMNS and column not in unsaid)
        left = {*unsaid, *placed}
        named = tuple(
            (column, references[column]) for column in columns if column in references and column not in left
        )
        return cls(unsaid, placed, named, references)


def found(cursor: psycopg.Cursor[Any]) -> Iterator[tuple[str, str, dict[str, Any], bool]]:
    """(Catalogue, what its rows are of, number and digest of the rows, whether they came with the server)."""
    numbers = _numbers(cursor)
    references = defaultdict[str, dict[str, str]](dict)
    for table, column, target in cursor.execute(_REFERENCES).fetchall():
        references[table][column] = target
    for name, columns, kinds, key in sorted(cursor.execute(_CATALOGUES, [sorted(UNREAD)]).fetchall()):
        meaning = _Meaning.of(columns, references[name])
        lines: dict[tuple[str, str, bool], list[str]] = defaultdict(list)
        first = (key or columns)[0]
        for row in _rows(cursor, name, dict(zip(columns, kinds, strict=True))):
            own = row[first] < _FIRST
            if _is_of_system(name, row[first]) or (not own and _is_said_elsewhere(name, row)):
                continue
            place, says = _own(row) if own else _named_row(name, row, meaning, numbers)
            if _TEMPORARY.match(place):
                continue
            came = "" if own else _extension(name, row, first, references[name], numbers)
            if name == "pg_class":
                says["file of another"] = row["oid"] in numbers.shared
            lines[place, came, own].append(_text(says))
        for (place, came, own), has in lines.items():
            # Of a table's partitions, and of what refers to each of them, there are ever more: what is alike is said once.
            alike = has if own else sorted(set(has))
            digest = hashlib.sha256("\n".join(sorted(alike)).encode()).hexdigest()[:32]
            facts = {"rows": len(alike), "digest": digest}
            yield name, place, facts | ({"extension": came} if came else {}), own


def _numbers(cursor: psycopg.Cursor[Any]) -> _Numbers:
    made = _Numbers()
    for name, query in _NAMES.items():
        made.names[name] = dict(cursor.execute(query).fetchall())
    rows = {row[0]: row for row in cursor.execute(_RELATIONS).fetchall()}
    relations = made.names["pg_class"] = {}

    def called(number: int) -> str:
        _, kind, schema, name, parent, indexed, toasted = rows[number]
        if toasted:
            return f"toast of {called(toasted)}"
        if kind == "i" and indexed in rows and rows[indexed][6]:
            return f"index of {called(indexed)}"
        return f"{called(parent)} (partition)" if parent in rows else f"{schema}.{name}"

    for number, (_, _, _, _, _, indexed, _) in rows.items():
        relations[number] = called(number)
        table = indexed if indexed in rows else number
        made.root[number] = called(rows[table][6] or table)
    types = made.names["pg_type"] = {}
    for number, schema, name, relation, item, array_of in cursor.execute(_TYPES).fetchall():
        of = relation or array_of
        types[number] = (
            f"{'array of ' if array_of else ''}{relations[of]}" if of in relations else f"{schema}.{name}"
        )
        if item and not of:
            types[number] = f"{schema}.{name}"
    for number, name, relation in cursor.execute(_CONSTRAINTS).fetchall():
        on = relations.get(relation, "")
        made.names.setdefault("pg_constraint", {})[number] = (
            on if on.endswith(" (partition)") else f"{name} of {on}"
        )
    for relation, number, place in cursor.execute(_PLACES).fetchall():
        made.places.setdefault(relation, {})[number] = place
    made.shared = {number for (number,) in cursor.execute(_SHARED).fetchall()}
    made.extensions = {(name, number): came for name, number, came in cursor.execute(_EXTENSIONS).fetchall()}
    return made


def _rows(cursor: psycopg.Cursor[Any], name: str, kinds: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of one catalogue. Conditions and rights are said in words elsewhere, those to tablespaces here."""
    left = MOVING.get(name, frozenset())
    unsaid = ("pg_node_tree",) if name == "pg_tablespace" else ("pg_node_tree", "aclitem[]")
    read = {
        column: _read(column, kind)
        for column, kind in kinds.items()
        if column not in left and kind not in unsaid
    }
    pairs = ", ".join(f"'{column}', {sql}" for column, sql in read.items())
    return [
        row
        for (row,) in cursor.execute(f"SELECT jsonb_build_object({pairs}) FROM {name}".encode()).fetchall()
    ]


def _read(column: str, kind: str) -> str:
    if kind in ("oid", "regproc"):
        return f"{column}::oid::int8"
    if kind in ("oidvector", "oid[]", "int2vector"):
        return f"{column}::int8[]"
    return f"{column}::text" if kind in ("bytea", "aclitem[]") else column


def _is_of_system(name: str, number: int) -> bool:
    """Collations that `initdb` found are those of the operating system."""
    return name == "pg_collation" and _IMPORTED <= number < _FIRST


def _is_said_elsewhere(name: str, row: Mapping[str, Any]) -> bool:
    """What a required column is called by stands with the column; a dropped one is none."""
    return (name == "pg_constraint" and row["contype"] == "n") or (
        name == "pg_attribute" and row["attisdropped"]
    )


def _own(row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return "", {column: value for column, value in row.items() if column != "nspowner"}


def _named_row(
    name: str, row: dict[str, Any], meaning: _Meaning, numbers: _Numbers
) -> tuple[str, dict[str, Any]]:
    """What a row is of, and what it says: names in the place of numbers."""
    says = {column: value for column, value in row.items() if value and column not in meaning.unsaid}
    for column in meaning.placed:
        if value := says.get(column):
            places = numbers.places.get(row[_COLUMNS[column]], {})
            ones = value if isinstance(value, list) else [value]
            says[column] = [places.get(item, item) for item in ones if item is not None]
    for column, target in meaning.named:
        if value := says.get(column):
            ones = [numbers.name(target, item) for item in (value if isinstance(value, list) else [value])]
            says[column] = ones if isinstance(value, list) else ones[0]
    number = says.pop("oid", None)
    relation = row.get(_ON.get(name, ""))
    called = numbers.names.get(name, {}).get(number, "")
    if name in ("pg_class", "pg_type"):
        says.pop("relname", None)
        says.pop("typname", None)
        says["called"] = called
    of = numbers.root.get(relation or 0, "")
    if not of:
        of = next(
            (
                numbers.name(meaning.references[item], row[item])
                for item in _OF
                if item in row and item in meaning.references
            ),
            called,
        )
    return str(of), {column: value for column, value in says.items() if value}


def _extension(
    name: str, row: Mapping[str, Any], first: str, references: Mapping[str, str], numbers: _Numbers
) -> str:
    """What extension a row came with, by itself or as a part of what it is of."""
    if name == "pg_extension":
        return str(row["extname"])
    if came := numbers.extensions.get((name, row[first])):
        return came
    parts = (text for text in (first, *_OF) if text in row and text in references)
    return next(
        (came for part in parts if (came := numbers.extensions.get((references[part], row[part])))), ""
    )
