-- A mark is never for anybody who could not see the object before, whatever its name says, but by an act of its author.

-- An organisation and all above it, whose client it is.
CREATE FUNCTION community_above(one text) RETURNS text[] LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH RECURSIVE up AS (
        SELECT a.public_id, a.parent_id FROM accounts_agency a WHERE a.public_id = one
        UNION SELECT a.public_id, a.parent_id FROM up JOIN accounts_agency a ON a.id = up.parent_id
    )
    SELECT coalesce(array_agg(up.public_id::text), '{}') FROM up
$$;

-- Whether a member, by key, is among those whom a mark is for, as `marks.may_see` says it.
CREATE FUNCTION community_mark_reaches(one bigint, tlp smallint, organisation text, author bigint, recipients bigint[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT tlp <= 1 OR author = one OR tlp = 4 AND recipients @> ARRAY[one] OR tlp IN (2, 3) AND EXISTS (
        SELECT FROM community_member m WHERE m.id = one
        AND CASE tlp WHEN 3 THEN m.organisation = $3 ELSE $3 = ANY (community_above(m.organisation)) END)
$$;

CREATE OR REPLACE FUNCTION community_mark_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    wider CONSTANT boolean := NEW.tlp < OLD.tlp OR NEW.pap < OLD.pap
        -- RED that names somebody whom the mark did not reach.
        OR NEW.tlp = 4 AND EXISTS (SELECT FROM unnest(NEW.recipients) AS r (id)
            WHERE NOT community_mark_reaches(r.id, OLD.tlp, OLD.organisation, OLD.author_id, OLD.recipients))
        -- The circle of another organisation, unless it is a client of the one whose it was and the mark becomes AMBER+STRICT.
        OR OLD.tlp IN (2, 3) AND NEW.tlp IN (2, 3) AND NEW.organisation <> OLD.organisation
            AND NOT (OLD.tlp = 2 AND NEW.tlp = 3 AND OLD.organisation = ANY (community_above(NEW.organisation)));
BEGIN
    IF wider AND NOT EXISTS (
        SELECT FROM community_lowering w WHERE w.public_id = NEW.public_id AND w.tlp = NEW.tlp AND w.pap = NEW.pap) THEN
        RAISE EXCEPTION 'ifar: the mark of % is lowered by its author alone', NEW.public_id USING ERRCODE = 'check_violation';
    ELSIF NEW.tlp = OLD.tlp AND NEW.organisation <> OLD.organisation THEN
        RAISE EXCEPTION 'ifar: the mark of % is for whom its author said', NEW.public_id USING ERRCODE = 'check_violation';
    ELSIF NEW.author_id <> OLD.author_id OR NEW.space_id <> OLD.space_id THEN
        RAISE EXCEPTION 'ifar: % stays its author''s, and where it was written', NEW.public_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
