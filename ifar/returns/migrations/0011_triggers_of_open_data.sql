-- What was published says what its entry says, at the entry's moment, follows the version before it, keeps back whatever that one kept
-- back, and is neither changed nor removed.
SELECT accounts_make_row_say_entry('returns_publication', $$'returns.published'$$, $$'OPEN-' || r.year || '-' || r.number$$,
    $$jsonb_build_object('country', r.country, 'year', r.year, 'version', r.number, 'threshold', r.threshold, 'tables', r.tables,
        'digests', r.digests, 'note', r.note, 'proposal', r.proposal)$$);

CREATE FUNCTION returns_publication_follow() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.number <> 1 + (SELECT count(*) FROM returns_publication e WHERE e.year = NEW.year) THEN
        RAISE EXCEPTION 'ifar: version % of % does not follow the one before it', NEW.number, NEW.year USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.at IS DISTINCT FROM (SELECT l.recorded_at FROM ledger_entry l WHERE l.entry = NEW.entry) THEN
        RAISE EXCEPTION 'ifar: open data are as old as their entry' USING ERRCODE = 'check_violation';
    END IF;
    -- The smallest count that is published, in the database too: no cell says less, but for zero.
    IF EXISTS (SELECT FROM jsonb_array_elements(NEW.tables) t, jsonb_array_elements(t -> 2) v
               WHERE v <> 'null' AND v::bigint > 0 AND v::bigint < NEW.threshold) THEN
        RAISE EXCEPTION 'ifar: a cell of the open data is smaller than %', NEW.threshold USING ERRCODE = 'check_violation';
    END IF;
    -- The difference of two versions would tell what one of them keeps back; tables whose nodes changed only the service compares.
    IF EXISTS (SELECT FROM returns_publication e, jsonb_array_elements(e.tables) t, jsonb_array_elements(NEW.tables) u,
               jsonb_array_elements(t -> 2) WITH ORDINALITY v(value, n), jsonb_array_elements(u -> 2) WITH ORDINALITY w(value, n)
               WHERE e.year = NEW.year AND e.number = NEW.number - 1 AND t -> 0 = u -> 0 AND t -> 1 = u -> 1 AND v.n = w.n
               AND v.value = 'null' AND w.value <> 'null') THEN
        RAISE EXCEPTION 'ifar: a cell that the version before kept back is published' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_follow BEFORE INSERT ON returns_publication FOR EACH ROW EXECUTE FUNCTION returns_publication_follow();
ALTER TABLE returns_publication ENABLE ALWAYS TRIGGER c_follow;

SELECT ledger_make_insert_only('returns_publication'::regclass);
