-- What the figures count of a request, but for its days: requests that share it are alike, and are counted by one number.
DROP FUNCTION tracing_measure_anew(bigint);
DROP FUNCTION tracing_measured(bigint);

CREATE FUNCTION tracing_measured(request bigint) RETURNS TABLE (request_id bigint, sent_at timestamptz, acknowledged integer, ended integer, state text,
    ground text, identified boolean, reached smallint, diverted boolean, band smallint, failures text[])
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT r.id, r.sent_at, extract(epoch FROM r.acknowledged_at - r.sent_at)::bigint / 86400, extract(epoch FROM r.ended_at - r.sent_at)::bigint / 86400,
        r.state, r.ground, r.firearm <> '', coalesce(l.reached, 0), coalesce(l.diverted, false), CASE
            WHEN r.thing <> 'firearm' THEN -3 WHEN r.recovered_on IS NULL OR l.sold_on IS NULL THEN -2 WHEN r.recovered_on < l.sold_on THEN -1
            ELSE (SELECT count(*) FROM unnest(ARRAY[3, 12, 24, 36, 60, 120]) m WHERE r.recovered_on > (l.sold_on + make_interval(months => m))::date) END,
        coalesce(l.failures, '{}')
    FROM tracing_request r LEFT JOIN LATERAL (
        SELECT max(greatest(array_position(k.roles, s.role), array_position(k.roles, s.to_role))) FILTER (WHERE s.state = 'answered') AS reached,
               bool_or(s.result = 'diverted') FILTER (WHERE s.state = 'answered') AS diverted,
               min(s."on") FILTER (WHERE s.state = 'answered' AND s.to_role = 'holder' AND s.role <> 'holder') AS sold_on,
               array_agg(s.failure ORDER BY s.failure) FILTER (WHERE s.failure <> '') AS failures
        FROM tracing_step s CROSS JOIN (SELECT ARRAY['maker', 'importer', 'wholesaler', 'dealer', 'holder'] AS roles) k
        WHERE s.request_id = r.id) l ON true
    WHERE r.id = request AND r.sent_at IS NOT NULL
$$;

-- The delays of a request that are over, its own and those of the traders who were asked; each begun day whole.
CREATE FUNCTION tracing_lates(request bigint) RETURNS TABLE (code text, days integer) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT 'ground:' || d.ground, ceil(extract(epoch FROM d.ended_at - d.began_at) / 86400)::integer
    FROM tracing_delay d WHERE d.request_id = request AND d.ended_at IS NOT NULL
    UNION ALL
    SELECT 'link:' || s.role, ceil(extract(epoch FROM s.answered_at - s.due_at) / 86400)::integer
    FROM tracing_step s WHERE s.request_id = request AND s.answered_at > s.due_at
$$;

CREATE FUNCTION tracing_measure_anew(request bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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

SELECT tracing_measure_anew(id) FROM tracing_request WHERE sent_at IS NOT NULL;

-- What the statements above wrote stands before the triggers are put on.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE tracing_measure ENABLE ALWAYS TRIGGER state_keep;
DO $$
DECLARE name regclass;
BEGIN
    FOREACH name IN ARRAY ARRAY['tracing_alike', 'tracing_late']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
    END LOOP;
END $$;
