-- Why a licence cannot be granted or renewed so, or null: it says what its application was granted, and no more.
-- By its own hand: arms that were bought under a licence stay bought: it allows what was granted and no more.
CREATE OR REPLACE FUNCTION licensing_wrong_licence(e acts_event, was jsonb, is_now jsonb, at timestamp with time zone) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
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
