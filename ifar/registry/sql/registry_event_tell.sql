-- What an event sets beside the four facts: identity, marks, what it points to. Most events set nothing of it.
-- By its own hand: two joins at once would join an arm to one that is joined elsewhere, and a mark on record is evidence.
CREATE OR REPLACE FUNCTION registry_event_tell(e registry_event) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    c CONSTANT jsonb := e.changes - ARRAY['state', 'ownership', 'owner', 'custody', 'custodian', 'legal', 'physical'];
    sets jsonb := c - 'marks' - 'agency';
    told record;
    now_is registry_firearm;
    mark jsonb;
    mark_is registry_mark;
BEGIN
    IF c - registry_event_may_set() <> '{}'::jsonb THEN
        RAISE EXCEPTION 'ifar: event % sets unknown columns: %', e.id, c - registry_event_may_set() USING ERRCODE = 'check_violation';
    END IF;
    -- What an event points to is there; a record is joined only as the queue of possible duplicates says.
    IF c ?| ARRAY['mounted_in', 'successor', 'merged_into'] THEN
        IF EXISTS (SELECT FROM jsonb_each_text(c) AS p WHERE p.key IN ('mounted_in', 'successor', 'merged_into') AND p.value <> ''
                   AND NOT EXISTS (SELECT FROM registry_firearm f WHERE f.public_id = p.value AND f.id <> e.firearm_id)) THEN
            RAISE EXCEPTION 'ifar: event % points to a firearm that is not there', e.id USING ERRCODE = 'check_violation';
        END IF;
        -- What it is joined to is joined to nothing else meanwhile.
        PERFORM FROM registry_firearm f WHERE e.kind = 'merged' AND f.public_id = c ->> 'merged_into' FOR SHARE;
        IF e.kind = 'merged' AND NOT EXISTS (
            SELECT FROM registry_duplicate d JOIN registry_firearm f ON f.id IN (d.older_id, d.newer_id) AND f.id <> e.firearm_id
            WHERE d.public_id = e.details ->> 'duplicate' AND e.firearm_id IN (d.older_id, d.newer_id)
              AND f.public_id = c ->> 'merged_into' AND f.merged_into = '') THEN
            RAISE EXCEPTION 'ifar: event % joins what no pair of possible duplicates names', e.id USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF c ? 'agency' THEN
        sets := sets || jsonb_build_object('agency_id', (SELECT id FROM accounts_agency WHERE public_id = c ->> 'agency'));
    END IF;
    IF sets <> '{}'::jsonb THEN
        SELECT f AS before INTO told FROM registry_firearm f WHERE f.id = e.firearm_id;
        now_is := jsonb_populate_record(told.before, sets);
        UPDATE registry_firearm SET (
            item, part_kind, make, make_status, make_raw, model, model_status, model_raw, calibre, calibre_status, calibre_raw,
            type, type_status, type_raw, country_made, country_made_status, country_made_raw, year, year_status, category,
            mounted_in, successor, merged_into, national_security, compartment, agency_id
        ) = ROW (
            now_is.item, now_is.part_kind, now_is.make, now_is.make_status, now_is.make_raw, now_is.model, now_is.model_status,
            now_is.model_raw, now_is.calibre, now_is.calibre_status, now_is.calibre_raw, now_is.type, now_is.type_status,
            now_is.type_raw, now_is.country_made, now_is.country_made_status, now_is.country_made_raw, now_is.year,
            now_is.year_status, now_is.category, now_is.mounted_in, now_is.successor, now_is.merged_into, now_is.national_security,
            now_is.compartment, now_is.agency_id)
        WHERE id = e.firearm_id;
    END IF;
    IF NOT c ? 'marks' THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM registry_mark m, jsonb_array_elements(c -> 'marks') AS said
               WHERE m.firearm_id = e.firearm_id AND m.n = (said ->> 'n')::smallint)
       AND NOT (SELECT r.changes_marks FROM registry_allowance r WHERE r.kind = e.kind) THEN
        RAISE EXCEPTION 'ifar: event % of kind % may not change a mark on record', e.id, e.kind USING ERRCODE = 'check_violation';
    END IF;
    FOR mark IN SELECT * FROM jsonb_array_elements(c -> 'marks') LOOP
        SELECT * INTO mark_is FROM registry_mark WHERE firearm_id = e.firearm_id AND n = (mark ->> 'n')::smallint;
        IF mark_is.firearm_id IS NULL THEN
            INSERT INTO registry_mark SELECT r.* FROM jsonb_populate_record(NULL::registry_mark,
                registry_bare_mark() || mark || jsonb_build_object('firearm_id', e.firearm_id, 'event', e.id)) AS r;
        ELSE
            mark_is := jsonb_populate_record(mark_is, mark - 'firearm_id' || jsonb_build_object('event', e.id));
            UPDATE registry_mark SET (kind, text, text_status, script, on_part, place, method, condition, confidence, height_um,
                                      depth_nm, image, retired, event)
                = ROW (mark_is.kind, mark_is.text, mark_is.text_status, mark_is.script, mark_is.on_part, mark_is.place,
                       mark_is.method, mark_is.condition, mark_is.confidence, mark_is.height_um, mark_is.depth_nm, mark_is.image,
                       mark_is.retired, mark_is.event)
            WHERE firearm_id = e.firearm_id AND n = mark_is.n;
        END IF;
    END LOOP;
END $$;
