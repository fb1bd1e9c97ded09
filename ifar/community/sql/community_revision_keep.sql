-- A wording is kept as it stood, under the mark that the post bears when it is replaced, and changes no more.
-- By its own hand: an earlier wording under a wider mark would be read by those for whom it was not written.
CREATE OR REPLACE FUNCTION community_revision_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR NOT EXISTS (SELECT FROM community_post p WHERE p.id = NEW.post_id
            AND (p.tlp, p.organisations, p.recipients, p.state) = (NEW.tlp, NEW.organisations, NEW.recipients, NEW.state)) THEN
        RAISE EXCEPTION 'ifar: an earlier wording keeps the mark under which it was written' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
