-- An edition says what its entry says, follows the one before it, and is neither changed nor removed.
SELECT accounts_make_row_say_entry('returns_edition', $$'returns.frozen'$$, $$'IAFQ-' || r.year || '-' || r.number$$,
    $$jsonb_build_object('country', r.country, 'year', r.year, 'edition', r.number, 'cells', r.cells, 'note', r.note,
        'proposal', r.proposal, 'at', accounts_time(r.at))$$);

CREATE FUNCTION returns_edition_follow() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.number <> 1 + (SELECT count(*) FROM returns_edition e WHERE e.year = NEW.year) THEN
        RAISE EXCEPTION 'ifar: edition % of % does not follow the one before it', NEW.number, NEW.year USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_follow BEFORE INSERT ON returns_edition FOR EACH ROW EXECUTE FUNCTION returns_edition_follow();
ALTER TABLE returns_edition ENABLE ALWAYS TRIGGER c_follow;

SELECT ledger_make_insert_only('returns_edition'::regclass);
