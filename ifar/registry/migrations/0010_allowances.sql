-- What each kind of event may do (`registry/allowances.py`), filled by `ifar migrate`: an event that one person records never does
-- what takes two, whoever writes it.
CREATE TABLE registry_allowance (
    kind text PRIMARY KEY,
    becomes jsonb,                      -- named state before -> named states after; null where anything may follow
    facts jsonb NOT NULL,               -- fact -> the values that the event may set it to
    columns text[] NOT NULL,            -- what it may set where it does not open the record
    changes_marks boolean NOT NULL,     -- whether it may change or retire marks on record
    when_merged boolean NOT NULL        -- whether it may be recorded on a record that was joined to another
);

-- Refuses a later event that does more than its kind may, from the state `was` of a record joined to `joined` (empty: to none);
-- `again` = it tells of a mark that is on record.
CREATE FUNCTION registry_event_within(e registry_event, was text, joined text, again boolean) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp AS $$
DECLARE
    rule registry_allowance;
    c CONSTANT jsonb := e.changes;
BEGIN
    SELECT * INTO rule FROM registry_allowance WHERE kind = e.kind;
    IF rule.kind IS NULL OR c - rule.columns <> '{}'::jsonb
       OR (rule.becomes IS NOT NULL AND NOT coalesce(rule.becomes -> was ? coalesce(c ->> 'state', was), false))
       OR NOT coalesce(rule.facts -> 'ownership' ? (c ->> 'ownership'), NOT c ? 'ownership')
       OR NOT coalesce(rule.facts -> 'custody' ? (c ->> 'custody'), NOT c ? 'custody')
       OR NOT coalesce(rule.facts -> 'legal' ? (c ->> 'legal'), NOT c ? 'legal')
       OR NOT coalesce(rule.facts -> 'physical' ? (c ->> 'physical'), NOT c ? 'physical')
       OR (joined <> '' AND NOT rule.when_merged) THEN
        RAISE EXCEPTION 'ifar: event % of kind % may not do this to what is %', e.id, e.kind, was USING ERRCODE = 'check_violation';
    END IF;
    IF again AND NOT rule.changes_marks THEN
        RAISE EXCEPTION 'ifar: event % of kind % may not change a mark on record', e.id, e.kind USING ERRCODE = 'check_violation';
    END IF;
    -- What an event points to is there; a record is joined only as the queue of possible duplicates says.
    IF c ?| ARRAY['mounted_in', 'successor', 'merged_into'] THEN
        IF EXISTS (SELECT FROM jsonb_each_text(c) AS p WHERE p.key IN ('mounted_in', 'successor', 'merged_into') AND p.value <> ''
                   AND NOT EXISTS (SELECT FROM registry_firearm f WHERE f.public_id = p.value AND f.id <> e.firearm_id)) THEN
            RAISE EXCEPTION 'ifar: event % points to a firearm that is not there', e.id USING ERRCODE = 'check_violation';
        END IF;
        IF e.kind = 'merged' AND NOT EXISTS (
            SELECT FROM registry_duplicate d JOIN registry_firearm f ON f.id IN (d.older_id, d.newer_id) AND f.id <> e.firearm_id
            WHERE d.public_id = e.details ->> 'duplicate' AND e.firearm_id IN (d.older_id, d.newer_id)
              AND f.public_id = c ->> 'merged_into' AND f.merged_into = '') THEN
            RAISE EXCEPTION 'ifar: event % joins what no pair of possible duplicates names', e.id USING ERRCODE = 'check_violation';
        END IF;
    END IF;
END $$;

-- Locks nothing: where somebody else is quicker, the number is not the next one any more when `apply` writes.
CREATE FUNCTION registry_event_allow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE was record;
BEGIN
    SELECT f.state, f.merged_into, f.n INTO was FROM registry_firearm f WHERE f.id = NEW.firearm_id;
    IF FOUND THEN
        IF was.n <> NEW.n - 1 THEN
            RAISE EXCEPTION 'ifar: somebody else recorded an event meanwhile' USING ERRCODE = 'serialization_failure';
        END IF;
        PERFORM registry_event_within(NEW, was.state, was.merged_into, NEW.changes ? 'marks' AND EXISTS (
            SELECT FROM registry_mark m, jsonb_array_elements(NEW.changes -> 'marks') AS told
            WHERE m.firearm_id = NEW.firearm_id AND m.n = (told ->> 'n')::smallint));
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_allow BEFORE INSERT ON registry_event FOR EACH ROW WHEN (NEW.n <> 1) EXECUTE FUNCTION registry_event_allow();
ALTER TABLE registry_event ENABLE ALWAYS TRIGGER a_allow;

-- First events, all of a statement together, and the later ones that the same statement brought with them.
CREATE FUNCTION registry_event_allow_first() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wrong registry_event;
    one registry_event;
    later record;
BEGIN
    IF NOT EXISTS (SELECT FROM arrived WHERE n = 1) THEN
        RETURN NULL;
    END IF;
    SELECT e.* INTO wrong FROM arrived e LEFT JOIN registry_allowance r ON r.kind = e.kind
    WHERE e.n = 1 AND (NOT coalesce(r.becomes -> '' ? (e.changes ->> 'state')
            AND r.facts -> 'ownership' ? (e.changes ->> 'ownership') AND r.facts -> 'custody' ? (e.changes ->> 'custody')
            AND r.facts -> 'legal' ? (e.changes ->> 'legal') AND r.facts -> 'physical' ? (e.changes ->> 'physical'), false)
        OR e.changes ?| ARRAY['merged_into', 'successor']) LIMIT 1;
    IF wrong.id IS NULL THEN
        SELECT e.* INTO wrong FROM arrived e WHERE e.n = 1 AND e.changes ->> 'mounted_in' <> ''
            AND NOT EXISTS (SELECT FROM registry_firearm f WHERE f.public_id = e.changes ->> 'mounted_in' AND f.id <> e.firearm_id) LIMIT 1;
    END IF;
    IF wrong.id IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: event % of kind % may not open a record like this', wrong.id, wrong.kind USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM arrived WHERE n <> 1) THEN
        FOR later IN
            WITH told AS (
                SELECT e.id, e.firearm_id, e.n, e.kind, e.changes ->> 'state' AS state, e.changes ->> 'merged_into' AS joined,
                       min(e.n) OVER life AS first, count(e.changes ->> 'state') OVER so_far AS states,
                       count(e.changes ->> 'merged_into') OVER so_far AS joins
                FROM arrived e WINDOW life AS (PARTITION BY e.firearm_id), so_far AS (PARTITION BY e.firearm_id ORDER BY e.n)
            ), lived AS (
                SELECT t.*, max(t.state) OVER (PARTITION BY t.firearm_id, t.states) AS is_now,
                       max(t.joined) OVER (PARTITION BY t.firearm_id, t.joins) AS joined_now FROM told t WHERE t.first = 1
            ), before AS (
                SELECT l.id, l.n, lag(l.is_now) OVER line AS was, coalesce(lag(l.joined_now) OVER line, '') AS joined
                FROM lived l WINDOW line AS (PARTITION BY l.firearm_id ORDER BY l.n)
            )
            SELECT e.id, b.was, b.joined, e.changes ? 'marks' AND EXISTS (
                SELECT FROM registry_event p, jsonb_array_elements(p.changes -> 'marks') AS known, jsonb_array_elements(e.changes -> 'marks') AS told
                WHERE p.firearm_id = e.firearm_id AND p.n < e.n AND known -> 'n' = told -> 'n') AS again
            FROM before b JOIN arrived e ON e.id = b.id WHERE b.n <> 1
        LOOP
            SELECT * INTO one FROM registry_event WHERE id = later.id;
            PERFORM registry_event_within(one, later.was, later.joined, later.again);
        END LOOP;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER p_allow AFTER INSERT ON registry_event REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION registry_event_allow_first();
ALTER TABLE registry_event ENABLE ALWAYS TRIGGER p_allow;
