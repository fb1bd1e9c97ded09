-- By its own hand: separation of duties: whoever granted does not inspect, and no inspector chooses who takes the place of a drawn one.
CREATE OR REPLACE FUNCTION licensing_visit_check(e acts_event, one licensing_visit, who text[]) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    of_round licensing_round;
    placed record;
BEGIN
    IF e.kind = 'planned' AND one.round <> '' THEN
        SELECT * INTO of_round FROM licensing_round WHERE public_id = one.round;
        SELECT * INTO placed FROM licensing_frame(one.round) f WHERE f.token = one.token;
        IF of_round.state IS DISTINCT FROM 'drawn' OR placed.licence IS DISTINCT FROM one.licence OR placed.stratum IS DISTINCT FROM one.stratum THEN
            RETURN 'the round drew no such licence';
        ELSIF one.why = 'drawn' AND NOT of_round.drawn @> jsonb_build_array(jsonb_build_array(one.stratum, one.token)) THEN
            RETURN 'it was not drawn';
        ELSIF one.why = 'replacement' AND one.token IS DISTINCT FROM (
              SELECT f.token FROM licensing_frame(one.round) f
              WHERE f.stratum = one.stratum AND NOT of_round.drawn @> jsonb_build_array(jsonb_build_array(f.stratum, f.token))
                AND NOT EXISTS (SELECT FROM licensing_visit v WHERE v.round = one.round AND v.token = f.token AND v.id <> one.id)
              ORDER BY encode(sha256(convert_to(of_round.seed || f.token, 'UTF8')), 'hex') COLLATE "C" LIMIT 1) THEN
            RETURN 'another one follows in its stratum';
        END IF;
    ELSIF e.kind = 'visited' AND (
          EXISTS (SELECT FROM licensing_event g JOIN ledger_entry l ON l.entry = g.id
                  WHERE g.subject = one.licence AND g.kind IN ('granted', 'renewed', 'reinstated', 'changed') AND l.actor = ANY (who))
          OR EXISTS (SELECT FROM licensing_event g
                     LEFT JOIN licensing_event a ON a.subject = g.details ->> 'application' AND a.kind = 'granted'
                     JOIN accounts_proposal p ON p.public_id IN (g.proposal, a.proposal)
                     WHERE g.subject = one.licence AND g.kind IN ('granted', 'renewed', 'reinstated', 'changed')
                       AND (p.proposer = ANY (who) OR who && accounts_answered(p.public_id)))) THEN
        RETURN 'whoever granted the licence does not inspect under it';
    ELSIF e.kind = 'visited' AND (one.answers = '{}'
          OR (one.result = 'failed') <> EXISTS (SELECT FROM jsonb_each_text(one.answers) a WHERE a.value = 'fault')) THEN
        RETURN 'its result is not what its answers say';
    ELSIF e.kind = 'missed' AND one.missed <> 1 + (SELECT count(*) FROM licensing_event g WHERE g.subject = e.subject AND g.kind = 'missed') THEN
        RETURN 'each call counts once';
    ELSIF e.kind = 'missed' AND EXISTS (SELECT FROM licensing_event g JOIN ledger_entry l ON l.entry = g.id JOIN ledger_entry now ON now.entry = e.id
                                        WHERE g.subject = e.subject AND g.kind = 'missed' AND l.recorded_at > now.recorded_at - interval '12 hours') THEN
        RETURN 'the last call was less than twelve hours ago';
    ELSIF e.kind = 'replaced' AND NOT EXISTS (
          SELECT FROM reference_code c WHERE c.list_id = 'replacement_reason' AND c.code = e.details ->> 'reason') THEN
        RETURN 'there is no such reason';
    ELSIF e.kind = 'replaced' AND e.details ->> 'reason' IS NOT DISTINCT FROM 'not_at_home' AND licensing_calls(e.subject) < 3 THEN
        RETURN 'nobody called three times';
    ELSIF e.kind = 'replaced' AND one.replacement <> '' AND NOT EXISTS (
          SELECT FROM licensing_visit v WHERE v.public_id = one.replacement AND v.round = one.round AND v.stratum = one.stratum AND v.why = 'replacement') THEN
        RETURN 'nothing takes its place';
    END IF;
    RETURN NULL;
END $$;
