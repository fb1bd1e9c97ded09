-- By its own hand: a draw cannot be repeated unseen: frame and seed stand before anybody can know whom it hits.
CREATE OR REPLACE FUNCTION licensing_round_check(e acts_event, opened licensing_round, at timestamp with time zone) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    -- The office's day, which is the log's or one beside it.
    day CONSTANT date := (e.details ->> 'day')::date;
    counted record;
    wrong text;
BEGIN
    IF e.kind = 'opened' THEN
        -- Exactly the licences in scope as they stand in this one look: each once, nobody left out, nobody strange. A grant or a suspension
        -- that is not committed yet stands after it.
        WITH frame AS MATERIALIZED (
            SELECT * FROM licensing_frame(e.subject)
        ), scope AS MATERIALIZED (
            SELECT l.public_id::text AS licence, l.kind FROM licensing_licence l
            WHERE l.agency_id = opened.agency_id AND l.kind = ANY (opened.kinds) AND l.state = 'in_force'
              AND l.valid_from <= day AND (l.valid_to IS NULL OR l.valid_to >= day)
              AND (opened.area = '' OR EXISTS (SELECT FROM parties_party p JOIN parties_address a ON a.party_id = p.id
                   WHERE p.public_id = ANY (licensing_records(l.holder)) AND a.valid_to IS NULL AND a.area = opened.area))
        )
        SELECT count(f.token) AS lines, count(DISTINCT f.token) AS tokens, count(DISTINCT f.licence) AS licences,
               licensing_frame_hash(coalesce(jsonb_agg(jsonb_build_array(f.stratum, f.token)) FILTER (WHERE f.token IS NOT NULL), '[]')) AS hash,
               count(*) FILTER (WHERE s.licence IS NULL) AS strangers, count(*) FILTER (WHERE f.licence IS NULL) AS missing,
               count(*) FILTER (WHERE f.stratum <> ALL (ARRAY[s.kind || '.high', s.kind || '.middle', s.kind || '.low'])) AS misplaced
        INTO counted FROM frame f FULL JOIN scope s ON s.licence = f.licence;
        IF day IS NULL OR abs(day - (at AT TIME ZONE 'UTC')::date) > 1 THEN
            RETURN 'it says of no day how the licences stood';
        ELSIF counted.hash <> opened.frame_hash OR counted.lines <> opened.frame_size OR counted.tokens <> counted.lines OR counted.licences <> counted.lines THEN
            RETURN 'its frame is not the one whose hash it names';
        ELSIF counted.strangers > 0 THEN
            RETURN 'its frame holds what is not the office''s';
        ELSIF counted.missing > 0 THEN
            RETURN 'its frame leaves somebody out';
        ELSIF counted.misplaced > 0 THEN
            RETURN 'its frame puts a licence among those of another kind';
        ELSIF EXISTS (SELECT FROM jsonb_each_text(opened.counts) c WHERE c.value::integer > (SELECT count(*) FROM licensing_frame(e.subject) f WHERE f.stratum = c.key)) THEN
            RETURN 'it draws more than there are';
        ELSIF opened.seed_by = 'beacon' AND (opened.beacon = '' OR opened.seed_after <= at) OR opened.seed_by NOT IN ('checkpoint', 'beacon') THEN
            RETURN 'its seed could be known already';
        ELSIF EXISTS (SELECT FROM licensing_round o WHERE o.id <> opened.id AND o.agency_id = opened.agency_id AND o.kinds && opened.kinds
                      AND (o.area = '' OR opened.area = '' OR o.area = opened.area)
                      AND daterange(o.period_from, o.period_to, '[]') && daterange(opened.period_from, opened.period_to, '[]')) THEN
            RETURN 'there is a round of these licences in that time already';
        END IF;
    ELSIF e.kind = 'drawn' THEN
        SELECT licensing_seed_wrong(o.id, CASE opened.seed_by WHEN 'beacon' THEN opened.beacon ELSE '' END, opened.seed_after, at, e.details ->> 'value',
                                    opened.seed, opened.seed_size)
        INTO wrong FROM licensing_event o WHERE o.subject = e.subject AND o.record_type = 'round' AND o.kind = 'opened' AND o.n = 1;
        IF wrong IS NOT NULL THEN
            RETURN wrong;
        END IF;
        IF e.changes -> 'drawn' IS DISTINCT FROM licensing_drawn(
              (SELECT jsonb_agg(jsonb_build_array(f.stratum, f.token)) FROM licensing_frame(e.subject) f), opened.seed, opened.counts) OR opened.drawn = '[]' THEN
            RETURN 'it is not what the rule draws';
        END IF;
    ELSIF e.kind = 'closed' AND EXISTS (SELECT FROM licensing_visit v WHERE v.round = e.subject AND v.state = 'planned') THEN
        RETURN 'a visit of it waits';
    END IF;
    RETURN NULL;
END $$;
