-- The licence that an event uses, or that an annulment gives back; the state is projected already.
-- By its own hand: a licence that was given back may have been used since, and would be used twice.
CREATE OR REPLACE FUNCTION registry_event_use(e registry_event) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    before uuid;
BEGIN
    IF e.kind = 'annulled' AND e.n <> 1 THEN
        SELECT id INTO before FROM registry_event WHERE firearm_id = e.firearm_id AND n = e.n - 1;
        IF e.details ->> 'event' IS DISTINCT FROM before::text THEN
            RAISE EXCEPTION 'ifar: event % takes back another event than the latest', e.id USING ERRCODE = 'check_violation';
        END IF;
        -- The licence that an annulment gave back may have been used elsewhere since.
        IF EXISTS (SELECT FROM registry_event b JOIN registry_event a ON a.firearm_id = b.firearm_id AND a.n = b.n - 1
                   JOIN registry_licenceuse u ON u.event = a.id WHERE b.id = before AND b.kind = 'annulled') THEN
            RAISE EXCEPTION 'ifar: event % takes back an annulment that gave a licence back', e.id USING ERRCODE = 'check_violation';
        END IF;
        UPDATE registry_licenceuse SET void = true WHERE event = before;
        UPDATE registry_licenceuse SET ended_by = NULL WHERE ended_by = before AND NOT void;
    END IF;
    IF e.details ? 'licence' THEN
        PERFORM registry_use_licence(e);
    END IF;
END $$;
