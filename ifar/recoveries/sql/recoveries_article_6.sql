-- Protocol art. 6(2): what was confiscated or put up for disposal, and was on record as unmarked or with altered marks, passes to nobody
-- before it was marked anew, whoever says what of it. Only kinds through which an arm leaves the State's hands are looked at.
-- By its own hand: an arm that left the hands of the State without a mark cannot be called back (Firearms Protocol, article 6(2)).
CREATE OR REPLACE FUNCTION recoveries_article_6() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    forfeit boolean;
    bare integer;
    marked integer;
BEGIN
    IF NEW.kind = 'annulled' AND NOT coalesce(NEW.changes ->> 'legal' = 'lawful' AND NEW.changes ->> 'ownership' <> 'state', false) THEN
        RETURN NEW;
    END IF;
    IF NEW.kind = 'merged' AND EXISTS (SELECT FROM registry_firearm f WHERE f.public_id = NEW.changes ->> 'merged_into'
            AND f.state IN ('seized', 'found', 'surrendered', 'in_forensics', 'evidence', 'confiscated', 'pending_disposal', 'destroyed')) THEN
        RETURN NEW;
    END IF;
    SELECT bool_or(e.changes ->> 'legal' IN ('confiscated', 'for_disposal')),
           max(e.n) FILTER (WHERE e.changes ->> 'physical' IN ('unmarked', 'altered')), max(e.n) FILTER (WHERE e.kind = 're_marked')
    INTO forfeit, bare, marked FROM registry_event e WHERE e.firearm_id = NEW.firearm_id AND e.n < NEW.n;
    IF forfeit AND bare > coalesce(marked, 0) THEN
        RAISE EXCEPTION 'ifar: event % passes on what was confiscated and bears no mark (Firearms Protocol, article 6(2))', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
