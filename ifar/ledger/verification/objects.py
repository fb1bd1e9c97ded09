"""What stands in a database's catalogue, object by object, in words that do not depend on numbers, on the owner's name or on the installation.

Each query gives (kind, relation, name, facts, `own`): the relation that the object hangs on (or what it is itself), its name there, everything that
the server knows of it, and whether it is one of the server's own, which came with it and not with the program. Nothing is left out by its name, its
schema or by what extension it says that it belongs to: that is one of its facts.

The session looks names up in `pg_catalog` alone, so that what a query says of an object is qualified wherever it lies elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import psycopg
from psycopg.types.json import set_json_loads
from pydantic_core import from_json

from ifar.ledger.verification import attributes

_SERVER: Final = "({0}.oid < 16384 AND n.nspname IN ('pg_catalog', 'information_schema', 'pg_toast'))"
_TEMPORARY: Final = r"n.nspname !~ '^pg_(toast_)?temp_[0-9]+$'"


def _extension(catalogue: str, oid: str) -> str:
    return (
        "(SELECT e.extname FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid "
        f"WHERE d.classid = '{catalogue}'::regclass AND d.objid = {oid} AND d.objsubid = 0 "
        "AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' LIMIT 1)"
    )


def _rights(acl: str, kind: str, owner: str) -> str:
    """SQL for what each role but the owner may do; where nobody was ever given anything that is what everybody has from the beginning."""
    begins = f"acldefault('{kind}', {owner})" if kind else "NULL"
    return f"""(SELECT jsonb_object_agg(g.who, g.may) FROM (
        SELECT CASE a.grantee WHEN 0 THEN 'everybody' ELSE pg_get_userbyid(a.grantee) END AS who, string_agg(
            a.privilege_type || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END, ', ' ORDER BY a.privilege_type) AS may
        FROM aclexplode(coalesce({acl}, {begins})) a WHERE a.grantee <> {owner} GROUP BY 1) g)"""


def _digest(text: str) -> str:
    return f"left(encode(sha256(convert_to({text}, 'UTF8')), 'hex'), 32)"


# A partition is described like its table's others: their number grows, and their names follow their bounds (`partitions`).
_RELATION: Final = """(CASE WHEN c.relispartition THEN (SELECT p.relnamespace::regnamespace || '.' || p.relname || ' (partition)'
    FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent WHERE i.inhrelid = c.oid LIMIT 1)
    ELSE n.nspname || '.' || c.relname END)"""
_NAMED: Final = f"{_RELATION} AS relation, c.oid::int8"

_SCHEMAS: Final = f"""
SELECT 'schema', n.nspname, 0::int8, '', jsonb_build_object('owner', pg_get_userbyid(n.nspowner), 'rights', {_rights("n.nspacl", "n", "n.nspowner")},
    'extension', {_extension("pg_namespace", "n.oid")}), n.oid < 16384 AND n.nspname <> 'public'
FROM pg_namespace n WHERE {_TEMPORARY}"""

_RELATIONS: Final = f"""
SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' WHEN 'S' THEN 'sequence'
        WHEN 'f' THEN 'table' WHEN 'c' THEN 'composite' ELSE 'relation' END, {_NAMED}, '',
    jsonb_build_object('owner', pg_get_userbyid(c.relowner), 'rights', CASE WHEN c.relkind = 'S' THEN {_rights("c.relacl", "s", "c.relowner")}
            ELSE {_rights("c.relacl", "r", "c.relowner")} END,
        'extension', {_extension("pg_class", "c.oid")}, 'kind', c.relkind, 'persistence', nullif(c.relpersistence, 'p'),
        'method', (SELECT m.amname FROM pg_am m WHERE m.oid = c.relam), 'options', c.reloptions,
        'has triggers', c.relhastriggers, 'has rules', c.relhasrules, 'has indexes', c.relhasindex, 'has children', c.relhassubclass,
        'checks', nullif(c.relchecks, 0), 'row security', c.relrowsecurity, 'row security forced', c.relforcerowsecurity,
        'columns lost', nullif(c.relnatts - (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0), 0),
        'empty', NOT c.relispopulated, 'identity', CASE WHEN c.relkind IN ('r', 'p') THEN nullif(c.relreplident, 'd') END, 'shared', c.relisshared AND {_SERVER.format("c")} IS FALSE,
        'of type', nullif(c.reloftype, 0)::regtype::text,
        'partitioned', CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
        'inherits', (SELECT jsonb_agg(p.relnamespace::regnamespace || '.' || p.relname ORDER BY i.inhseqno) FROM pg_inherits i
            JOIN pg_class p ON p.oid = i.inhparent WHERE i.inhrelid = c.oid),
        'detaching', (SELECT bool_or(i.inhdetachpending) FROM pg_inherits i WHERE i.inhrelid = c.oid),
        'file of another', c.relfilenode <> 0 AND EXISTS (SELECT FROM pg_class o WHERE o.relfilenode = c.relfilenode
            AND o.reltablespace = c.reltablespace AND o.oid <> c.oid),
        'sequence', (SELECT concat_ws(' ', format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle)
            FROM pg_sequence s WHERE s.seqrelid = c.oid),
        'belongs to', (SELECT t.relnamespace::regnamespace || '.' || t.relname || '.' || a.attname FROM pg_depend d
            JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
            WHERE c.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
            AND d.deptype IN ('a', 'i') LIMIT 1)),
    {_SERVER.format("c")}
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {_TEMPORARY} AND (c.relkind NOT IN ('i', 'I', 't') OR c.relkind = 't' AND n.nspname <> 'pg_toast')"""

_COLUMNS: Final = f"""
SELECT 'column', {_NAMED}, a.attname, jsonb_build_object(
        'place', (SELECT count(*) FROM pg_attribute b WHERE b.attrelid = a.attrelid AND b.attnum > 0 AND b.attnum <= a.attnum AND NOT b.attisdropped),
        'type', format_type(a.atttypid, a.atttypmod), 'required', a.attnotnull,
        'unproved', (SELECT bool_or(NOT o.convalidated) FROM pg_constraint o WHERE o.conrelid = c.oid AND o.contype = 'n' AND o.conkey[1] = a.attnum),
        'default', CASE WHEN a.attgenerated = '' THEN pg_get_expr(v.adbin, v.adrelid) END,
        'generated', CASE WHEN a.attgenerated <> '' THEN a.attgenerated::text || ' ' || pg_get_expr(v.adbin, v.adrelid) END,
        'identity', nullif(a.attidentity::text, ''),
        'collation', CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END, 'options', a.attoptions,
        'shape', CASE WHEN (a.attlen, a.attbyval, a.attalign, a.attstorage) <> (t.typlen, t.typbyval, t.typalign, t.typstorage)
            THEN concat_ws(' ', a.attlen, a.attbyval, a.attalign, a.attstorage) END,
        'rights', CASE WHEN a.attacl IS NOT NULL THEN {_rights("a.attacl", "", "c.relowner")} END), {_SERVER.format("c")}
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef v ON v.adrelid = a.attrelid AND v.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND {_TEMPORARY} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')"""

# What a required column is called by (from PostgreSQL 18 on they are constraints too) stands with the column.
_CONSTRAINTS: Final = f"""
SELECT 'constraint', {_NAMED}, coalesce(f.conname::text || CASE WHEN f.conrelid = o.conrelid THEN ' (partition)' ELSE '' END, o.conname::text),
    jsonb_build_object('definition', pg_get_constraintdef(o.oid), 'invalid', NOT o.convalidated,
        'unenforced', to_jsonb(o) ->> 'conenforced' = 'false', 'inherited', o.coninhcount > 0, 'not local', NOT o.conislocal), {_SERVER.format("c")}
FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_constraint f ON f.oid = o.conparentid WHERE o.contype <> 'n' AND {_TEMPORARY}"""

_INDEXES: Final = f"""
SELECT 'index', {_NAMED}, coalesce(f.relname, x.relname), jsonb_build_object('definition', substring(pg_get_indexdef(x.oid) FROM ' (USING .*)'),
        'owner', CASE WHEN x.relowner <> c.relowner THEN pg_get_userbyid(x.relowner) END, 'unique', i.indisunique, 'nulls alike', i.indnullsnotdistinct, 'primary', i.indisprimary,
        'exclusion', i.indisexclusion, 'later', NOT i.indimmediate, 'invalid', NOT i.indisvalid, 'not ready', NOT i.indisready,
        'dead', NOT i.indislive, 'identity', i.indisreplident, 'persistence', nullif(x.relpersistence, 'p'), 'options', x.reloptions,
        'extension', {_extension("pg_class", "x.oid")}), {_SERVER.format("c")}
FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_inherits h ON h.inhrelid = x.oid LEFT JOIN pg_class f ON f.oid = h.inhparent WHERE {_TEMPORARY} AND n.nspname <> 'pg_toast'"""

# The server's own keep foreign keys; their names are numbers. Whoever marks another trigger as the server's own so hides it from nobody here.
_TRIGGERS: Final = f"""
SELECT 'trigger', {_NAMED},
    CASE WHEN t.tgconstraint <> 0 AND t.tgisinternal THEN coalesce(f.conname, o.conname, '?')::text || ' ' || p.proname ELSE t.tgname::text END,
    jsonb_build_object('enabled', t.tgenabled, 'internal', t.tgisinternal, 'deferred', t.tginitdeferred,
        'type', CASE WHEN t.tgisinternal THEN t.tgtype END, 'function', CASE WHEN t.tgisinternal THEN t.tgfoid::regprocedure::text END,
        'definition', CASE WHEN NOT t.tgisinternal THEN
            replace(pg_get_triggerdef(t.oid), ' ON ' || n.nspname || '.' || quote_ident(c.relname) || ' ', ' ON # ') END), {_SERVER.format("c")}
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_proc p ON p.oid = t.tgfoid
LEFT JOIN pg_constraint o ON o.oid = t.tgconstraint LEFT JOIN pg_constraint f ON f.oid = o.conparentid WHERE {_TEMPORARY}"""

_RULES: Final = f"""
SELECT 'rule', {_NAMED}, r.rulename, jsonb_build_object('enabled', r.ev_enabled, 'event', r.ev_type, 'instead', r.is_instead,
        'definition', CASE WHEN {_SERVER.format("c")} THEN {_digest("pg_get_ruledef(r.oid)")} ELSE pg_get_ruledef(r.oid) END), {_SERVER.format("c")}
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_TEMPORARY}
UNION ALL
SELECT 'policy', {_NAMED}, p.polname, jsonb_build_object('command', p.polcmd, 'using', pg_get_expr(p.polqual, p.polrelid)), false
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace"""

_FUNCTIONS: Final = f"""
SELECT 'function', n.nspname || '.' || p.proname || '(' || oidvectortypes(p.proargtypes) || ')', 0::int8, '', jsonb_build_object(
        'owner', pg_get_userbyid(p.proowner), 'rights', {_rights("p.proacl", "f", "p.proowner")}, 'extension', {_extension("pg_proc", "p.oid")},
        'kind', nullif(p.prokind, 'f'), 'arguments', nullif(pg_get_function_arguments(p.oid), ''), 'returns', pg_get_function_result(p.oid),
        'language', l.lanname, 'definer', p.prosecdef, 'leakproof', p.proleakproof, 'strict', p.proisstrict, 'volatility', p.provolatile,
        'parallel', nullif(p.proparallel, 'u'), 'cost', p.procost, 'rows', nullif(p.prorows, 0), 'support', nullif(p.prosupport, 0)::regproc::text,
        'settings', p.proconfig, 'library', p.probin, 'body', pg_get_function_sqlbody(p.oid),
        'aggregate', (SELECT concat_ws(' ', g.aggkind, g.aggtransfn, g.aggfinalfn, g.aggcombinefn, g.aggtranstype::regtype, g.agginitval)
            FROM pg_aggregate g WHERE g.aggfnoid = p.oid),
        'source', CASE WHEN l.lanname IN ('c', 'internal') THEN p.prosrc ELSE {_digest("p.prosrc")} END), {_SERVER.format("p")}
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang WHERE {_TEMPORARY}"""

# A table's own type and the types of arrays come with what they are of; they stand by themselves where somebody was given rights to them.
_TYPES: Final = f"""
SELECT 'type', n.nspname || '.' || t.typname, 0::int8, '', jsonb_build_object('owner', pg_get_userbyid(t.typowner),
        'rights', CASE WHEN t.typacl IS NOT NULL THEN {_rights("t.typacl", "T", "t.typowner")} END, 'extension', {_extension("pg_type", "t.oid")},
        'kind', t.typtype, 'labels', (SELECT jsonb_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
        'functions', CASE WHEN t.typtype IN ('b', 'd', 'r') THEN concat_ws(' ', t.typinput, t.typoutput, t.typreceive, t.typsend) END,
        'of', nullif(t.typbasetype, 0)::regtype::text, 'required', t.typnotnull, 'default', t.typdefault, 'undefined', NOT t.typisdefined,
        'checks', (SELECT jsonb_agg(o.conname || ' ' || pg_get_constraintdef(o.oid) ORDER BY o.conname) FROM pg_constraint o WHERE o.contypid = t.oid)),
    {_SERVER.format("t")}
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
WHERE {_TEMPORARY} AND n.nspname <> 'pg_toast' AND NOT (t.typacl IS NULL AND (coalesce(c.relkind, 'i') IN ('r', 'p', 'v', 'S', 'm', 'f')
    OR t.typcategory = 'A' AND t.typelem <> 0 AND EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)))"""

_OPERATORS: Final = f"""
SELECT 'operator', n.nspname || '.' || o.oprname || '(' || coalesce(nullif(o.oprleft, 0)::regtype::text, '') || ',' || o.oprright::regtype || ')',
    0::int8, '', jsonb_build_object('owner', pg_get_userbyid(o.oprowner), 'extension', {_extension("pg_operator", "o.oid")},
        'function', o.oprcode::text, 'result', o.oprresult::regtype::text, 'commutator', nullif(o.oprcom, 0)::regoperator::text,
        'negator', nullif(o.oprnegate, 0)::regoperator::text, 'restriction', nullif(o.oprrest, 0)::text, 'join', nullif(o.oprjoin, 0)::text,
        'merges', o.oprcanmerge, 'hashes', o.oprcanhash), {_SERVER.format("o")}
FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE {_TEMPORARY}
UNION ALL
SELECT 'operator class', n.nspname || '.' || o.opcname || ' of ' || m.amname, 0::int8, '', jsonb_build_object(
        'owner', pg_get_userbyid(o.opcowner), 'extension', {_extension("pg_opclass", "o.oid")}, 'type', o.opcintype::regtype::text,
        'default', o.opcdefault, 'family', f.opfname, 'keeps', nullif(o.opckeytype, 0)::regtype::text), {_SERVER.format("o")}
FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace JOIN pg_am m ON m.oid = o.opcmethod JOIN pg_opfamily f ON f.oid = o.opcfamily
WHERE {_TEMPORARY}
UNION ALL
SELECT 'operator family', n.nspname || '.' || f.opfname || ' of ' || m.amname, 0::int8, '', jsonb_build_object(
        'owner', pg_get_userbyid(f.opfowner), 'extension', {_extension("pg_opfamily", "f.oid")},
        'operators', (SELECT jsonb_agg(concat_ws(' ', o.amopstrategy, o.amoppurpose, o.amopopr::regoperator) ORDER BY
            o.amopstrategy, o.amoplefttype::regtype::text, o.amoprighttype::regtype::text, o.amoppurpose) FROM pg_amop o WHERE o.amopfamily = f.oid),
        'functions', (SELECT jsonb_agg(concat_ws(' ', p.amprocnum, p.amproc::regprocedure) ORDER BY
            p.amprocnum, p.amproclefttype::regtype::text, p.amprocrighttype::regtype::text) FROM pg_amproc p WHERE p.amprocfamily = f.oid)),
    {_SERVER.format("f")}
FROM pg_opfamily f JOIN pg_namespace n ON n.oid = f.opfnamespace JOIN pg_am m ON m.oid = f.opfmethod WHERE {_TEMPORARY}"""

_CASTS: Final = f"""
SELECT 'cast', t.castsource::regtype || ' to ' || t.casttarget::regtype, 0::int8, '', jsonb_build_object('extension', {_extension("pg_cast", "t.oid")},
    'function', nullif(t.castfunc, 0)::regprocedure::text, 'when', t.castcontext, 'how', t.castmethod), t.oid < 16384
FROM pg_cast t"""

_LANGUAGES: Final = f"""
SELECT 'language', l.lanname, 0::int8, '', jsonb_build_object('owner', CASE WHEN l.oid < 16384 THEN NULL ELSE pg_get_userbyid(l.lanowner) END,
    'rights', {_rights("l.lanacl", "l", "l.lanowner")}, 'trusted', l.lanpltrusted, 'handler', nullif(l.lanplcallfoid, 0)::regproc::text), false
FROM pg_language l
UNION ALL
SELECT 'extension', e.extname, 0::int8, '', jsonb_build_object('owner', pg_get_userbyid(e.extowner), 'schema', e.extnamespace::regnamespace::text,
    'version', e.extversion, 'extension', e.extname), false
FROM pg_extension e WHERE e.extname <> 'plpgsql'
UNION ALL
SELECT 'database', '', 0::int8, '', jsonb_build_object('owner', pg_get_userbyid(b.datdba), 'rights', {_rights("b.datacl", "d", "b.datdba")},
    'encoding', pg_encoding_to_char(b.encoding), 'locale provider', nullif(b.datlocprovider, 'b'), 'locale', nullif(b.datlocale, 'C.UTF-8'),
    'locale rules', b.daticurules, 'order of letters', CASE WHEN b.datcollate <> o.datcollate THEN b.datcollate END,
    'kinds of letters', CASE WHEN b.datctype <> o.datctype THEN b.datctype END, 'template', b.datistemplate, 'closed', NOT b.datallowconn), false
FROM pg_database b LEFT JOIN pg_database o ON o.datname = 'template0' WHERE b.datname = current_database()
UNION ALL
SELECT 'default rights', pg_get_userbyid(d.defaclrole) || ' ' || d.defaclobjtype::text || ' ' || coalesce(n.nspname, 'everywhere'), 0::int8, '',
    jsonb_build_object('rights', d.defaclacl::text), false
FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
UNION ALL
SELECT 'parameter', p.parname, 0::int8, '', jsonb_build_object('rights', p.paracl::text), false FROM pg_parameter_acl p
UNION ALL
SELECT 'large object', l.oid::text, 0::int8, '', jsonb_build_object('owner', pg_get_userbyid(l.lomowner)), false FROM pg_largeobject_metadata l
UNION ALL
SELECT 'event trigger', t.evtname, 0::int8, '', jsonb_build_object('event', t.evtevent, 'function', t.evtfoid::regprocedure::text), false
FROM pg_event_trigger t
UNION ALL
SELECT 'publication', p.pubname, 0::int8, '', jsonb_build_object('owner', pg_get_userbyid(p.pubowner)), false FROM pg_publication p
UNION ALL
SELECT 'subscription', s.subname, 0::int8, '', jsonb_build_object('owner', pg_get_userbyid(s.subowner)), false
FROM pg_subscription s WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
UNION ALL
SELECT 'label', pg_describe_object(s.classoid, s.objoid, s.objsubid), 0::int8, s.provider, jsonb_build_object('label', s.label), false FROM pg_seclabel s"""


def _others() -> str:
    """What the program has none of: an object of these kinds that is not the server's own is named, whatever it is."""
    lists = {
        "pg_foreign_data_wrapper": "foreign data",
        "pg_foreign_server": "foreign server",
        "pg_user_mapping": "user mapping",
        "pg_ts_config": "text search",
        "pg_ts_dict": "text search",
        "pg_ts_parser": "text search",
        "pg_ts_template": "text search",
        "pg_conversion": "conversion",
        "pg_transform": "transform",
        "pg_statistic_ext": "statistics",
        "pg_am": "access method",
    }
    # Whose connection it is to what stands in a table of user mappings is for nobody but its owner to read.
    return " UNION ALL ".join(
        f"SELECT '{kind}', pg_describe_object('{table}'::regclass, o.oid, 0), 0::int8, '', "
        f"jsonb_build_object('extension', {_extension(table, 'o.oid')}), o.oid < 16384 FROM {table} o"
        for table, kind in lists.items()
        if table != "pg_user_mapping"
    )


QUERIES: Final = (
    _SCHEMAS,
    _RELATIONS,
    _COLUMNS,
    _CONSTRAINTS,
    _INDEXES,
    _TRIGGERS,
    _RULES,
    _FUNCTIONS,
    _TYPES,
    _OPERATORS,
    _CASTS,
    _LANGUAGES,
    _others(),
)


class Thing(NamedTuple):
    """An object of the catalogue.

    Attributes:
        relation: what it hangs on, or what it is; a partition goes by its table's name.
        of: the number of that relation, which tells partitions of one table apart.
        facts: what the server says of it; what is false, empty or not there is left out.
        own: whether it came with the server.
    """

    kind: str
    relation: str
    of: int
    name: str
    facts: dict[str, Any]
    own: bool


def found(connection: psycopg.Connection[Any], owner: str | None = None) -> Iterator[Thing]:
    """Everything in the catalogue of a database whose owner is `owner` (by itself: who owns the database)."""
    # What is set for it alone is taken back with it.
    with connection.transaction(force_rollback=True), connection.cursor(binary=True) as cursor:
        set_json_loads(from_json, cursor)  # fifty thousand rows
        cursor.execute("SELECT set_config('search_path', 'pg_catalog, pg_temp', true)")
        owner = owner or _one(
            cursor, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        )
        powerful = {name for (name,) in cursor.execute("SELECT rolname FROM pg_roles WHERE rolsuper")}
        for query in QUERIES:
            for kind, relation, of, name, facts, own in cursor.execute(query.encode()):
                yield Thing(kind, relation, of, name, _normalised(facts, {owner: "(owner)"}, powerful), own)
        for catalogue, place, facts, own in attributes.found(cursor):
            if own:
                yield Thing(f"attributes in {catalogue}", "", 0, "", facts, own)
            else:
                yield Thing("attributes", place or catalogue, 0, catalogue if place else "", facts, own)


def _one(cursor: psycopg.Cursor[Any], query: str) -> str:
    row = cursor.execute(query.encode()).fetchone()
    return str(row[0]) if row else ""


def _normalised(facts: dict[str, Any], called: dict[str, str], powerful: set[str]) -> dict[str, Any]:
    """Facts without what is not the case, the owner by what he is, and what a role may do as facts of their own."""
    values = {name: value for name, value in facts.items() if value not in (None, False, [])}
    if (holder := values.get("owner")) is not None:
        values["owner"] = called.get(holder, holder)
        if values["owner"] in powerful or ("extension" in values and values["owner"] == "(owner)"):
            values["owner"] = "(superuser)"
    for role, may in (
        (values.pop("rights", None) or {}).items() if isinstance(values.get("rights"), dict) else ()
    ):
        values[f"rights of {called.get(role, role)}"] = may
    return values
