-- To whom a thing went that left a trader's book (`registry/possession.py`).
CREATE OR REPLACE FUNCTION registry_went_to(holder text, owner_before text, owner_after text, custodian_after text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN told = holder THEN '' ELSE told END FROM (SELECT coalesce(
        CASE WHEN owner_before = holder AND owner_after IS DISTINCT FROM holder THEN coalesce(nullif(owner_after, ''), custodian_after)
             ELSE coalesce(nullif(custodian_after, ''), owner_after) END, '') AS told) AS t
$$;
