CREATE OR REPLACE FUNCTION community_reaction_counts() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    UPDATE community_post SET helped = helped + (CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END) WHERE id = coalesce(NEW.post_id, OLD.post_id);
    RETURN NULL;
END $$;
