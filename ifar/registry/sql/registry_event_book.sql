-- The day on which it came into a trader's book, or left it, is the day that the event tells: the lines were written while it was not there yet.
CREATE OR REPLACE FUNCTION registry_event_book() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE happened CONSTANT date := (NEW.occurred_from AT TIME ZONE NEW.zone)::date;
BEGIN
    UPDATE registry_bookline b SET came_on = CASE WHEN b.since = NEW.n THEN happened ELSE b.came_on END,
        left_on = CASE WHEN b.until = NEW.n THEN happened ELSE b.left_on END
    WHERE b.firearm_id = NEW.firearm_id AND NEW.n IN (b.since, b.until);
    RETURN NULL;
END $$;
