CREATE OR REPLACE FUNCTION papers_act_project() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    written ledger_entry;
    before papers_paper;
    d CONSTANT jsonb := NEW.details;
BEGIN
    SELECT * INTO written FROM ledger_entry WHERE entry = NEW.entry;
    IF NEW.kind = 'issued' THEN
        IF NEW.n <> 1 OR written.previous IS NOT NULL THEN
            RAISE EXCEPTION 'ifar: paper % begins with being issued', NEW.paper USING ERRCODE = 'check_violation';
        END IF;
        IF (SELECT count(*) FROM ledger_personal WHERE entry = NEW.entry)
           <> (SELECT count(*) FROM jsonb_object_keys(written.commitments)) THEN
            RAISE EXCEPTION 'ifar: paper % commits to values that are not there', NEW.paper USING ERRCODE = 'check_violation';
        END IF;
        INSERT INTO papers_paper (public_id, kind, about, holder, language, content, valid_from, valid_to, compartment, agency_id,
                                  issued_at, issued, withdrawn_at, reason, superseded_by, n, last_entry)
        SELECT NEW.paper, d ->> 'kind', d ->> 'about', d ->> 'holder', d ->> 'language', d -> 'content', (d ->> 'valid_from')::date,
               (d ->> 'valid_to')::date, d ->> 'compartment', (SELECT id FROM accounts_agency WHERE public_id = written.agency),
               written.recorded_at, NEW.entry, NULL, '', '', 1, NEW.entry;
        RETURN NEW;
    END IF;
    SELECT * INTO before FROM papers_paper WHERE public_id = NEW.paper FOR UPDATE;
    IF before.id IS NULL OR before.n <> NEW.n - 1 OR before.last_entry IS DISTINCT FROM written.previous THEN
        RAISE EXCEPTION 'ifar: somebody else did something with paper % meanwhile', NEW.paper USING ERRCODE = 'serialization_failure';
    END IF;
    IF before.withdrawn_at IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: paper % is withdrawn already', NEW.paper USING ERRCODE = 'check_violation';
    END IF;
    UPDATE papers_paper SET n = NEW.n, last_entry = NEW.entry, withdrawn_at = written.recorded_at, reason = d ->> 'reason',
        superseded_by = d ->> 'superseded_by' WHERE id = before.id;
    RETURN NEW;
END $$;
