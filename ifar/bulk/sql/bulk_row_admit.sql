-- Lines are given before their batch is looked through, answers while it runs, each of a line that was not refused or struck out.
-- By its own hand: two at once would answer one line twice, and what was given to a batch is what was looked through.
CREATE OR REPLACE FUNCTION bulk_row_admit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'bulk_line' THEN
        IF EXISTS (SELECT FROM bulk_batch b WHERE b.public_id = NEW.batch) THEN
            RAISE EXCEPTION 'ifar: batch % was looked through already', NEW.batch USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NOT EXISTS (SELECT FROM bulk_batch b JOIN bulk_line l ON l.batch = b.public_id AND l.n = NEW.n AND l.reasons = '[]'
                      WHERE b.public_id = NEW.batch AND b.state = 'running' AND NEW.n > b.done AND NOT b.struck @> to_jsonb(NEW.n)) THEN
        RAISE EXCEPTION 'ifar: line % of batch % waits for no answer', NEW.n, NEW.batch USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
