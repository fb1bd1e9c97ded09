-- By its own hand: a value that was changed or deleted does not come back, and its entry would commit to nothing.
CREATE OR REPLACE FUNCTION ledger_personal_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT FROM ledger_erasure WHERE entry = OLD.entry AND field = OLD.field) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'ifar: % on % is refused; personal values go by a lawful erasure only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
