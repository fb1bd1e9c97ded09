-- By its own hand: what was sent to a hub cannot be called back: it is withdrawn or receipted as the message that it was.
CREATE OR REPLACE FUNCTION returns_dispatch_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM returns_edition e WHERE e.form = NEW.form AND e.year = NEW.year AND e.number = NEW.edition)
       OR NEW.kind = 'withdrawn' AND NOT EXISTS (SELECT FROM returns_dispatch d WHERE d.kind = 'sent' AND d.message::text = NEW.replaces AND d.hub = NEW.hub)
       OR NEW.kind = 'receipted' AND NOT EXISTS (
           SELECT FROM returns_dispatch d WHERE d.kind <> 'receipted' AND d.message = NEW.message AND d.hub = NEW.hub) THEN
        RAISE EXCEPTION 'ifar: there is nothing that % % of % could be about', NEW.kind, NEW.form, NEW.year USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
