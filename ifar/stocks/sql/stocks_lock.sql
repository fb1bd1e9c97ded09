-- The locks of an act beside its own: of two who issue one arm the second finds it gone, and nobody is suspended, or leaves, while something is issued to them.
-- Of two who hand one armoury over, or of a handover and a receipt at once, the second finds who is on duty then.
-- Crates of one movement are packed one after the other, and nobody issues what is handed over. Always in this order: the officer, the arms. Of two orders of the same numbers at once the second waits.
CREATE OR REPLACE FUNCTION stocks_lock(record_type text, kind text, subject text, changes jsonb, details jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF record_type = 'issue' THEN
        PERFORM FROM stocks_officer o WHERE o.public_id = changes ->> 'officer' FOR SHARE;
        PERFORM placement_wait(ARRAY(SELECT jsonb_array_elements_text(coalesce(changes -> 'arms', changes -> 'back', '[]'))), '{}');
    ELSIF record_type = 'crate' THEN
        PERFORM FROM stocks_movement m WHERE m.public_id = changes ->> 'movement'
            OR m.id = (SELECT c.movement_id FROM stocks_crate c WHERE c.public_id = subject) FOR UPDATE;
    ELSIF record_type = 'movement' AND kind = 'sent' THEN
        PERFORM FROM stocks_officer o WHERE o.public_id = changes ->> 'escort' FOR SHARE;
        PERFORM placement_wait(ARRAY(SELECT jsonb_array_elements_text(c.firearms) FROM stocks_crate c JOIN stocks_movement m ON m.id = c.movement_id
                                     WHERE m.public_id = subject AND c.state = 'packed'), '{}');
    ELSIF record_type = 'handover' THEN
        PERFORM FROM stocks_armoury s WHERE s.public_id = coalesce(changes ->> 'armoury', (SELECT h.armoury FROM stocks_handover h WHERE h.public_id = subject)) FOR UPDATE;
    ELSIF record_type = 'serviceability' THEN
        -- Nobody issues an arm while another says that it is not serviceable.
        PERFORM placement_wait(ARRAY[subject], '{}');
    ELSIF record_type = 'campaign' THEN
        PERFORM pg_advisory_xact_lock(1767268781, hashtext(CASE kind WHEN 'ordered' THEN '' ELSE subject END));
    END IF;
END $$;
