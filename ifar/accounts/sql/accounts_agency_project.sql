-- Agencies are projected from their acts, and say by which telephone and e-mail address their desk is reached.
-- By its own hand: an act about an agency that is not there would stand in the log and have changed nothing.
CREATE OR REPLACE FUNCTION accounts_agency_project() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.kind = 'registered' THEN
        INSERT INTO accounts_agency (public_id, kind, name, country, area, compartment, parent_id, closed, telephone, email, names, last_entry)
        SELECT NEW.agency, NEW.changes ->> 'kind', NEW.changes ->> 'name', NEW.changes ->> 'country',
               coalesce(NEW.changes ->> 'area', ''), NEW.changes ->> 'compartment',
               (SELECT id FROM accounts_agency WHERE public_id = NEW.changes ->> 'parent'), false,
               coalesce(NEW.changes ->> 'telephone', ''), coalesce(NEW.changes ->> 'email', ''), coalesce(NEW.changes -> 'names', '{}'), NEW.entry;
    ELSE
        UPDATE accounts_agency SET
            name = coalesce(NEW.changes ->> 'name', name),
            area = coalesce(NEW.changes ->> 'area', area),
            closed = coalesce((NEW.changes ->> 'closed')::boolean, closed),
            telephone = coalesce(NEW.changes ->> 'telephone', telephone),
            email = coalesce(NEW.changes ->> 'email', email),
            names = coalesce(NEW.changes -> 'names', names),
            last_entry = NEW.entry
        WHERE public_id = NEW.agency;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'ifar: there is no agency %', NEW.agency USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
