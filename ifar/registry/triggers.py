"""Which function of registry runs when which table changes; `ifar migrate` makes these triggers (`ifar/triggers.py`)."""

from __future__ import annotations

from typing import Final

from ifar.accounts.triggers import says
from ifar.triggers import Trigger

WHY: Final = "jsonb_build_object('reason', r.reason)"
"""What a decision about a pair holds in somebody's own words."""
TRIGGERS: Final[tuple[Trigger, ...]] = (
    says(
        "registry_restrictedhit",
        act="'registry.restricted_hit'",
        object="r.public_id",
        payload=(
            "jsonb_build_object('firearm', (SELECT public_id FROM registry_firearm WHERE id = r.firearm_id), "
            "'asker', r.asker, 'agency', r.agency, 'search', r.search, 'purpose', r.purpose, 'case', r.\"case\", "
            "'question', r.question, 'desk', r.desk, 'day', r.day)"
        ),
    ),
    Trigger(
        "b_released",
        "BEFORE INSERT",
        "registry_restrictedquestion",
        "registry_restrictedquestion_released",
        when="new.asker::text <> ''::text",
    ),
    Trigger(
        "kept",
        "AFTER INSERT",
        "registry_restrictedquestion",
        "registry_restrictedquestion_kept",
        each="STATEMENT",
        referencing="NEW TABLE AS written",
    ),
    says(
        "registry_duplicatedecision",
        act="'registry.duplicate_decided'",
        object="(SELECT public_id FROM registry_duplicate WHERE id = r.duplicate_id)",
        payload=(
            "jsonb_build_object('duplicate', "
            "(SELECT public_id FROM registry_duplicate WHERE id = r.duplicate_id), 'firearms', "
            "(SELECT jsonb_build_array(o.public_id, y.public_id) FROM registry_duplicate d JOIN registry_firearm o ON o.id = d.older_id "
            "JOIN registry_firearm y ON y.id = d.newer_id WHERE d.id = r.duplicate_id), 'n', r.n, 'verdict', "
            "r.verdict, 'survivor', r.survivor)"
        ),
        actor="r.decider",
        words=WHY,
    ),
    Trigger("apply", "BEFORE INSERT", "registry_event", "registry_event_apply", when="new.n <> 1"),
    Trigger(
        "a_sound",
        "BEFORE INSERT",
        "registry_event",
        "registry_event_sound",
        when="new.n <> 1 AND (new.kind = ANY (ARRAY['stock_declared'::text, 'wholesale_transferred'::text, 'despatched'::text, 'retail_sold'::text, 'privately_transferred'::text, 'sold_to_civilians'::text, 'export_licensed'::text, 'exported'::text, 'inherited'::text, 'loaned'::text]))",
    ),
    Trigger(
        "b_marked",
        "BEFORE INSERT",
        "registry_event",
        "registry_event_marked",
        when="new.kind = ANY (ARRAY['sold_to_civilians'::text, 'sold_from_disposal'::text])",
    ),
    Trigger(
        "a_consent",
        "BEFORE INSERT",
        "registry_event",
        "registry_event_consent",
        when="new.kind = 'consent_withdrawn'::text",
    ),
    Trigger(
        "book",
        "AFTER INSERT",
        "registry_event",
        "registry_event_book",
        when="new.n <> 1 AND (new.changes ?| ARRAY['owner'::text, 'custodian'::text, 'legal'::text])",
    ),
    Trigger(
        "open",
        "AFTER INSERT",
        "registry_event",
        "registry_event_open",
        each="STATEMENT",
        referencing="NEW TABLE AS arrived",
    ),
    Trigger(
        "enter",
        "AFTER INSERT",
        "registry_firearm",
        "registry_firearm_enter",
        each="STATEMENT",
        referencing="NEW TABLE AS arrived",
    ),
    Trigger(
        "holds_together",
        "BEFORE INSERT OR UPDATE OF item, compartment, make, make_status, model, model_status, calibre, calibre_status, type, type_status, country_made, country_made_status, year, year_status",
        "registry_firearm",
        "registry_firearm_refuse",
        when=(
            "NOT ((new.item = ANY (ARRAY['firearm'::text, 'part'::text])) AND "
            "(new.compartment = ANY (ARRAY['civilian'::text, 'police'::text, 'defence'::text, 'courts'::text])) AND "
            "(new.make IS NOT NULL AND "
            "new.make_status = 'known'::text OR "
            "new.make IS NULL AND "
            "(new.make_status = ANY (ARRAY['unknown'::text, 'none'::text, 'not_asked'::text]))) AND "
            "(new.model IS NOT NULL AND "
            "new.model_status = 'known'::text OR "
            "new.model IS NULL AND "
            "(new.model_status = ANY (ARRAY['unknown'::text, 'none'::text, 'not_asked'::text]))) AND "
            "(new.calibre IS NOT NULL AND "
            "new.calibre_status = 'known'::text OR "
            "new.calibre IS NULL AND "
            "(new.calibre_status = ANY (ARRAY['unknown'::text, 'none'::text, 'not_asked'::text]))) AND "
            "(new.type IS NOT NULL AND "
            "new.type_status = 'known'::text OR "
            "new.type IS NULL AND "
            "(new.type_status = ANY (ARRAY['unknown'::text, 'none'::text, 'not_asked'::text]))) AND "
            "(new.country_made IS NOT NULL AND "
            "new.country_made_status = 'known'::text OR "
            "new.country_made IS NULL AND "
            "(new.country_made_status = ANY (ARRAY['unknown'::text, 'none'::text, 'not_asked'::text]))) AND "
            "(new.year IS NOT NULL AND "
            "new.year_status = 'known'::text OR "
            "new.year IS NULL AND "
            "(new.year_status = ANY (ARRAY['unknown'::text, 'none'::text, 'not_asked'::text]))))"
        ),
    ),
    Trigger(
        "leave",
        "BEFORE UPDATE OF make, model, calibre, type, country_made, year",
        "registry_firearm",
        "registry_firearm_leave",
        when=(
            "old.make IS DISTINCT FROM new.make OR "
            "old.model IS DISTINCT FROM new.model OR "
            "old.calibre IS DISTINCT FROM new.calibre OR "
            "old.type IS DISTINCT FROM new.type OR "
            "old.country_made IS DISTINCT FROM new.country_made OR "
            "old.year IS DISTINCT FROM new.year"
        ),
    ),
    Trigger(
        "pass",
        "AFTER UPDATE OF owner, custodian, legal, agency_id",
        "registry_firearm",
        "registry_firearm_pass",
        when=(
            "old.owner::text <> new.owner::text OR "
            "old.custodian::text <> new.custodian::text OR "
            "old.legal <> new.legal OR "
            "old.agency_id <> new.agency_id"
        ),
    ),
    says(
        "registry_importact",
        act="CASE r.kind WHEN 'released' THEN 'registry.import' ELSE 'registry.import_' || r.kind END",
        object="r.batch_id",
        payload="r.details || jsonb_build_object('proposal', r.proposal)",
    ),
    Trigger(
        "b_released",
        "AFTER INSERT",
        "registry_importedrow",
        "registry_importedrow_admit",
        each="STATEMENT",
        referencing="NEW TABLE AS arrived",
    ),
    Trigger("former", "BEFORE INSERT", "registry_mark", "registry_mark_former", when="new.former_of <> 0"),
    Trigger(
        "former_stays",
        "BEFORE UPDATE",
        "registry_mark",
        "registry_mark_former",
        when="old.former_of <> 0 OR new.former_of <> 0",
    ),
    Trigger(
        "left_behind",
        "AFTER UPDATE",
        "registry_mark",
        "registry_mark_left",
        when="old.text IS NOT NULL AND (old.kind IS DISTINCT FROM new.kind OR old.text IS DISTINCT FROM new.text)",
    ),
    Trigger(
        "altered",
        "AFTER UPDATE",
        "registry_markkey",
        "registry_markkey_altered",
        each="STATEMENT",
        referencing="OLD TABLE AS was NEW TABLE AS is_now",
    ),
    Trigger(
        "removed",
        "AFTER DELETE",
        "registry_markkey",
        "registry_markkey_altered",
        each="STATEMENT",
        referencing="OLD TABLE AS was",
    ),
    Trigger(
        "a_keep",
        "BEFORE INSERT OR DELETE OR UPDATE",
        "registry_savedsearchbacklog",
        "registry_savedsearchbacklog_keep",
    ),
    Trigger(
        "b_counted",
        "BEFORE INSERT",
        "registry_savedsearchbacklog",
        "registry_savedsearchbacklog_counted",
        when="new.counted",
    ),
    Trigger(
        "b_counts",
        "BEFORE UPDATE",
        "registry_savedsearchbacklog",
        "registry_savedsearchbacklog_counted",
        when="new.counted AND NOT old.counted",
    ),
    Trigger(
        "a_keep",
        "BEFORE INSERT OR DELETE OR UPDATE",
        "registry_savedsearchkey",
        "registry_savedsearchkey_keep",
    ),
)
