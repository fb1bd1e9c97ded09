CREATE OR REPLACE FUNCTION tracing_measure_anew(request bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    one tracing_request;
    found record;
    under bigint;
    kind integer;
BEGIN
    SELECT * INTO one FROM tracing_request WHERE id = request;
    IF one.sent_at IS NULL THEN
        RETURN;
    END IF;
    LOOP
        SELECT s.id INTO under FROM tracing_scope s WHERE s.agency_id = one.agency_id AND s.office = one.office AND s.compartment = one.compartment
            AND s.direction = one.direction AND s.country = one.country AND s.handling = one.handling AND s.named = one.named;
        EXIT WHEN under IS NOT NULL;
        INSERT INTO tracing_scope (agency_id, office, compartment, direction, country, handling, named)
        VALUES (one.agency_id, one.office, one.compartment, one.direction, one.country, one.handling, one.named)
        ON CONFLICT DO NOTHING;
    END LOOP;
    SELECT * INTO found FROM tracing_measured(request);
    LOOP
        SELECT a.id INTO kind FROM tracing_alike a WHERE a.state = found.state AND a.ground = found.ground AND a.identified = found.identified
            AND a.reached = found.reached AND a.diverted = found.diverted AND a.band = found.band AND a.failures = found.failures;
        EXIT WHEN kind IS NOT NULL;
        INSERT INTO tracing_alike (state, ground, identified, reached, diverted, band, failures)
        VALUES (found.state, found.ground, found.identified, found.reached, found.diverted, found.band, found.failures)
        ON CONFLICT DO NOTHING;
    END LOOP;
    INSERT INTO tracing_measure (request_id, scope_id, alike_id, sent_at, acknowledged, ended)
    VALUES (request, under, kind, found.sent_at, found.acknowledged, found.ended)
    ON CONFLICT (request_id) DO UPDATE SET (scope_id, alike_id, sent_at, acknowledged, ended) =
        (EXCLUDED.scope_id, EXCLUDED.alike_id, EXCLUDED.sent_at, EXCLUDED.acknowledged, EXCLUDED.ended);
    DELETE FROM tracing_late l WHERE l.request_id = request;
    INSERT INTO tracing_late (request_id, scope_id, sent_at, code, days)
    SELECT request, under, found.sent_at, l.code, l.days FROM tracing_lates(request) l;
END $$;
