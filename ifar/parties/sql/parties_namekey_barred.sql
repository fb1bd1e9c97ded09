-- Before every grant the barred are asked who is like the applicant. Among all names a common one has thousands of namesakes;
-- among the barred few, so their keys have indexes of their own. Whether a record was ever barred is written by nobody: it is looked up.
CREATE OR REPLACE FUNCTION parties_namekey_barred() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    NEW.barred := EXISTS (SELECT FROM parties_bar b JOIN parties_party p ON p.public_id = b.party WHERE p.id = NEW.party_id);
    RETURN NEW;
END $$;
