-- Where a holder lost something is often where they live: it never stands in the clear log.
-- By its own hand: what stands in the clear log cannot be taken out again, and this would be where a holder lives.
CREATE OR REPLACE FUNCTION portal_loss_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM ledger_entry l JOIN portal_binding b ON b."user" = l.actor WHERE l.entry = NEW.id) THEN
        RAISE EXCEPTION 'ifar: where a holder lost something stands apart from the log' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
