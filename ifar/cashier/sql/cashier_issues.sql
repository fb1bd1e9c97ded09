-- A paper of what was licensed or authorised is issued once what has to be paid before was paid or waived.
-- By its own hand: a paper that was handed out is out of reach, and money is paid back while it is issued.
CREATE OR REPLACE FUNCTION cashier_issues() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    day CONSTANT date := accounts_day(clock_timestamp());
    thing CONSTANT text := CASE
        WHEN NEW.changes ->> 'kind' IN ('licence_card', 'licence_certificate') THEN (
            SELECT l.application FROM licensing_licence l WHERE l.public_id = NEW.changes ->> 'about')
        WHEN NEW.changes ->> 'kind' IN ('export_authorisation', 'import_authorisation', 'transit_no_objection', 'end_use_certificate') THEN NEW.changes ->> 'about' END;
BEGIN
    IF thing <> '' THEN
        PERFORM cashier_hold(thing);
        IF EXISTS (SELECT FROM cashier_charged(thing, '') c WHERE cashier_unpaid(thing, c.act, 'issuing', day) IS NOT NULL) THEN
            RAISE EXCEPTION 'ifar: % cannot be issued: a fee is not paid', NEW.subject USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
