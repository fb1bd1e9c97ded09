-- What stands in the files of `registry/search/index_files.py` is found there with its errors counted, so the register says which marks were altered
-- or removed since they were written there. Nobody writes this table but the trigger: who could, would hide marks.
CREATE OR REPLACE FUNCTION registry_markkey_altered() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO registry_markaltered (ref)
        SELECT (o.firearm_id << 16 | o.n) << 4 | o.form FROM was o ORDER BY 1 ON CONFLICT DO NOTHING;
        RETURN NULL;
    END IF;
    INSERT INTO registry_markaltered (ref)
    SELECT (o.firearm_id << 16 | o.n) << 4 | o.form FROM was o WHERE NOT EXISTS (
        SELECT FROM is_now i WHERE i.firearm_id = o.firearm_id AND i.n = o.n AND i.form = o.form AND i.settled
            AND (i.kind, i.plain, i.folded, i.keys) = (o.kind, o.plain, o.folded, o.keys))
    ORDER BY 1 ON CONFLICT DO NOTHING;
    -- It settles, by files that hold it as it is.
    DELETE FROM registry_markaltered a USING was o JOIN is_now i ON i.firearm_id = o.firearm_id AND i.n = o.n AND i.form = o.form
    WHERE a.ref = (o.firearm_id << 16 | o.n) << 4 | o.form AND i.settled AND NOT o.settled
        AND (i.kind, i.plain, i.folded, i.keys) = (o.kind, o.plain, o.folded, o.keys);
    RETURN NULL;
END $$;
