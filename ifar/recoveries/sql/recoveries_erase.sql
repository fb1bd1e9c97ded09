-- Who somebody of a case is, and the word on a hit, once they were lawfully erased; what stands in the case itself `acts_erase` takes away.
CREATE OR REPLACE FUNCTION recoveries_erase() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    CASE NEW.field
        WHEN 'described' THEN UPDATE recoveries_person SET described = NULL WHERE entry = NEW.entry;
        WHEN 'group' THEN UPDATE recoveries_person SET "group" = '' WHERE entry = NEW.entry;
        WHEN 'note' THEN
            UPDATE recoveries_hit h SET note = '' FROM recoveries_event e
            WHERE e.id = NEW.entry AND e.kind = 'judged' AND h.entry = (e.details ->> 'hit')::uuid
              -- The last word stands in the hit: an earlier one takes nothing away from it.
              AND NOT EXISTS (SELECT FROM recoveries_event o WHERE o.record_type = e.record_type AND o.subject = e.subject
                              AND o.kind = 'judged' AND o.n > e.n AND o.details ->> 'hit' = e.details ->> 'hit');
        ELSE NULL;
    END CASE;
    RETURN NEW;
END $$;
