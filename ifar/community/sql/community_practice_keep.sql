-- A practice is shown to others only once a second member found that nobody can be known by it, in the words that were checked.
-- By its own hand: whoever was known by a practice stays known: what is shown are the words that a second member checked.
CREATE OR REPLACE FUNCTION community_practice_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state = 'shown' OR TG_OP = 'UPDATE' AND NEW.state = 'shown' AND NOT EXISTS (
        SELECT FROM community_appraisal a WHERE a.public_id = NEW.public_id AND a.state IN ('anonymous', 'graded')) THEN
        RAISE EXCEPTION 'ifar: nobody has checked yet whether anybody can be known by practice %', NEW.public_id USING ERRCODE = 'check_violation';
    ELSIF TG_OP = 'UPDATE' AND (NEW.title, NEW.context, NEW.problem, NEW.done, NEW.result, NEW.evidence, NEW.transferability)
            IS DISTINCT FROM (OLD.title, OLD.context, OLD.problem, OLD.done, OLD.result, OLD.evidence, OLD.transferability)
          AND EXISTS (SELECT FROM community_appraisal a WHERE a.public_id = NEW.public_id AND a.state IN ('anonymous', 'graded')) THEN
        RAISE EXCEPTION 'ifar: practice % was checked in other words', NEW.public_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
