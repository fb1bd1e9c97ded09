-- Rows come before the act that tells of them, and not later.
-- By its own hand: an entry and its rows say the same: a row that came after its act would stand in no entry.
CREATE OR REPLACE FUNCTION programme_rows_before() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM programme_event e WHERE e.subject = to_jsonb(NEW) ->> TG_ARGV[0]) THEN
        RAISE EXCEPTION 'ifar: % was taken over already', to_jsonb(NEW) ->> TG_ARGV[0] USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
