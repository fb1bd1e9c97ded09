-- Whoever binds holds a desk's role, binds somebody else, and no officer: an office's rights and a holder's never meet in one account.
-- A person has one account of their own, and an account is one person's own. Locks on the party and on the account make two bindings, or
-- a binding and a role, of the same moment wait for each other.
-- By its own hand: separation of duties, also where two bindings, or a binding and a role, are given at once.
CREATE OR REPLACE FUNCTION portal_binding_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1767268728, hashtext(NEW.party));
    PERFORM pg_advisory_xact_lock(1767268728, hashtext(NEW."user"));
    IF NOT accounts_holds(NEW.officer, ARRAY['licensing_clerk', 'licensing_head']) OR NEW.officer = NEW."user"
       OR NOT EXISTS (SELECT FROM accounts_user u WHERE u.public_id = NEW."user")
       OR EXISTS (SELECT FROM accounts_grant g JOIN accounts_user u ON u.id = g.user_id WHERE u.public_id = NEW."user")
       OR EXISTS (SELECT FROM accounts_absence a JOIN accounts_user u ON u.id = a.stand_in_id WHERE u.public_id = NEW."user")
       OR NOT EXISTS (SELECT FROM parties_party p WHERE p.public_id = NEW.party AND p.compartment = 'civilian' AND p.merged_into = ''
                      AND p.status = 'active' AND (p.kind = 'person' OR NEW.relation = 'acts_for')) THEN
        RAISE EXCEPTION 'ifar: % cannot stand for %', NEW."user", NEW.party USING ERRCODE = 'check_violation';
    ELSIF NEW.relation = 'self' AND EXISTS (
        SELECT FROM portal_binding b WHERE b.relation = 'self' AND NOT EXISTS (SELECT FROM portal_bindingend e WHERE e.binding_id = b.entry)
        AND (b.party = ANY (licensing_records(NEW.party)) OR b."user" = NEW."user")) THEN
        RAISE EXCEPTION 'ifar: % has an account already, or % is another person''s', NEW.party, NEW."user" USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
