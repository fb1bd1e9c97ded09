-- Rounds go to an officer and come from one by an issue or a return that names their movement, and by nothing else. Asked at the end of the transaction, when
-- the issue is written.
-- By its own hand: rounds that are with an officer would else leave them with no word of an issue or a return.
CREATE OR REPLACE FUNCTION stocks_with_officer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM placement_place p JOIN stocks_officer o ON o.public_id = p.person WHERE p.public_id = NEW.holder AND p.person <> '')
       AND NOT EXISTS (
        SELECT FROM placement_place p JOIN stocks_issue i ON i.officer = p.person AND i.officer <> '' AND i.holder = NEW.holder
        WHERE p.public_id = NEW.holder AND (i.moves ? NEW.movement OR EXISTS (
            SELECT FROM stocks_event e WHERE e.record_type = 'issue' AND e.subject = i.public_id AND e.details -> 'moves' ? NEW.movement))) THEN
        RAISE EXCEPTION 'ifar: it belongs to an issue: % says nothing of one', NEW.movement USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
