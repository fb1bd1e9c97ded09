-- What no guard can say of an act on a lot or of a movement: null, or why it may not be.
-- By its own hand: the lines of a movement are a list, places and offices are other apps', and which lots stop follows from movements.
CREATE OR REPLACE FUNCTION ammunition_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    office CONSTANT text := ammunition_office(e, is_now);
    undoes CONSTANT uuid := ammunition_undoes(e);
    stopped CONSTANT boolean := EXISTS (
        SELECT FROM ammunition_lot l WHERE l.state = 'suspended' AND l.public_id IN (SELECT ammunition_sources(ammunition_named(e.details))));
    least CONSTANT integer := CASE e.kind WHEN 'received' THEN 0 ELSE 1 END;
    names CONSTANT text[] := CASE e.kind WHEN 'repacked' THEN ARRAY['into', 'lot', 'quantity'] ELSE ARRAY['lot', 'quantity'] END;
BEGIN
    IF e.record_type = 'lot' THEN
        IF e.kind IN ('suspended', 'resumed') AND NOT EXISTS (
            WITH RECURSIVE chain AS (
                SELECT a.id, a.parent_id, a.public_id FROM accounts_agency a WHERE a.id = (is_now ->> 'agency_id')::bigint
                UNION SELECT a.id, a.parent_id, a.public_id FROM chain c JOIN accounts_agency a ON a.id = c.parent_id
            ) SELECT FROM chain WHERE public_id = written.agency)
            AND NOT EXISTS (SELECT FROM accounts_agency a WHERE a.id = (is_now ->> 'agency_id')::bigint
                AND registry_is_trader(a.kind) AND registry_authority_over(a.id) = written.agency) THEN
            RETURN 'another authority looks after its office';
        ELSIF e.kind = 'mixed' AND NOT EXISTS (SELECT FROM placement_place p WHERE p.public_id = is_now ->> 'place' AND p.state = 'open'
            AND p.agency_id = (is_now ->> 'agency_id')::bigint) THEN
            RETURN 'there is no such open place of the office';
        END IF;
        RETURN NULL;
    END IF;
    IF e.kind IN ('undone', 'undone_by_two', 'receipt_undone') THEN
        IF e.details -> 'lines' IS DISTINCT FROM (SELECT o.details -> 'lines' FROM ammunition_event o WHERE o.id = undoes) THEN
            RETURN 'its lines are not those that it undoes';
        ELSIF EXISTS (SELECT FROM ammunition_posting p WHERE p.event = undoes AND p.account = 'held' AND NOT EXISTS (
            SELECT FROM placement_place o WHERE o.public_id = p.holder AND o.state = 'open')) THEN
            RETURN 'there is no such open place of the office';
        ELSIF e.kind = 'undone_by_two' AND NOT EXISTS (
            SELECT FROM accounts_proposal q WHERE q.public_id = e.proposal AND q.agency_id = (is_now ->> 'agency_id')::bigint) THEN
            RETURN 'another office proposed it';
        ELSIF stopped AND e.kind = 'undone' AND is_now ->> 'move' IN ('moved', 'repacked', 'sent', 'spent', 'sold') THEN
            RETURN 'a lot of it is suspended, or one from which it came';
        ELSIF e.kind = 'undone' AND is_now ->> 'move' IN ('manufactured', 'imported', 'found', 'seized', 'opened') AND ammunition_guarded(ammunition_named(e.details)) THEN
            RETURN 'two people say what becomes of it';
        END IF;
        RETURN NULL;
    END IF;
    IF jsonb_typeof(e.details -> 'lines') <> 'array' OR jsonb_array_length(e.details -> 'lines') NOT BETWEEN 1 AND 200
       OR EXISTS (SELECT FROM jsonb_array_elements(e.details -> 'lines') o WHERE jsonb_typeof(o) <> 'object' OR NOT o ?& names OR o - (CASE e.kind WHEN 'moved' THEN ARRAY['into', 'lot', 'quantity'] ELSE names END) <> '{}'
                  OR jsonb_typeof(o -> 'quantity') <> 'number' OR o ->> 'quantity' !~ '^[0-9]{1,10}$' OR o ->> 'lot' = o ->> 'into')
       OR EXISTS (SELECT FROM jsonb_array_elements(e.details -> 'lines') o WHERE (o ->> 'quantity')::bigint NOT BETWEEN least AND 1000000000)
       OR EXISTS (SELECT FROM jsonb_array_elements(e.details -> 'lines') o GROUP BY o ->> 'lot', o ->> 'into' HAVING count(*) > 1) THEN
        RETURN 'its lines say nothing that can be';
    ELSIF EXISTS (SELECT FROM unnest(CASE e.kind WHEN 'received' THEN ARRAY[is_now ->> 'to_place'] WHEN 'moved' THEN ARRAY[is_now ->> 'place', is_now ->> 'to_place']
                      ELSE ARRAY[is_now ->> 'place'] END) AS place
                  WHERE NOT EXISTS (SELECT FROM placement_place p JOIN accounts_agency a ON a.id = p.agency_id
                      WHERE p.public_id = place AND p.state = 'open' AND a.public_id = office)) THEN
        RETURN 'there is no such open place of the office';
    ELSIF EXISTS (SELECT FROM jsonb_array_elements(e.details -> 'lines') o LEFT JOIN ammunition_lot l ON l.public_id = o ->> 'lot' WHERE l.id IS NULL) THEN
        RETURN 'there is no such lot';
    ELSIF e.kind = 'manufactured' AND NOT EXISTS (SELECT FROM accounts_agency a WHERE a.id = (is_now ->> 'agency_id')::bigint AND a.kind = 'maker') THEN
        RETURN 'only a maker makes it';
    ELSIF e.kind = 'manufactured' AND EXISTS (SELECT FROM ammunition_lot l WHERE l.public_id = ANY (ammunition_named(e.details)) AND l.kind = 'cartridge' AND l.mark = '') THEN
        RETURN 'its smallest package bears no mark';
    ELSIF e.kind = 'lost' AND ammunition_guarded(ammunition_named(e.details)) THEN
        RETURN 'two people say what becomes of it';
    -- What somebody has with them comes back into a store, also while it is suspended.
    ELSIF stopped AND e.kind IN ('manufactured', 'imported', 'moved', 'repacked', 'sent', 'spent', 'sold')
       AND NOT (e.kind = 'moved' AND EXISTS (SELECT FROM placement_place p WHERE p.public_id = is_now ->> 'place' AND p.person <> '')
            AND EXISTS (SELECT FROM placement_place p WHERE p.public_id = is_now ->> 'to_place' AND p.person = '')) THEN
        RETURN 'a lot of it is suspended, or one from which it came';
    ELSIF e.kind IN ('manufactured', 'imported', 'found', 'seized', 'opened') AND EXISTS (
        SELECT FROM jsonb_array_elements(e.details -> 'lines') o JOIN ammunition_lot l ON l.public_id = o ->> 'lot'
        WHERE l.agency_id <> (is_now ->> 'agency_id')::bigint) THEN
        RETURN 'another office keeps the lot';
    ELSIF e.kind = 'opened' AND EXISTS (
        SELECT FROM jsonb_array_elements(e.details -> 'lines') o
        JOIN ammunition_posting p ON p.lot = o ->> 'lot' AND p.holder = is_now ->> 'place' AND p.account = 'held'
        JOIN ammunition_movement m ON m.public_id = p.movement AND m.state <> 'undone') THEN
        RETURN 'there was some of it there';
    ELSIF e.kind = 'repacked' AND EXISTS (
        SELECT FROM jsonb_array_elements(e.details -> 'lines') o JOIN ammunition_lot l ON l.public_id = o ->> 'lot'
        LEFT JOIN ammunition_lot i ON i.public_id = o ->> 'into'
        WHERE i.id IS NULL OR i.agency_id <> (is_now ->> 'agency_id')::bigint OR (i.kind, i.calibre, i.unit) <> (l.kind, l.calibre, l.unit)
           OR l.place <> '' OR i.place NOT IN ('', is_now ->> 'place')) THEN
        RETURN 'it is of another calibre, or of another office';
    ELSIF e.kind = 'moved' AND EXISTS (
        SELECT FROM jsonb_array_elements(e.details -> 'lines') o JOIN ammunition_lot l ON l.public_id = o ->> 'lot'
        LEFT JOIN ammunition_lot i ON i.public_id = o ->> 'into'
        WHERE (l.place <> '') <> (o ? 'into') OR o ? 'into' AND (i.id IS NULL OR i.agency_id <> l.agency_id OR i.calibre <> l.calibre OR i.place <> is_now ->> 'to_place')) THEN
        RETURN 'what is loose goes into the mixed lot of the other place';
    ELSIF e.kind IN ('found', 'seized', 'opened') AND EXISTS (
        SELECT FROM jsonb_array_elements(e.details -> 'lines') o JOIN ammunition_lot l ON l.public_id = o ->> 'lot'
        WHERE l.place NOT IN ('', is_now ->> 'place')) THEN
        RETURN 'a mixed lot is of another place';
    ELSIF e.kind = 'sold' AND NOT EXISTS (
        SELECT FROM licensing_licence l WHERE l.public_id = personal ->> 'licence' AND l.state = 'in_force' AND l.allows && ARRAY['possess', 'carry']) THEN
        RETURN 'there is no such licence in force';
    ELSIF e.kind = 'sent' AND NOT EXISTS (SELECT FROM accounts_agency a WHERE a.public_id = is_now ->> 'to_office' AND NOT a.closed) THEN
        RETURN 'there is no such office';
    ELSIF e.kind = 'received' AND EXISTS (
        SELECT FROM ammunition_posting p WHERE p.movement = e.subject AND p.account = 'road' AND p.lot NOT IN (
            SELECT o ->> 'lot' FROM jsonb_array_elements(e.details -> 'lines') o)) THEN
        RETURN 'what was sent and not counted is said too';
    END IF;
    RETURN NULL;
END $$;
