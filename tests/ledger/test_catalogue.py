"""Whatever stands in the catalogue that the program did not put there, or stands there otherwise, is named.

One database is bent in all these ways at once, in a transaction that is taken back: roles are those of the whole server.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import psycopg
import pytest

from ifar import database
from ifar.ledger.verification import catalogue
from ifar.ledger.verification.catalogue import Installation
from tests.databases import Databases

TOLD: Final = Installation(
    owner="ifar_owner", members=(("ifar_app", database.APP), ("ifar_verifier", database.VERIFIER))
)
"""What the settings say, but for the sequencer's group: it signs in, though none of them says so."""
WHOLE: Final = Installation(owner="ifar_owner", members=tuple((role, role) for role in database.ROLES))
FORGED: Final = "SET LOCAL allow_system_table_mods = on; "
BENT: Final = (
    # 36: what stands before a table, and a member of an extension that is none
    (
        "w36 view",
        FORGED
        + "CREATE VIEW pg_catalog.registry_firearm AS SELECT * FROM public.registry_firearm WHERE false;"
        "ALTER EXTENSION pg_trgm ADD VIEW pg_catalog.registry_firearm",
        "view pg_catalog.registry_firearm: extension pg_trgm",
    ),
    ("w36 schema", "CREATE SCHEMA ifar_app", "schema ifar_app: "),
    (
        "w36 view of the schema",
        "CREATE VIEW public.registry_other AS SELECT * FROM registry_event",
        "view public.registry_other: ",
    ),
    (
        "w36 view of the standard",
        "CREATE VIEW information_schema.registry_event AS SELECT 1 AS one",
        "view information_schema.registry_event: ",
    ),
    (
        "w36 function",
        "CREATE FUNCTION public.sha256(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
        "function public.sha256(text): ",
    ),
    (
        "w36 member function",
        "CREATE FUNCTION public.digest(text) RETURNS text LANGUAGE sql AS 'SELECT $1';"
        "ALTER EXTENSION pgcrypto ADD FUNCTION public.digest(text)",
        "function public.digest(text): ",
    ),
    (
        "w36 member operator",
        "CREATE FUNCTION public.alike(text, integer) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
        "CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = integer, FUNCTION = public.alike);"
        "ALTER EXTENSION pgcrypto ADD OPERATOR public.= (text, integer)",
        "operator public.=(text,integer): ",
    ),
    (
        "w36 not a member",
        "ALTER EXTENSION pg_trgm DROP FUNCTION public.similarity(text, text)",
        "function public.similarity(text, text), extension: no, not pg_trgm",
    ),
    (
        "w36 function of an extension",
        "CREATE OR REPLACE FUNCTION public.word_similarity(text, text) RETURNS real LANGUAGE sql AS 'SELECT 0::real'",
        "function public.word_similarity(text, text), language: sql, not c",
    ),
    (
        "w36 cast",
        "CREATE CAST (uuid AS bytea) WITH FUNCTION pg_catalog.uuid_send(uuid) AS IMPLICIT",
        "cast uuid to bytea: ",
    ),
    ("w36 type", "CREATE TYPE public.mark AS (a text)", "type public.mark: "),
    (
        "w36 foreign table",
        "CREATE FOREIGN DATA WRAPPER elsewhere; CREATE SERVER other FOREIGN DATA WRAPPER elsewhere",
        "foreign server server other: ",
    ),
    (
        "w36 text search",
        "CREATE TEXT SEARCH CONFIGURATION public.deaf (COPY = simple)",
        "text search text search configuration public.deaf: ",
    ),
    (
        "w36 the server's own function",
        "ALTER FUNCTION pg_catalog.lower(text) COST 7",
        "the server's own: function: ",
    ),
    (
        "w36 the server's own operator",
        "UPDATE pg_operator SET oprcode = 'pg_catalog.cash_ne' WHERE oid = 'pg_catalog.=(money,money)'::regoperator",
        "the server's own: operator: ",
    ),
    # 37: keys
    (
        "w37 key",
        "ALTER TABLE accounts_grant DROP CONSTRAINT accounts_grant_pkey CASCADE",
        "constraint accounts_grant_pkey of public.accounts_grant: nothing",
    ),
    ("w37 index", "SELECT", "index accounts_grant_pkey of public.accounts_grant: nothing"),
    (
        "w37 forged key",
        "UPDATE pg_index SET indisunique = false WHERE indexrelid = 'portal_binding_pkey'::regclass",
        "index portal_binding_pkey of public.portal_binding, unique: no, not yes",
    ),
    (
        "w37 sleeping index",
        "UPDATE pg_index SET indisready = false WHERE indexrelid = 'parties_party_pkey'::regclass",
        "index parties_party_pkey of public.parties_party, not ready: yes, not no",
    ),
    (
        "w37 later",
        "UPDATE pg_index SET indimmediate = false WHERE indexrelid = 'documents_paper_pkey'::regclass",
        "index documents_paper_pkey of public.documents_paper, later: yes, not no",
    ),
    (
        "w37 invalid",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'files_file_pkey'::regclass",
        "index files_file_pkey of public.files_file, invalid: yes, not no",
    ),
    ("w37 column", "ALTER TABLE parties_bar ADD COLUMN more text", "column more of public.parties_bar: "),
    (
        "w37 required",
        "ALTER TABLE licensing_licence ALTER COLUMN public_id DROP NOT NULL",
        "column public_id of public.licensing_licence, required: no, not yes",
    ),
    (
        "w37 default",
        "ALTER TABLE outbox_delivery ALTER COLUMN attempts SET DEFAULT 7",
        "column attempts of public.outbox_delivery, default: 7, not no",
    ),
    # 40: triggers that are silent
    (
        "w40 no triggers",
        "UPDATE pg_class SET relhastriggers = false WHERE oid = 'registry_duplicate'::regclass",
        "table public.registry_duplicate, has triggers: no, not yes",
    ),
    (
        "w40 no indexes",
        "UPDATE pg_class SET relhasindex = false WHERE oid = 'registry_importact'::regclass",
        "table public.registry_importact, has indexes: no, not yes",
    ),
    (
        "w40 no children",
        "UPDATE pg_class SET relhassubclass = false WHERE oid = 'accounts_readlog'::regclass",
        "table public.accounts_readlog, has children: no, not yes",
    ),
    (
        "w40 off",
        "ALTER TABLE ledger_entry DISABLE TRIGGER c_eyes",
        "trigger c_eyes of public.ledger_entry, enabled: D, not A",
    ),
    (
        "w40 off in partitions",
        "SELECT",
        "trigger c_eyes of public.ledger_entry (partition), enabled: D, not A",
    ),
    (
        "w40 loosened",
        "ALTER TABLE registry_event ENABLE TRIGGER refuse_change",
        "trigger refuse_change of public.registry_event, enabled: O, not A",
    ),
    (
        "w40 gone",
        "DROP TRIGGER refuse_change ON parties_event",
        "trigger refuse_change of public.parties_event: nothing",
    ),
    (
        "w40 gone from one partition",
        "UPDATE pg_trigger SET tgname = 'zz' WHERE tgrelid = 'ledger_entry_p0'::regclass AND tgname = 'refuse_truncate'",
        "trigger refuse_truncate of public.ledger_entry (partition): nothing",
    ),
    (
        "w40 never fires",
        "CREATE OR REPLACE TRIGGER apply BEFORE INSERT ON registry_alertevent FOR EACH ROW WHEN (false)"
        " EXECUTE FUNCTION acts_apply('alerts');"
        "ALTER TABLE registry_alertevent ENABLE ALWAYS TRIGGER apply",
        "trigger apply of public.registry_alertevent, definition: ",
    ),
    (
        "w40 swallows",
        "CREATE FUNCTION information_schema.unseen() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
        "CREATE TRIGGER zz BEFORE INSERT ON accounts_useract FOR EACH ROW EXECUTE FUNCTION information_schema.unseen();"
        "ALTER TABLE accounts_useract ENABLE ALWAYS TRIGGER zz",
        "trigger zz of public.accounts_useract: ",
    ),
    ("w40 swallowing function", "SELECT", "function information_schema.unseen(): "),
    (
        "w40 foreign key's trigger",
        "UPDATE pg_trigger SET tgenabled = 'D' WHERE tgisinternal AND tgrelid = 'registry_markkey'::regclass",
        "RI_FKey_check_ins of public.registry_markkey, enabled: D, not O",
    ),
    (
        "w40 called internal",
        "CREATE TRIGGER hidden BEFORE INSERT ON registry_holding FOR EACH ROW EXECUTE FUNCTION information_schema.unseen();"
        "UPDATE pg_trigger SET tgisinternal = true WHERE tgname = 'hidden'",
        "trigger hidden of public.registry_holding: ",
    ),
    (
        "w40 event trigger",
        "CREATE FUNCTION pg_toast.refuse() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';"
        "CREATE EVENT TRIGGER ee ON login EXECUTE FUNCTION pg_toast.refuse()",
        "event trigger ee: ",
    ),
    ("w40 function of toast", "SELECT", "function pg_toast.refuse(): "),
    # 41: another package's names
    (
        "w41 function",
        "CREATE FUNCTION public.procrastinate_more() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'SELECT'",
        "function public.procrastinate_more(): ",
    ),
    (
        "w41 source",
        "CREATE OR REPLACE FUNCTION public.procrastinate_notify_queue_job_inserted_v1() RETURNS trigger LANGUAGE plpgsql "
        "SECURITY DEFINER AS 'BEGIN RETURN NEW; END'",
        "function public.procrastinate_notify_queue_job_inserted_v1(), definer: yes, not no",
    ),
    (
        "w41 trigger",
        "CREATE TRIGGER procrastinate_more AFTER INSERT ON procrastinate_jobs FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
        "trigger procrastinate_more of public.procrastinate_jobs: ",
    ),
    ("w41 table", "CREATE TABLE public.procrastinate_more (a int)", "table public.procrastinate_more: "),
    # 42: owners, rights, roles, settings
    (
        "w42 owner of a table",
        "ALTER TABLE licensing_notice OWNER TO ifar_app",
        "table public.licensing_notice, owner: ifar_app, not (owner)",
    ),
    (
        "w42 owner of a schema",
        "ALTER SCHEMA public OWNER TO postgres",
        "schema public, owner: (superuser), not ",
    ),
    (
        "w42 owner of a function",
        "ALTER FUNCTION accounts_time(timestamptz) OWNER TO postgres",
        "function public.accounts_time(timestamp with time zone), owner: ",
    ),
    (
        "w42 owner of the database",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO postgres', current_database()); END $$",
        "database, owner: (superuser), not (owner)",
    ),
    (
        "w42 rights on a table",
        "GRANT UPDATE, DELETE ON registry_event TO ifar_app",
        "table public.registry_event, rights of ifar_app: DELETE, INSERT, SELECT, UPDATE, not INSERT, SELECT",
    ),
    (
        "w42 rights on a column",
        "GRANT UPDATE (public_id) ON licensing_offer TO PUBLIC",
        "column public_id of public.licensing_offer, rights of everybody: UPDATE, not no",
    ),
    (
        "w48 sessions for the verifier",
        "GRANT SELECT ON django_session TO ifar_verifier",
        "table public.django_session, rights of ifar_verifier: SELECT, not no",
    ),
    (
        "w48 passwords for the verifier",
        "GRANT SELECT (password) ON accounts_user TO ifar_verifier",
        "column password of public.accounts_user, rights of ifar_verifier: SELECT, not no",
    ),
    (
        "w51 the key for the runtime role",
        "GRANT SELECT ON ledger_voucherkey TO ifar_app",
        "table public.ledger_voucherkey, rights of ifar_app: SELECT, not no",
    ),
    (
        "w42 rights on a partition",
        "GRANT SELECT ON ledger_entry_p0 TO ifar_app",
        "table public.ledger_entry (partition), rights of ifar_app: SELECT, not no",
    ),
    (
        "w42 rights on the schema",
        "GRANT CREATE ON SCHEMA public TO ifar_app",
        "schema public, rights of ifar_app: CREATE, USAGE",
    ),
    (
        "w42 rights on the database",
        "DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO ifar_app', current_database()); END $$",
        "database, rights of ifar_app: TEMPORARY, not no",
    ),
    (
        "w42 rights on a sequence",
        "GRANT UPDATE ON SEQUENCE registry_firearm_id_seq TO ifar_app",
        "sequence public.registry_firearm_id_seq, rights of ifar_app: UPDATE, USAGE, not USAGE",
    ),
    (
        "w42 rights on a function",
        "GRANT EXECUTE ON FUNCTION ledger_refuse() TO PUBLIC",
        "function public.ledger_refuse(), rights of everybody: EXECUTE, not no",
    ),
    (
        "w42 rights on a function of the server's",
        "GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO ifar_app",
        "the server's own: function: ",
    ),
    (
        "w42 rights on a parameter",
        "GRANT SET ON PARAMETER session_replication_role TO ifar_app",
        "parameter session_replication_role: ",
    ),
    (
        "w42 rights on a type",
        "GRANT USAGE ON TYPE procrastinate_job_status TO ifar_app",
        "type public.procrastinate_job_status, rights of ifar_app: USAGE, not no",
    ),
    (
        "w42 rights on a language",
        "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC",
        "language plpgsql, rights of everybody: no, not USAGE",
    ),
    (
        "w42 default rights",
        "ALTER DEFAULT PRIVILEGES FOR ROLE ifar_owner IN SCHEMA public GRANT ALL ON TABLES TO ifar_app",
        "default rights ifar_owner r public: ",
    ),
    ("w42 superuser", "CREATE ROLE strong_one SUPERUSER", "role strong_one: superuser"),
    ("w42 past policies", "CREATE ROLE sees_all BYPASSRLS", "role sees_all: past policies"),
    ("w42 group with power", "ALTER ROLE ifar_app CREATEDB", "role ifar_app: makes databases"),
    ("w42 group that signs in", "SELECT", "role ifar_sequencer: signs in"),
    (
        "w42 member of the owner",
        "CREATE ROLE like_owner; GRANT ifar_owner TO like_owner",
        "role like_owner: one of ifar_owner",
    ),
    ("w42 member of a group", "GRANT ifar_app TO like_owner", "role like_owner: one of ifar_app"),
    ("w42 writes all", "GRANT pg_write_all_data TO like_owner", "role like_owner: one of pg_write_all_data"),
    ("w42 group in a group", "GRANT pg_monitor TO ifar_app", "role ifar_app: one of pg_monitor"),
    ("w42 publication", "CREATE PUBLICATION leak FOR ALL TABLES", "publication leak: "),
    (
        "w42 subscription",
        "CREATE SUBSCRIPTION draw CONNECTION 'dbname=none' PUBLICATION leak WITH (connect = false, slot_name = NONE)",
        "subscription draw: ",
    ),
    (
        "w42 setting of a role",
        "ALTER ROLE ifar_app SET search_path = other, public",
        "setting search_path=other, public",
    ),
    (
        "w42 setting of everybody",
        "ALTER ROLE ALL SET session_preload_libraries = 'evil'",
        "setting session_preload_libraries=",
    ),
    (
        "w42 setting of the database",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET array_nulls = off', current_database()); END $$",
        "setting array_nulls=off",
    ),
    (
        "w42 role of the database",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET role = ifar_app', current_database()); END $$",
        "setting role=ifar_app",
    ),
    (
        "w42 policy",
        "ALTER TABLE registry_savedsearch ENABLE ROW LEVEL SECURITY; CREATE POLICY none ON registry_savedsearch USING (false)",
        "table public.registry_savedsearch, row security: yes, not no",
    ),
    ("w42 words of the policy", "SELECT", "policy none of public.registry_savedsearch: "),
    (
        "w42 unlogged",
        "ALTER TABLE accounts_noticeread SET UNLOGGED",
        "table public.accounts_noticeread, persistence: u, not no",
    ),
    ("w42 large object", "SELECT lo_create(424242)", "large object 424242: "),
    (
        "w42 sequence that turns",
        "ALTER SEQUENCE accounts_client_id_seq CYCLE",
        "sequence public.accounts_client_id_seq, sequence: ",
    ),
    # 43: functions
    (
        "w43 arguments",
        "UPDATE pg_proc SET proargnames = ARRAY[proargnames[2], proargnames[1]] || proargnames[3:] "
        "WHERE oid = 'reference_years_after(date, integer)'::regprocedure",
        "function public.reference_years_after(date, integer), arguments: years date, day integer, not day date, years integer",
    ),
    (
        "w43 source",
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "function public.ledger_refuse(), source: ",
    ),
    (
        "w43 overload",
        "CREATE FUNCTION public.accounts_time(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
        "function public.accounts_time(text): ",
    ),
    (
        "w43 strict",
        "ALTER FUNCTION accounts_time(timestamptz) STRICT",
        "function public.accounts_time(timestamp with time zone), strict: yes, not no",
    ),
    (
        "w43 volatility",
        "ALTER FUNCTION registry_event_use(registry_event) IMMUTABLE",
        "function public.registry_event_use(public.registry_event), volatility: i, not ",
    ),
    (
        "w43 settings",
        "ALTER FUNCTION registry_compacted(text, bigint[], smallint[]) SET search_path = pg_temp, public",
        "function public.registry_compacted(text, bigint[], smallint[]), settings: ",
    ),
    (
        "w43 invoker",
        "ALTER FUNCTION registry_markkey_altered() SECURITY INVOKER",
        "function public.registry_markkey_altered(), definer: no, not yes",
    ),
    # 44: constraints and bounds
    (
        "w44 a check that hides",
        "ALTER TABLE ledger_entry_p0 ADD CONSTRAINT hides CHECK (id < 0) NOT VALID;"
        "UPDATE pg_constraint SET convalidated = true WHERE conname = 'hides'",
        "constraint hides of public.ledger_entry (partition): ",
    ),
    (
        "w44 not proved",
        "UPDATE pg_constraint SET convalidated = false WHERE conname = 'returns_dispatch_kind'",
        "constraint returns_dispatch_kind of public.returns_dispatch, invalid: yes, not no",
    ),
    (
        "w44 foreign key gone",
        "DO $$ BEGIN EXECUTE (SELECT 'ALTER TABLE registry_licenceuse DROP CONSTRAINT ' || min(conname) FROM pg_constraint "
        "WHERE conrelid = 'registry_licenceuse'::regclass AND contype = 'f'); END $$",
        "of public.registry_licenceuse: nothing",
    ),
    (
        "w44 bounds",
        "ALTER TABLE accounts_readlog DETACH PARTITION accounts_readlog_p0",
        "partition accounts_readlog_p1 of accounts_readlog: from 10000000",
    ),
    ("w44 detached", "SELECT", "table public.accounts_readlog_p0: "),
    # 36 to 44, attributes that no words say: whole rows of the server's catalogues
    (
        "w36 files exchanged",
        "UPDATE pg_class c SET relfilenode = o.relfilenode FROM pg_class o WHERE (c.relname, o.relname) IN "
        "(('programme_report_once', 'programme_diligence_one'), ('programme_diligence_one', 'programme_report_once'))",
        "attributes pg_class of public.programme_report, ",
    ),
    (
        "w36 members of an extension that a dump writes",
        "UPDATE pg_extension SET extconfig = ARRAY['registry_firearm'::regclass], extcondition = ARRAY['WHERE false'] WHERE extname = 'pg_trgm'",
        "attributes pg_extension of pg_trgm, ",
    ),
    (
        "w36 order of letters of a type",
        "UPDATE pg_type SET typcollation = 'pg_catalog.\"C\"'::regcollation WHERE oid = 'public.gtrgm'::regtype",
        "attributes pg_type of public.gtrgm, ",
    ),
    (
        "w36 a collation",
        "UPDATE pg_collation SET collisdeterministic = false WHERE collname = 'ucs_basic'",
        "the server's own: attributes in pg_collation: ",
    ),
    (
        "w36 words of a text search",
        "UPDATE pg_ts_config_map SET mapdict = 'pg_catalog.english_stem'::regdictionary WHERE mapcfg = 'pg_catalog.simple'::regconfig",
        "the server's own: attributes in pg_ts_config_map: ",
    ),
    (
        "w36 a dictionary",
        "UPDATE pg_ts_dict SET dictinitoption = 'accept = false' WHERE dictname = 'simple'",
        "the server's own: attributes in pg_ts_dict: ",
    ),
    (
        "w36 a parser",
        "UPDATE pg_ts_parser SET prstoken = 'pg_catalog.prsd_end'::regproc",
        "the server's own: attributes in pg_ts_parser: ",
    ),
    (
        "w36 greatest by an order",
        "UPDATE pg_aggregate SET aggsortop = 'pg_catalog.<(text,text)'::regoperator WHERE aggfnoid = 'pg_catalog.max(text)'::regprocedure",
        "the server's own: attributes in pg_aggregate: ",
    ),
    (
        "w36 an access method",
        "UPDATE pg_am SET amhandler = 'pg_catalog.hashhandler'::regproc WHERE amname = 'brin'",
        "the server's own: attributes in pg_am: ",
    ),
    (
        "w36 a range",
        "UPDATE pg_range SET rngcanonical = 0 WHERE rngtypid = 'daterange'::regtype",
        "the server's own: attributes in pg_range: ",
    ),
    (
        "w36 the order of an operator class",
        "UPDATE pg_amop SET amopsortfamily = (SELECT min(oid::int8)::oid FROM pg_opfamily) WHERE oid = (SELECT min(oid::int8)::oid FROM pg_amop)",
        "the server's own: attributes in pg_amop: ",
    ),
    (
        "w36 a language's other way in",
        "UPDATE pg_language SET laninline = 0, lanvalidator = 0 WHERE lanname = 'plpgsql'",
        "the server's own: attributes in pg_language: ",
    ),
    (
        "w36 a table's long values",
        "UPDATE pg_class SET reloptions = '{autovacuum_enabled=false}' WHERE oid = (SELECT reltoastrelid FROM pg_class WHERE oid = 'ledger_personal'::regclass)",
        "attributes pg_class of public.ledger_personal, ",
    ),
    (
        "w40 a trigger that may wait",
        "UPDATE pg_trigger SET tgdeferrable = true WHERE tgname = 'refuse_change' AND tgrelid = 'ledger_erasure'::regclass",
        "attributes pg_trigger of public.ledger_erasure, ",
    ),
    (
        "w44 the partition of the rest",
        "UPDATE pg_partitioned_table SET partdefid = 0 WHERE partrelid = 'ledger_entry'::regclass",
        "attributes pg_partitioned_table of public.ledger_entry, ",
    ),
    (
        "w42 where files stand",
        "UPDATE pg_tablespace SET spcoptions = '{random_page_cost=9}', spcacl = '{=C/postgres}' WHERE spcname = 'pg_default'",
        "the server's own: attributes in pg_tablespace: ",
    ),
    (
        "w42 letters of the database",
        "UPDATE pg_database SET datcollate = 'other', datctype = 'other', datlocale = 'C' WHERE datname = current_database()",
        "database, locale: C, not no",
    ),
    ("w42 their order", "SELECT", "database, order of letters: other, not no"),
    ("w42 their kinds", "SELECT", "database, kinds of letters: other, not no"),
    (
        "w44 a file for two",
        "UPDATE pg_class SET relfilenode = (SELECT relfilenode FROM pg_class WHERE oid = 'tracing_delay'::regclass) "
        "WHERE oid = 'tracing_late'::regclass",
        "table public.tracing_late, file of another: yes, not no",
    ),
    (
        "w44 inherits",
        "CREATE TABLE more () INHERITS (community_ruling)",
        "table public.community_ruling, has children: yes, not no",
    ),
)


@pytest.fixture(scope="module")
def said(databases: Databases, template: str) -> Iterator[list[str]]:
    """What verification says of the database, bent in all ways; nothing before."""
    with databases.clone(template) as clone, clone.connect() as connection:
        assert list(catalogue.check(connection, WHOLE)) == []
        with connection.transaction(force_rollback=True):
            connection.execute(FORGED)
            for name, statement, _ in BENT:
                if statement != "SELECT":
                    try:
                        connection.execute(statement)
                    except psycopg.Error as error:
                        raise AssertionError(f"{name}: {error}") from error
            connection.execute("SET LOCAL ROLE ifar_verifier")
            differences = list(catalogue.check(connection, TOLD))
        yield [
            f"{difference.place}: {difference.says}, not {difference.should}" for difference in differences
        ]


def of(number: str) -> pytest.MarkDecorator:
    """The rows of one number: the statement of each, and what is said of it."""
    rows = [pytest.param(*row[1:], id=row[0]) for row in BENT if row[0].startswith(f"{number} ")]
    return pytest.mark.parametrize(("statement", "named"), rows)


@of("w36")
def test_w36_what_stands_before_a_table_or_in_an_extension_is_named(
    said: list[str], statement: str, named: str
) -> None:
    assert [text for text in said if named in text], statement


@of("w37")
def test_w37_what_keeps_a_second_row_of_an_entry_out_is_the_programs(
    said: list[str], statement: str, named: str
) -> None:
    assert [text for text in said if named in text], statement


@of("w40")
def test_w40_a_trigger_that_no_longer_fires_is_named(said: list[str], statement: str, named: str) -> None:
    assert [text for text in said if named in text], statement


@of("w41")
def test_w41_what_calls_itself_the_queues_and_is_not_is_named(
    said: list[str], statement: str, named: str
) -> None:
    assert [text for text in said if named in text], statement


@of("w42")
def test_w42_other_owners_rights_roles_and_settings_are_named(
    said: list[str], statement: str, named: str
) -> None:
    assert [text for text in said if named in text], statement


@of("w43")
def test_w43_a_function_made_again_otherwise_is_named(said: list[str], statement: str, named: str) -> None:
    assert [text for text in said if named in text], statement


@of("w44")
def test_w44_a_constraint_a_partition_or_a_child_that_hides_rows_is_named(
    said: list[str], statement: str, named: str
) -> None:
    assert [text for text in said if named in text], statement


@of("w48")
def test_w48_the_verifiers_right_to_read_what_is_secret_is_named(
    said: list[str], statement: str, named: str
) -> None:
    assert [text for text in said if named in text], statement


@of("w51")
def test_w51_the_runtime_roles_right_to_the_key_is_named(said: list[str], statement: str, named: str) -> None:
    assert [text for text in said if named in text], statement


def test_every_number_that_is_bent_has_its_test() -> None:
    assert all(any(name.startswith(f"test_{row[0][:3]}_") for name in globals()) for row in BENT)


def test_w36_a_database_that_is_kept_in_order_stays_the_programs(databases: Databases, template: str) -> None:
    with databases.copy(template) as copy, copy.connect() as connection:
        for statement in (
            "VACUUM FULL ANALYZE parties_party",
            "VACUUM FULL pg_catalog.pg_trigger",
            "VACUUM (FREEZE, ANALYZE) ledger_entry",
            "CLUSTER registry_event USING registry_event_pkey",
            "REINDEX TABLE CONCURRENTLY parties_party",
            "REINDEX TABLE registry_firearm",
            "CREATE TEMPORARY TABLE own (a text)",
            "ANALYZE",
        ):
            connection.execute(statement)
        assert list(catalogue.check(connection, WHOLE)) == []


def test_w42_a_setting_of_the_server_on_which_answers_depend_is_named(
    databases: Databases, template: str
) -> None:
    altered = {
        "gin_fuzzy_search_limit": "1",
        "plpgsql.variable_conflict": "use_column",
        "backslash_quote": "on",
        "event_triggers": "off",
        "extra_float_digits": "0",
        "IntervalStyle": "iso_8601",
        "DateStyle": "German",
        "timezone_abbreviations": "India",
    }
    with databases.clone(template) as clone, clone.connect() as connection:
        for name, value in altered.items():
            # For sessions on this database alone: what is set for the server or granted, tests beside this one would find.
            connection.execute(
                "DO $$ BEGIN EXECUTE format('ALTER ROLE ifar_verifier IN DATABASE %I SET "
                f"{name} = %L', current_database(), '{value}'); END $$".encode()
            )
        with clone.connect("verifier") as verifier:
            verifier.execute("DO $$ BEGIN END $$")  # the language's settings are there once it is used
            result = {difference.place: difference.says for difference in catalogue.check(verifier, WHOLE)}
    assert [
        name for name, value in altered.items() if not result.get(f"setting {name}", "").startswith(value)
    ] == []


def test_w42_what_the_set_up_of_a_server_chooses_by_its_country_is_not_named(
    databases: Databases, template: str
) -> None:
    chosen = {
        "DateStyle": "ISO, DMY",
        "TimeZone": "Africa/Nairobi",
        "lc_numeric": "C.UTF-8",
        "default_text_search_config": "pg_catalog.french",
    }
    with databases.clone(template) as clone, clone.connect() as connection:
        for name, value in chosen.items():
            connection.execute(
                "DO $$ BEGIN EXECUTE format('ALTER ROLE ifar_verifier IN DATABASE %I SET "
                f"{name} = %L', current_database(), '{value}'); END $$".encode()
            )
        with clone.connect("verifier") as verifier:
            there = dict(verifier.execute("SELECT name, reset_val FROM pg_settings").fetchall())
            assert {name: there[name] for name in chosen} == chosen
            results = {difference.place for difference in catalogue.check(verifier, WHOLE)}
    assert not results & {f"setting {name}" for name in chosen}


def test_w42_an_installation_whose_roles_have_other_names_is_none_the_worse(
    databases: Databases, template: str
) -> None:
    """As docs/operations.md says: an owner and a role that signs in of the ministry's own names, groups that do not sign in."""
    installation = Installation(
        owner="ministry",
        members=(
            ("service", database.APP),
            ("ministry", database.SEQUENCER),
            ("ministry", database.VERIFIER),
        ),
        powerful=frozenset({"keeper"}),
    )
    with (
        databases.clone(template) as clone,
        clone.connect() as connection,
        connection.transaction(force_rollback=True),
    ):
        for statement in (
            "ALTER ROLE ifar_owner RENAME TO ministry",
            "CREATE ROLE service LOGIN",
            "CREATE ROLE keeper SUPERUSER REPLICATION",
            "GRANT ifar_app TO service",
            *(f"ALTER ROLE {role} NOLOGIN" for role in database.ROLES),
            "CREATE ROLE watcher; GRANT pg_monitor TO watcher",
            "ALTER ROLE service SET statement_timeout = '60s'",
        ):
            connection.execute(statement)
        connection.execute("SET LOCAL ROLE ifar_verifier")
        assert list(catalogue.check(connection, installation)) == []
        results = [difference.place for difference in catalogue.check(connection, WHOLE)]
    assert {"role service", "role keeper"} <= set(results)
    assert "database, owner" in results
