-- Whether an outcome stands on what the chain or an answer says (SDG 16.4.2).
-- By its own hand: an outcome counts in a figure that leaves to other States (SDG 16.4.2), so something said bears it out.
CREATE OR REPLACE FUNCTION tracing_check_outcome(is_now jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    outcome CONSTANT text := is_now ->> 'outcome';
    diverted CONSTANT boolean := EXISTS (SELECT FROM tracing_step s JOIN tracing_request r ON r.id = s.request_id
        WHERE r.public_id = is_now ->> 'public_id' AND s.state = 'answered' AND s.result = 'diverted');
    held CONSTANT boolean := EXISTS (SELECT FROM tracing_step s JOIN tracing_request r ON r.id = s.request_id
        WHERE r.public_id = is_now ->> 'public_id' AND s.state = 'answered' AND 'holder' IN (s.role, s.to_role));
BEGIN
    IF outcome = 'diversion_otherwise_identified' AND NOT diverted OR outcome = 'attempted_no_result' AND diverted
       OR outcome = 'pending' AND is_now ->> 'state' IN ('answered', 'not_found', 'refused', 'withdrawn') THEN
        RETURN 'its chain or its state says otherwise';
    ELSIF outcome IN ('legitimate_owner_national', 'illegitimate_owner_national', 'illegitimate_owner_foreign')
          AND NOT (diverted OR held OR is_now ->> 'state' IN ('answered', 'restricted')) THEN
        RETURN 'nothing that anybody said bears it out';
    END IF;
    RETURN NULL;
END $$;
