-- A request that says it came as a file came with one: by the end of the transaction the file was taken in.
-- By its own hand: an answer leaves to the State that asked, so a request that says that it came as a file came with one.
CREATE OR REPLACE FUNCTION tracing_came_as_file() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM tracing_exchange x WHERE x.request = NEW.subject AND x.state = 'accepted' AND x.form = 'request') THEN
        RAISE EXCEPTION 'ifar: % cannot be received: no file came with it', NEW.subject USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
