-- Editions of every form; the IAFQ keeps the shape of entry that it always had.
DROP TRIGGER b_says ON returns_edition;
SELECT accounts_make_row_say_entry('returns_edition', $$'returns.frozen'$$, $$upper(r.form) || '-' || r.year || '-' || r.number$$,
    $$jsonb_build_object('country', r.country, 'year', r.year, 'edition', r.number, 'cells', r.cells, 'note', r.note,
        'proposal', r.proposal, 'at', accounts_time(r.at)) || CASE r.form WHEN 'iafq' THEN '{}' ELSE jsonb_build_object('form', r.form) END$$);

CREATE OR REPLACE FUNCTION returns_edition_follow() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.number <> 1 + (SELECT count(*) FROM returns_edition e WHERE e.form = NEW.form AND e.year = NEW.year) THEN
        RAISE EXCEPTION 'ifar: edition % of % % does not follow the one before it', NEW.number, NEW.form, NEW.year USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- What a person said of a figure. Of the IAFQ nobody states a figure: it is counted or missing (decision 0018).
SELECT accounts_make_row_say_entry('returns_answer', $$'returns.answered'$$, $$upper(r.form) || '-' || r.year$$,
    $$jsonb_build_object('form', r.form, 'year', r.year, 'cell', r.cell, 'value', r.value, 'note', r.note, 'withdrawn', r.withdrawn,
        'at', accounts_time(r.at))$$, 'r.said_by');
CREATE FUNCTION returns_answer_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.form = 'iafq' AND NEW.value IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: a figure of the IAFQ is counted, not stated' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_admit BEFORE INSERT ON returns_answer FOR EACH ROW EXECUTE FUNCTION returns_answer_admit();
ALTER TABLE returns_answer ENABLE ALWAYS TRIGGER c_admit;

-- What goes to a hub is an edition that stands; a withdrawal and a receipt are about a package that went.
SELECT accounts_make_row_say_entry('returns_dispatch', $$'returns.' || r.kind$$, 'r.message::text',
    $$jsonb_build_object('replaces', r.replaces, 'form', r.form, 'year', r.year, 'edition', r.edition, 'hub', r.hub, 'consent', r.consent,
        'conditions', r.conditions, 'hash', r.hash, 'at', accounts_time(r.at))$$);
CREATE FUNCTION returns_dispatch_admit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM returns_edition e WHERE e.form = NEW.form AND e.year = NEW.year AND e.number = NEW.edition)
       OR NEW.kind = 'withdrawn' AND NOT EXISTS (SELECT FROM returns_dispatch d WHERE d.kind = 'sent' AND d.message::text = NEW.replaces AND d.hub = NEW.hub)
       OR NEW.kind = 'receipted' AND NOT EXISTS (
           SELECT FROM returns_dispatch d WHERE d.kind <> 'receipted' AND d.message = NEW.message AND d.hub = NEW.hub) THEN
        RAISE EXCEPTION 'ifar: there is nothing that % % of % could be about', NEW.kind, NEW.form, NEW.year USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_admit BEFORE INSERT ON returns_dispatch FOR EACH ROW EXECUTE FUNCTION returns_dispatch_admit();
ALTER TABLE returns_dispatch ENABLE ALWAYS TRIGGER c_admit;

SELECT accounts_make_row_say_entry('returns_received', $$CASE r.reason WHEN '' THEN 'returns.received' ELSE 'returns.turned_away' END$$, 'r.hash',
    $$jsonb_build_object('kind', r.kind, 'sender', r.sender, 'register', r.register, 'message', r.message, 'replaces', r.replaces,
        'form', r.form, 'year', r.year, 'edition', r.edition, 'cells', r.cells, 'note', r.note, 'consent', r.consent, 'conditions', r.conditions,
        'key', r.key, 'made_at', r.made_at, 'name', r.name, 'reason', r.reason, 'at', accounts_time(r.at))$$);

SELECT ledger_make_insert_only('returns_answer'::regclass);
SELECT ledger_make_insert_only('returns_dispatch'::regclass);
SELECT ledger_make_insert_only('returns_received'::regclass);
