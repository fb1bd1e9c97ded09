-- Why another act cannot be, or null.
-- By its own hand: a day on which something may be handed over follows from a list; once a removal is cleared nobody looks for arms that the holder still keeps, or that come back to them.
CREATE OR REPLACE FUNCTION licensing_wrong_other(e acts_event, was jsonb, is_now jsonb, at timestamptz) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF e.record_type = 'removal' AND e.kind = 'cleared' THEN
        IF EXISTS (SELECT FROM registry_firearm f WHERE f.merged_into = '' AND f.custodian = ANY (licensing_records(was ->> 'holder'))) THEN
            RETURN 'the holder keeps firearms';
        -- Lent, in repair or abroad, it comes back.
        ELSIF EXISTS (SELECT FROM registry_firearm f WHERE f.merged_into = '' AND f.owner = ANY (licensing_records(was ->> 'holder'))
                      AND f.state IN ('on_loan', 'in_repair', 'temp_exported', 'despatched', 'consigned')) THEN
            RETURN 'the holder owns firearms that come back';
        END IF;
    ELSIF e.record_type = 'offer' AND e.kind = 'made' THEN
        -- A day on either side: offices do not live by universal time.
        IF is_now ->> 'transfer' = 'retail_sold' AND (is_now ->> 'hand_over_from')::date < (at AT TIME ZONE 'UTC')::date - 1
           + (SELECT coalesce(max(licensing_waits(l.kind)), 0) FROM licensing_licence l WHERE l.public_id = is_now ->> 'licence') THEN
            RETURN 'it would be handed over before the buyer has waited';
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
