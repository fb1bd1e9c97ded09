-- Bars: acts say what their entries say, and the state of a bar follows from them alone; who is described comes from ledger_personal.
SELECT accounts_make_row_say_entry('parties_baract', $$'parties.bar_' || r.kind$$, 'r.bar',
    $$jsonb_build_object('bar', r.bar, 'n', r.n, 'kind', r.kind, 'details', r.details, 'proposal', r.proposal)$$);

CREATE FUNCTION parties_bar_project() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    written ledger_entry;
    before parties_bar;
    personal jsonb;
    d CONSTANT jsonb := NEW.details;
BEGIN
    SELECT * INTO written FROM ledger_entry WHERE entry = NEW.entry;
    SELECT coalesce(jsonb_object_agg(field, value), '{}') INTO personal FROM ledger_personal WHERE entry = NEW.entry;
    IF (SELECT count(*) FROM jsonb_object_keys(personal)) <> (SELECT count(*) FROM jsonb_object_keys(written.commitments)) THEN
        RAISE EXCEPTION 'ifar: bar act % commits to values that are not there', NEW.entry USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.kind = 'entered' THEN
        IF NEW.n <> 1 OR written.previous IS NOT NULL THEN
            RAISE EXCEPTION 'ifar: % begins with being entered', NEW.bar USING ERRCODE = 'check_violation';
        END IF;
        IF (d ->> 'party' = '') = (personal ->> 'name' IS NULL)
           OR (d ->> 'party' <> '' AND NOT EXISTS (SELECT FROM parties_party WHERE public_id = d ->> 'party')) THEN
            RAISE EXCEPTION 'ifar: % bars a party on record or somebody who is described, one of the two', NEW.bar USING ERRCODE = 'check_violation';
        END IF;
        INSERT INTO parties_bar (public_id, kind, ground, party, name, born, identity_numbers, valid_from, valid_until, issuer, country,
                                 paper, compartment, agency_id, lifted, n, last_entry)
        SELECT NEW.bar, d ->> 'kind', d ->> 'ground', d ->> 'party', personal ->> 'name', (personal ->> 'born')::date,
               personal -> 'identity_numbers', (d ->> 'valid_from')::date, nullif(d ->> 'valid_until', '')::date, d ->> 'issuer',
               d ->> 'country', d ->> 'paper', d ->> 'compartment',
               (SELECT id FROM accounts_agency WHERE public_id = written.agency), false, 1, NEW.entry;
        RETURN NEW;
    END IF;
    SELECT * INTO before FROM parties_bar WHERE public_id = NEW.bar FOR UPDATE;
    IF before.id IS NULL OR before.n <> NEW.n - 1 OR before.last_entry IS DISTINCT FROM written.previous THEN
        RAISE EXCEPTION 'ifar: somebody else did something with % meanwhile', NEW.bar USING ERRCODE = 'serialization_failure';
    END IF;
    IF before.lifted THEN
        RAISE EXCEPTION 'ifar: % was lifted', NEW.bar USING ERRCODE = 'check_violation';
    END IF;
    UPDATE parties_bar SET n = NEW.n, last_entry = NEW.entry, lifted = true WHERE id = before.id;
    RETURN NEW;
END $$;
CREATE TRIGGER project AFTER INSERT ON parties_baract FOR EACH ROW EXECUTE FUNCTION parties_bar_project();
ALTER TABLE parties_baract ENABLE ALWAYS TRIGGER project;

-- A value that was lawfully erased goes from the state and its search key too.
CREATE FUNCTION parties_bar_erasure_apply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE whose text := (SELECT bar FROM parties_baract WHERE entry = NEW.entry AND kind = 'entered');
BEGIN
    IF whose IS NOT NULL THEN
        UPDATE parties_bar SET
            name = CASE WHEN NEW.field = 'name' THEN NULL ELSE name END,
            born = CASE WHEN NEW.field = 'born' THEN NULL ELSE born END,
            identity_numbers = CASE WHEN NEW.field = 'identity_numbers' THEN NULL ELSE identity_numbers END
        WHERE public_id = whose;
        DELETE FROM parties_barkey WHERE NEW.field = 'name' AND bar_id = (SELECT id FROM parties_bar WHERE public_id = whose);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_bars AFTER INSERT ON ledger_erasure FOR EACH ROW EXECUTE FUNCTION parties_bar_erasure_apply();
ALTER TABLE ledger_erasure ENABLE ALWAYS TRIGGER b_bars;

CREATE FUNCTION parties_state_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'ifar: % on % is refused; state follows from events alone', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON parties_bar FOR EACH ROW EXECUTE FUNCTION parties_state_keep();
ALTER TABLE parties_bar ENABLE ALWAYS TRIGGER state_keep;
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON parties_bar FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
ALTER TABLE parties_bar ENABLE ALWAYS TRIGGER refuse_truncate;
SELECT ledger_make_insert_only('parties_baract');

CREATE INDEX parties_barkey_folded ON parties_barkey USING gin (folded gin_trgm_ops);
CREATE INDEX parties_barkey_skeleton ON parties_barkey USING gin (skeleton gin_trgm_ops);
CREATE INDEX parties_bar_identity ON parties_bar USING gin (parties_identity_keys(identity_numbers, ''));
CREATE INDEX parties_bar_born ON parties_bar (born);
