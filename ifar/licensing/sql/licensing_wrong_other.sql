-- Why another act cannot be, or null.
-- By its own hand: once a removal is cleared nobody looks for arms that the holder still keeps, or that come back to them.
CREATE OR REPLACE FUNCTION licensing_wrong_other(e acts_event, was jsonb, is_now jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF e.record_type = 'removal' AND e.kind = 'cleared' THEN
        IF EXISTS (SELECT FROM registry_firearm f WHERE f.merged_into = '' AND f.custodian = ANY (licensing_records(was ->> 'holder'))) THEN
            RETURN 'the holder keeps firearms';
        -- Lent, in repair or abroad, it comes back.
        ELSIF EXISTS (SELECT FROM registry_firearm f WHERE f.merged_into = '' AND f.owner = ANY (licensing_records(was ->> 'holder'))
                      AND f.state IN ('on_loan', 'in_repair', 'temp_exported')) THEN
            RETURN 'the holder owns firearms that come back';
        END IF;
    ELSIF e.record_type = 'offer' AND e.kind = 'confirmed' THEN
        IF was ->> 'buyer' LIKE 'P%' AND NOT EXISTS (SELECT FROM parties_party p WHERE p.public_id = was ->> 'buyer') THEN
            RETURN 'there is no such buyer';
        END IF;
    ELSIF e.record_type = 'notice' AND e.kind = 'matched' THEN
        IF NOT EXISTS (SELECT FROM parties_party p WHERE p.public_id = is_now ->> 'party') THEN
            RETURN 'there is no such party';
        END IF;
    END IF;
    RETURN NULL;
END $$;
