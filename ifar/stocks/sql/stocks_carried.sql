-- No movement of ammunition is undone by which an armoury issued rounds, or took them back: the issue would say another thing than the account.
-- By its own hand: the app of ammunition knows nothing of issues.
CREATE OR REPLACE FUNCTION stocks_carried() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM stocks_issue i WHERE i.moves ? NEW.subject)
       OR EXISTS (SELECT FROM stocks_event e WHERE e.record_type = 'issue' AND e.details -> 'moves' ? NEW.subject) THEN
        RAISE EXCEPTION 'ifar: it belongs to an issue: %', NEW.subject USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
