-- Projects an event that is not a firearm's first; false where the firearm is not there yet. The hot path of the register.
-- The firearm is not locked before it is written: where somebody else was quicker, its number is not the one before any more.
-- The entry is a row of moments ago: to say so leaves out the partitions that cannot hold it.
CREATE OR REPLACE FUNCTION registry_event_follow(e registry_event) RETURNS boolean
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    c CONSTANT jsonb := e.changes;
    latest CONSTANT bigint := pg_sequence_last_value('ledger_entry_id_seq');
BEGIN
    UPDATE registry_firearm f SET
        state = s.state, ownership = s.ownership, custody = s.custody, legal = s.legal, physical = s.physical,
        -- What is set to null is no answer: the column refuses it. (A state or a fact that is null has no name.)
        owner = CASE WHEN c ? 'owner' THEN c ->> 'owner' ELSE f.owner END,
        custodian = CASE WHEN c ? 'custodian' THEN c ->> 'custodian' ELSE f.custodian END,
        ownership_event = CASE WHEN c ?| '{ownership,owner}' THEN e.id ELSE f.ownership_event END,
        custody_event = CASE WHEN c ?| '{custody,custodian}' THEN e.id ELSE f.custody_event END,
        legal_event = CASE WHEN c ? 'legal' THEN e.id ELSE f.legal_event END,
        physical_event = CASE WHEN c ? 'physical' THEN e.id ELSE f.physical_event END,
        agency_id = CASE WHEN c ? 'agency' THEN (SELECT a.id FROM accounts_agency a WHERE a.public_id = c ->> 'agency') ELSE f.agency_id END,
        n = e.n, last_event = e.id
    FROM ledger_entry l, registry_allowance r, registry_statefacts s
    WHERE f.id = e.firearm_id AND f.n = e.n - 1
      AND l.entry = e.id AND l.id > latest - 1000000 AND l.id <= latest AND l.previous = f.last_event AND l.object = f.public_id
      AND l.schema = e.schema AND l.act = 'registry.' || e.kind
      AND convert_from(l.canonical, 'UTF8')::jsonb -> 'payload' = registry_event_payload(e)
      AND s.state = CASE WHEN c ? 'state' THEN c ->> 'state' ELSE f.state END
      AND s.ownership = CASE WHEN c ? 'ownership' THEN c ->> 'ownership' ELSE f.ownership END
      AND s.custody = CASE WHEN c ? 'custody' THEN c ->> 'custody' ELSE f.custody END
      AND s.legal = CASE WHEN c ? 'legal' THEN c ->> 'legal' ELSE f.legal END
      AND s.physical = CASE WHEN c ? 'physical' THEN c ->> 'physical' ELSE f.physical END
      AND r.kind = e.kind AND c - r.columns = '{}' AND (f.merged_into = '' OR r.when_merged)
      AND (r.becomes IS NULL OR r.becomes -> f.state ? s.state)
      AND (NOT c ? 'ownership' OR r.facts -> 'ownership' ? s.ownership) AND (NOT c ? 'custody' OR r.facts -> 'custody' ? s.custody)
      AND (NOT c ? 'legal' OR r.facts -> 'legal' ? s.legal) AND (NOT c ? 'physical' OR r.facts -> 'physical' ? s.physical);
    IF NOT FOUND THEN
        RETURN registry_event_refuse(e);
    END IF;
    IF c ?| '{owner,custodian}' THEN
        INSERT INTO registry_holding (firearm_id, holder, fact, event)
        SELECT e.firearm_id, h.holder, h.fact, e.id
        FROM (VALUES (c ->> 'owner', 'ownership'), (c ->> 'custodian', 'custody')) AS h (holder, fact)
        WHERE h.holder <> '' ON CONFLICT DO NOTHING;
    END IF;
    IF c ? 'owner' AND e.kind <> 'annulled' THEN
        UPDATE registry_licenceuse SET ended_by = e.id
        WHERE firearm_id = e.firearm_id AND ended_by IS NULL AND NOT void AND holder <> c ->> 'owner';
    END IF;
    IF e.details ? 'licence' OR e.kind = 'annulled' THEN
        PERFORM registry_event_use(e);
    END IF;
    IF c - '{state,ownership,owner,custody,custodian,legal,physical,agency}'::text[] <> '{}' THEN
        PERFORM registry_event_tell(e);
    END IF;
    RETURN true;
END $$;
