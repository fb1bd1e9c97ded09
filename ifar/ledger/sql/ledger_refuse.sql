-- Why a row may not be changed: the message names the table, so that the log of the server says what was tried.
-- By its own hand: the past is not rewritten by whoever has the rights of the service.
CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'ifar: % on % is refused; records are corrected by new records, never changed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
