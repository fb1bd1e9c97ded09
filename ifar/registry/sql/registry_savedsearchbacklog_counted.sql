-- What waits as counted is what was counted: as an exhibit or not, under the read that says who asked.
-- By its own hand: two rows say the same: what waits is what was counted, so none is put that counts for nobody.
CREATE OR REPLACE FUNCTION registry_savedsearchbacklog_counted() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM registry_savedsearch s JOIN registry_restrictedquestion q ON q.search = s.public_id AND q.search <> ''
            WHERE s.id = NEW.search_id AND q.refused = '' AND NOT q.again AND q.exhibit = NEW.exhibit
            AND CASE q.asker WHEN '' THEN q.read ELSE q.asked_read END IS NOT DISTINCT FROM NEW.read) THEN
        RAISE EXCEPTION 'ifar: the question of search % was not counted as it waits', NEW.search_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
