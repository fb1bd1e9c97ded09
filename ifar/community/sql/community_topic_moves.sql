CREATE OR REPLACE FUNCTION community_topic_moves() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    NEW.last_at := community_last_word(NEW);
    RETURN NEW;
END $$;
