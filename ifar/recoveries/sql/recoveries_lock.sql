-- The locks of an act on an item beside its own: nothing comes to a case while it is concluded. Always in this order: the case, the items.
CREATE OR REPLACE FUNCTION recoveries_lock(record_type text, kind text, subject text, changes jsonb, details jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF record_type = 'item' THEN
        PERFORM FROM recoveries_case c WHERE c.public_id = coalesce(changes ->> 'case', (
            SELECT o.public_id FROM recoveries_item i JOIN recoveries_case o ON o.id = i.case_id WHERE i.public_id = subject)) FOR UPDATE;
        -- Two arms that are said to be each other wait for each other.
        PERFORM FROM recoveries_item i WHERE i.public_id IN (subject, changes ->> 'weapon', changes ->> 'merged_into') ORDER BY i.public_id FOR UPDATE;
    END IF;
END $$;
