-- A record is joined to one that stands for itself, of the same kind and compartment: so no chain ever closes to a ring.
-- By its own hand: two joins at once, crosswise, would close a ring in which no record stands for itself.
CREATE OR REPLACE FUNCTION parties_check_merge(joined parties_party, survivor text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF joined.merged_into <> '' OR NOT EXISTS (
        SELECT FROM parties_party WHERE public_id = survivor AND public_id <> joined.public_id AND merged_into = ''
        AND kind = joined.kind AND compartment = joined.compartment
    ) THEN
        RAISE EXCEPTION 'ifar: party % cannot be joined to %', joined.public_id, survivor USING ERRCODE = 'check_violation';
    END IF;
END $$;
