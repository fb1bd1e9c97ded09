-- A removal is not cleared while a firearm of the holder's is merely away: lent, in repair or abroad, it comes back.

CREATE OR REPLACE FUNCTION licensing_check(e licensing_event, was jsonb, is_now jsonb, who text, at timestamptz) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp AS $$
DECLARE
    rule reference_licencekind;
    asked licensing_application;
    wrong text;
BEGIN
    IF e.noun = 'application' AND e.kind IN ('granted', 'refused', 'dismissed') THEN
        SELECT * INTO rule FROM reference_licencekind WHERE code = was ->> 'kind';
        IF EXISTS (SELECT FROM licensing_event o JOIN ledger_entry l ON l.entry = o.id
                   WHERE o.subject = e.subject AND o.kind IN ('checked', 'advised') AND l.actor = who) THEN
            wrong := 'whoever examined it does not decide about it';
        ELSIF NOT accounts_holds(who, ARRAY[rule.decides::text]) THEN
            wrong := 'the role that decides is ' || rule.decides;
        ELSIF e.kind = 'granted' AND EXISTS (SELECT FROM unnest(string_to_array(rule.checks, '|')) AS c
                                             WHERE was -> 'checks' -> c ->> 'answer' IS DISTINCT FROM 'passed') THEN
            wrong := 'its checklist is not complete';
        END IF;
    ELSIF e.noun = 'licence' AND e.kind IN ('granted', 'renewed') THEN
        SELECT * INTO asked FROM licensing_application WHERE public_id = e.details ->> 'application';
        SELECT * INTO rule FROM reference_licencekind WHERE code = asked.kind;
        IF asked.id IS NULL OR asked.state <> 'granted' OR asked.licence <> e.subject
           OR is_now ->> 'application' IS DISTINCT FROM asked.public_id
           OR is_now ->> 'kind' <> asked.kind OR is_now ->> 'holder' <> asked.applicant OR is_now ->> 'book' <> asked.book
           OR (asked.purpose = 'renewal') <> (e.kind = 'renewed') THEN
            wrong := 'no granted application says so';
        ELSIF e.kind = 'granted' AND (is_now -> 'categories' IS DISTINCT FROM to_jsonb(asked.categories)
              OR is_now -> 'quota' IS DISTINCT FROM coalesce(to_jsonb(asked.quota), 'null') OR is_now ->> 'counts' <> rule.counts
              OR is_now -> 'allows' IS DISTINCT FROM to_jsonb(string_to_array(rule.allows, '|'))
              OR is_now -> 'conditions' IS DISTINCT FROM (SELECT o.details -> 'conditions' FROM licensing_event o WHERE o.id = asked.last_event)
              OR abs((is_now ->> 'valid_from')::date - (at AT TIME ZONE 'UTC')::date) > 1) THEN
            wrong := 'it says more than was granted';
        ELSIF (is_now ->> 'valid_to') IS NULL <> (asked.months IS NULL)
              OR (is_now ->> 'valid_to')::date >= (greatest(coalesce((was ->> 'valid_to')::date + 1, (is_now ->> 'valid_from')::date),
                      (at AT TIME ZONE 'UTC')::date + 1) + make_interval(months => asked.months))::date THEN
            wrong := 'it is longer than was granted';
        END IF;
    ELSIF e.noun = 'removal' AND e.kind = 'cleared' THEN
        IF EXISTS (SELECT FROM registry_firearm f WHERE f.merged_into = '' AND f.custodian = ANY (licensing_records(was ->> 'holder'))) THEN
            wrong := 'the holder keeps firearms';
        ELSIF EXISTS (SELECT FROM registry_firearm f WHERE f.merged_into = '' AND f.owner = ANY (licensing_records(was ->> 'holder'))
                      AND f.state IN ('on_loan', 'in_repair', 'temp_exported')) THEN
            wrong := 'the holder owns firearms that come back';
        END IF;
    ELSIF e.noun = 'offer' AND e.kind IN ('confirmed', 'declined') THEN
        IF EXISTS (SELECT FROM licensing_event o JOIN ledger_entry l ON l.entry = o.id
                   WHERE o.subject = e.subject AND o.kind = 'made' AND l.actor = who) THEN
            wrong := 'the other side answers it';
        END IF;
    ELSIF e.noun = 'notice' AND e.kind = 'matched' THEN
        IF NOT EXISTS (SELECT FROM parties_party p WHERE p.public_id = is_now ->> 'party') THEN
            wrong := 'there is no such party';
        END IF;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: % cannot be % by %: %', e.subject, e.kind, who, wrong USING ERRCODE = 'check_violation';
    END IF;
END $$;
