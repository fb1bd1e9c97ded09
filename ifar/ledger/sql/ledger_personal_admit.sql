-- Personal values must be what their entries committed to: checked on the way in, like the entries themselves, all of a statement together.
-- The rows of a statement have no statistics, so every look-up is told to go by its index.
-- By its own hand: what stands beside the log can be shown to be what was recorded only where an entry commits to it.
CREATE OR REPLACE FUNCTION ledger_personal_admit() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
    wrong record;
BEGIN
    SELECT p.entry, p.field INTO wrong FROM arrived p
    WHERE length(p.salt) <> 32 OR NOT EXISTS (SELECT FROM ledger_entry l WHERE l.entry = p.entry AND l.commitments ? p.field) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ifar: entry % commits to no %', wrong.entry, wrong.field USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
