-- What no guard can say of an act on a batch: null, or why it may not be done.
-- A list that takes another person is carried out under the proposal that holds its digest.
-- By its own hand: an entry of a batch and the rows of its report say the same, and no line is answered twice or left out.
CREATE OR REPLACE FUNCTION bulk_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    begins CONSTANT integer := coalesce((was ->> 'done')::integer, 0) + 1;
    ends CONSTANT integer := (is_now ->> 'done')::integer;
    rows record;
BEGIN
    IF e.kind = 'previewed' THEN
        SELECT count(*) AS total, count(*) FILTER (WHERE r.reasons <> '[]') AS refused,
               encode(sha256(coalesce(string_agg(sha256(convert_to(jsonb_build_array(r.n, r.given, r.rest, r.thing, r.reasons, r.notes, r.asked)::text, 'UTF8')), ''::bytea ORDER BY r.n), ''::bytea)), 'hex') AS digest
        INTO rows FROM bulk_line r WHERE r.batch = e.subject;
        IF rows.total IS DISTINCT FROM (is_now ->> 'total')::integer OR rows.refused IS DISTINCT FROM (is_now ->> 'refused')::integer
           OR rows.digest IS DISTINCT FROM is_now ->> 'listed' THEN
            RETURN 'its lines are others';
        END IF;
    ELSIF e.kind = 'written' THEN
        SELECT count(*) AS total, count(r.entry) AS done,
               encode(sha256(coalesce(string_agg(sha256(convert_to(jsonb_build_array(r.n, r.thing, r.entry, r.reasons, r.notes)::text, 'UTF8')), ''::bytea ORDER BY r.n), ''::bytea)), 'hex') AS digest
        INTO rows FROM bulk_answer r WHERE r.batch = e.subject AND r.n BETWEEN begins AND ends;
        IF ends < begins OR ends > (is_now ->> 'total')::integer OR e.details - 'digest' IS DISTINCT FROM jsonb_build_object('first', begins, 'last', ends)
           OR e.details ->> 'digest' IS DISTINCT FROM rows.digest
           OR (is_now ->> 'written')::integer IS DISTINCT FROM (was ->> 'written')::integer + rows.done
           OR (is_now ->> 'rejected')::integer IS DISTINCT FROM (was ->> 'rejected')::integer + rows.total - rows.done
           OR rows.total IS DISTINCT FROM (SELECT count(*) FROM bulk_line l WHERE l.batch = e.subject AND l.n BETWEEN begins AND ends AND l.reasons = '[]'
                                         AND NOT is_now -> 'struck' @> to_jsonb(l.n)) THEN
            RETURN 'its answers are others';
        END IF;
    ELSIF e.kind = 'begun' AND EXISTS (SELECT FROM accounts_dualcontrol d WHERE d.act = is_now ->> 'act') THEN
        RETURN 'it takes another person';
    ELSIF e.kind = 'proposed' AND NOT EXISTS (
        SELECT FROM accounts_proposal q WHERE q.public_id = is_now ->> 'proposal' AND q.object = e.subject AND q.act = is_now ->> 'act'
            AND q.payload @> jsonb_build_object('batch', e.subject, 'listed', is_now -> 'listed') AND q.proposer = written.actor) THEN
        RETURN 'no proposal puts it before another person';
    ELSIF e.kind = 'struck' AND (NOT is_now -> 'struck' @> (was -> 'struck')
          OR (SELECT count(*) FROM bulk_line l WHERE l.batch = e.subject AND l.reasons = '[]' AND is_now -> 'struck' @> to_jsonb(l.n))
             <> jsonb_array_length(is_now -> 'struck')) THEN
        RETURN 'other lines are struck out than it has';
    ELSIF e.kind = 'released' AND (e.proposal IS DISTINCT FROM is_now ->> 'proposal' OR NOT EXISTS (
        SELECT FROM accounts_decision d WHERE d.proposal_id = e.proposal AND d.verdict = 'approve' AND d.decider = written.actor)) THEN
        RETURN 'its proposal was not approved';
    ELSIF e.kind = 'ended' AND ends IS DISTINCT FROM (is_now ->> 'total')::integer THEN
        RETURN 'lines are not answered yet';
    END IF;
    RETURN NULL;
END $$;
