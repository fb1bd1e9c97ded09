-- No client is made with a permission to propose what takes several people. Those that have one already may no longer use it.
-- By its own hand: separation of duties: a program, behind which one person can stand, is none of the several people of an act.
CREATE OR REPLACE FUNCTION accounts_client_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM accounts_dualcontrol e WHERE NEW.scopes ? e.permission) OR NEW.scopes ? 'accounts:proposal:decide' THEN
        RAISE EXCEPTION 'ifar: a program is none of several people, %', NEW.public_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
