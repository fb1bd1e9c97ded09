-- What several people were asked about a thing: the words of the proposal itself or, where it is one proposal over a list, those of the
-- line that names the thing, as long as the list is carried out; nothing where it names no such thing, or the line was struck out.
CREATE OR REPLACE FUNCTION bulk_asked(question accounts_proposal, about text) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN question.payload ->> 'batch' IS DISTINCT FROM question.object THEN
        (SELECT question.payload WHERE question.object = about)
    ELSE
        (SELECT l.asked FROM bulk_batch b JOIN bulk_line l ON l.batch = b.public_id
         WHERE b.public_id = question.object AND b.state = 'running' AND b.act = question.act AND b.proposal = question.public_id
           AND b.listed = question.payload ->> 'listed' AND l.thing = about AND l.reasons = '[]' AND l.asked <> '{}'
           AND l.n > b.done AND NOT b.struck @> to_jsonb(l.n))
    END
$$;
