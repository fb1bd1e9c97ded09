-- The last second factor of a person goes by its reset alone, which is an act of two people and stands in the log; none becomes another person's.
-- By its own hand: whoever takes a person's last second factor away alone could sign in as that person; a reset takes two.
CREATE OR REPLACE FUNCTION accounts_factor_keep() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.user_id, NEW.type, NEW.created_at) IS DISTINCT FROM (OLD.user_id, OLD.type, OLD.created_at) THEN
            RAISE EXCEPTION 'ifar: a second factor stays whose and what it is' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.type IN ('totp', 'webauthn')
       AND NOT EXISTS (SELECT FROM mfa_authenticator a WHERE a.user_id = OLD.user_id AND a.id <> OLD.id AND a.type IN ('totp', 'webauthn'))
       AND NOT EXISTS (SELECT FROM accounts_useract x JOIN accounts_user u ON u.public_id = x."user" JOIN ledger_entry e ON e.entry = x.entry
                       WHERE u.id = OLD.user_id AND x.kind = 'factor_reset' AND e.recorded_at >= OLD.created_at) THEN
        RAISE EXCEPTION 'ifar: the last second factor goes by its reset alone' USING ERRCODE = 'check_violation';
    END IF;
    RETURN OLD;
END $$;
