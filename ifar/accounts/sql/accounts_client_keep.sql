-- A client's token is taken once and never changed; a revocation is final.
-- By its own hand: a revocation cannot be taken back, and a changed token would let somebody else in under the client's name.
CREATE OR REPLACE FUNCTION accounts_client_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF (OLD.token_hash IS NOT NULL AND NEW.token_hash IS DISTINCT FROM OLD.token_hash)
       OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at) THEN
        RAISE EXCEPTION 'ifar: a token is given once and a revocation is final' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
