-- A fact that was delivered stays delivered: whoever may write the table has no handler act on it again.
-- By its own hand: what a handler did, such as a message that it sent, cannot be called back, so no fact is delivered twice.
CREATE OR REPLACE FUNCTION outbox_delivered_once() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.done_at IS NOT NULL OR (NEW.message_id, NEW.handler) IS DISTINCT FROM (OLD.message_id, OLD.handler) THEN
        RAISE EXCEPTION 'ifar: a fact is delivered once' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
