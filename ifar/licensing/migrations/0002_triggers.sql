-- Applications, licences, notices, removals and offers are projected from their events; an event does what its act may, and no more.

-- The records of one party: the one that stands, and all that were joined to it.
CREATE FUNCTION licensing_records(one text) RETURNS text[] LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH RECURSIVE up AS (
        SELECT public_id, merged_into FROM parties_party WHERE public_id = one
        UNION SELECT p.public_id, p.merged_into FROM up JOIN parties_party p ON p.public_id = up.merged_into
    ), whole AS (
        SELECT public_id FROM up WHERE merged_into = ''
        UNION SELECT p.public_id FROM whole JOIN parties_party p ON p.merged_into = whole.public_id AND p.merged_into <> ''
    )
    SELECT array_agg(public_id::text) || one FROM whole
$$;

-- Why an act on an application cannot be, or null: `was` is the record before, `is_now` after it, `who` wrote the entry, `at` when.
CREATE FUNCTION licensing_wrong_application(e acts_event, was jsonb, is_now jsonb, who text, at timestamptz) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    rule reference_licencekind;
    item CONSTANT text := e.details ->> 'item';
BEGIN
    SELECT * INTO rule FROM reference_licencekind WHERE code = coalesce(was, is_now) ->> 'kind';
    IF e.kind = 'checked' THEN
        -- A check is answered by an office of a kind that the list names, one check at a time, in the name of whoever answers.
        IF NOT EXISTS (SELECT FROM ledger_entry l JOIN accounts_agency a ON a.public_id = l.agency
                       JOIN reference_checkitem c ON c.code = item AND a.kind = ANY (string_to_array(c.answered_by, '|'))
                       WHERE l.entry = e.id) THEN
            RETURN 'another kind of office answers ' || coalesce(item, 'it');
        ELSIF (is_now -> 'checks') - item IS DISTINCT FROM (was -> 'checks') - item
              OR is_now -> 'checks' -> item ->> 'by' IS DISTINCT FROM who
              OR is_now -> 'checks' -> item ->> 'answer' IS DISTINCT FROM e.details ->> 'answer' THEN
            RETURN 'it answers more than one check, or for somebody else';
        END IF;
    ELSIF e.kind IN ('granted', 'refused', 'dismissed') THEN
        IF NOT accounts_holds(who, ARRAY[rule.decides::text]) OR NOT EXISTS (
              SELECT FROM accounts_decision d WHERE d.proposal_id = e.proposal AND d.verdict = 'approve'
              AND accounts_holds(d.decider, ARRAY[rule.decides::text])) THEN
            RETURN 'the role that decides is ' || rule.decides;
        END IF;
    END IF;
    IF e.kind = 'granted' THEN
        IF EXISTS (SELECT FROM unnest(string_to_array(rule.checks, '|')) AS c
                   WHERE was -> 'checks' -> c ->> 'answer' IS DISTINCT FROM 'passed') THEN
            RETURN 'its checklist is not complete';
        -- Who is merely alike is for people to judge; a bar of the applicant's own record ends by being lifted, which takes two.
        ELSIF EXISTS (SELECT FROM parties_bar b WHERE b.party = ANY (licensing_records(was ->> 'applicant')) AND NOT b.lifted
                      AND b.valid_from <= (at AT TIME ZONE 'UTC')::date
                      AND (b.valid_until IS NULL OR b.valid_until >= (at AT TIME ZONE 'UTC')::date)) THEN
            RETURN 'the applicant is barred';
        END IF;
    END IF;
    RETURN NULL;
END $$;

-- Why a licence cannot be granted or renewed so, or null: it says what its application was granted, and no more.
CREATE FUNCTION licensing_wrong_licence(e acts_event, was jsonb, is_now jsonb, at timestamptz) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    rule reference_licencekind;
    asked licensing_application;
BEGIN
    IF e.kind NOT IN ('granted', 'renewed') THEN
        RETURN NULL;
    END IF;
    SELECT * INTO asked FROM licensing_application WHERE public_id = e.details ->> 'application';
    SELECT * INTO rule FROM reference_licencekind WHERE code = asked.kind;
    IF asked.id IS NULL OR asked.state <> 'granted' OR asked.licence <> e.subject
       OR is_now ->> 'application' IS DISTINCT FROM asked.public_id
       OR is_now ->> 'kind' <> asked.kind OR is_now ->> 'holder' <> asked.applicant OR is_now ->> 'book' <> asked.book
       OR (asked.purpose = 'renewal') <> (e.kind = 'renewed') THEN
        RETURN 'no granted application says so';
    ELSIF e.kind = 'granted' AND (is_now -> 'categories' IS DISTINCT FROM to_jsonb(asked.categories)
          OR is_now -> 'quota' IS DISTINCT FROM coalesce(to_jsonb(asked.quota), 'null') OR is_now ->> 'counts' <> rule.counts
          OR is_now -> 'allows' IS DISTINCT FROM to_jsonb(string_to_array(rule.allows, '|'))
          OR is_now -> 'conditions' IS DISTINCT FROM (SELECT o.details -> 'conditions' FROM licensing_event o WHERE o.id = asked.last_event)
          OR abs((is_now ->> 'valid_from')::date - (at AT TIME ZONE 'UTC')::date) > 1) THEN
        RETURN 'it says more than was granted';
    ELSIF (is_now ->> 'valid_to') IS NULL <> (asked.months IS NULL)
          OR (is_now ->> 'valid_to')::date >= (greatest(coalesce((was ->> 'valid_to')::date + 1, (is_now ->> 'valid_from')::date),
                  (at AT TIME ZONE 'UTC')::date + 1) + make_interval(months => asked.months))::date THEN
        RETURN 'it is longer than was granted';
    END IF;
    RETURN NULL;
END $$;

-- Why another act cannot be, or null.
CREATE FUNCTION licensing_wrong_other(e acts_event, was jsonb, is_now jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF e.record_type = 'removal' AND e.kind = 'cleared' THEN
        IF EXISTS (SELECT FROM registry_firearm f WHERE f.merged_into = '' AND f.custodian = ANY (licensing_records(was ->> 'holder'))) THEN
            RETURN 'the holder keeps firearms';
        -- Lent, in repair or abroad, it comes back.
        ELSIF EXISTS (SELECT FROM registry_firearm f WHERE f.merged_into = '' AND f.owner = ANY (licensing_records(was ->> 'holder'))
                      AND f.state IN ('on_loan', 'in_repair', 'temp_exported')) THEN
            RETURN 'the holder owns firearms that come back';
        END IF;
    ELSIF e.record_type = 'offer' AND e.kind = 'confirmed' THEN
        IF was ->> 'buyer' LIKE 'P%' AND NOT EXISTS (SELECT FROM parties_party p WHERE p.public_id = was ->> 'buyer') THEN
            RETURN 'there is no such buyer';
        END IF;
    ELSIF e.record_type = 'notice' AND e.kind = 'matched' THEN
        IF NOT EXISTS (SELECT FROM parties_party p WHERE p.public_id = is_now ->> 'party') THEN
            RETURN 'there is no such party';
        END IF;
    END IF;
    RETURN NULL;
END $$;

-- Why an act cannot be, or null, as far as no guard says so.
CREATE FUNCTION licensing_check(e acts_event, was jsonb, is_now jsonb, written ledger_entry, personal jsonb) RETURNS text LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT CASE e.record_type
        WHEN 'application' THEN licensing_wrong_application(e, was, is_now, written.actor, written.recorded_at)
        WHEN 'licence' THEN licensing_wrong_licence(e, was, is_now, written.recorded_at)
        ELSE licensing_wrong_other(e, was, is_now) END
$$;

-- An application is granted once, whatever two clients do at the same moment.
CREATE UNIQUE INDEX licensing_event_spent ON licensing_event ((details ->> 'application')) WHERE record_type = 'licence' AND kind IN ('granted', 'renewed');

SELECT ledger_make_insert_only('licensing_event');
DO $$
DECLARE name regclass;
BEGIN
    FOREACH name IN ARRAY ARRAY['licensing_application', 'licensing_licence', 'licensing_notice', 'licensing_removal', 'licensing_offer']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
    END LOOP;
END $$;
