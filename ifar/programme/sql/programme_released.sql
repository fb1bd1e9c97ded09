-- Whether a project that supports security forces, or has an activity that does, has for each of them a release that carries on a day, and no
-- hold. Where the whole project does, what is held of it counts as marked. The locks wait for whoever marks, releases or holds now.
CREATE OR REPLACE FUNCTION programme_released(of text, day date) RETURNS boolean
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM programme_project p WHERE p.public_id = of FOR SHARE;
    PERFORM FROM programme_diligence d WHERE d.project = of FOR SHARE;
    RETURN NOT EXISTS (
        WITH held AS MATERIALIZED (
            SELECT d.activity FROM programme_diligence d WHERE d.project = of AND d.state <> 'withdrawn' AND programme_stopped(d.public_id)),
        marked AS (
            SELECT '' AS subject FROM programme_project p WHERE p.public_id = of AND p.security_forces
            UNION SELECT r.activity FROM programme_recipient r
                WHERE r.project = of AND r.state <> 'ended' AND programme_asks_release(r.kind, r.support)),
        needed AS (
            SELECT m.subject FROM marked m
            UNION SELECT r.public_id FROM programme_result r WHERE r.project = of AND r.state = 'stated' AND (r.security_forces
                OR r.public_id IN (SELECT h.activity FROM held h) AND '' IN (SELECT m.subject FROM marked m)))
        SELECT FROM needed
        WHERE EXISTS (SELECT FROM held h WHERE h.activity IN ('', needed.subject))
           OR NOT EXISTS (SELECT FROM programme_diligence d WHERE d.project = of AND d.state = 'released' AND d.released_until >= day
                          AND d.activity IN ('', needed.subject)))
    -- A release carries the kinds of forces and of support that were assessed (`diligence.beyond`), for nobody who was named later.
    AND NOT EXISTS (SELECT FROM programme_recipient r WHERE r.project = of AND r.state <> 'ended' AND programme_asks_release(r.kind, r.support)
        AND NOT EXISTS (SELECT FROM programme_diligence d WHERE d.project = of AND d.state = 'released' AND d.released_until >= day
            AND d.activity IN ('', r.activity) AND r.kind = ANY (d.forces)
            AND NOT EXISTS (SELECT FROM unnest(r.support) s WHERE s <> ALL (d.support) AND programme_asks_release(r.kind, ARRAY[s]))));
END $$;
