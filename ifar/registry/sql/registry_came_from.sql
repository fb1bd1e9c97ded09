-- From whom a thing came into a trader's book (`registry/possession.py`).
CREATE OR REPLACE FUNCTION registry_came_from(holder text, owner_before text, custodian_before text, owner_after text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN told = holder THEN '' ELSE told END FROM (SELECT coalesce(
        CASE WHEN owner_after = holder AND owner_before IS DISTINCT FROM holder THEN coalesce(nullif(owner_before, ''), custodian_before)
             ELSE coalesce(nullif(custodian_before, ''), owner_before) END, '') AS told) AS t
$$;
