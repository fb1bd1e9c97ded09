-- Locks, always in this order: the case, the items.
CREATE OR REPLACE FUNCTION recoveries_wait(noun text, kind text, subject text, sets jsonb, says jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF noun = 'case' THEN
        PERFORM FROM recoveries_case c WHERE c.public_id = subject FOR UPDATE;
    ELSIF noun = 'item' THEN
        PERFORM FROM recoveries_case c WHERE c.public_id = coalesce(sets ->> 'case', (
            SELECT o.public_id FROM recoveries_item i JOIN recoveries_case o ON o.id = i.case_id WHERE i.public_id = subject)) FOR UPDATE;
        -- Two arms that are said to be each other wait for each other.
        PERFORM FROM recoveries_item i WHERE i.public_id IN (subject, sets ->> 'weapon', sets ->> 'merged_into') ORDER BY i.public_id FOR UPDATE;
    END IF;
END $$;
