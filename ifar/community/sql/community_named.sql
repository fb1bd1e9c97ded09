-- Whom a mark names, as the act says it: public identifiers of members and organisations in their order.
CREATE OR REPLACE FUNCTION community_named(recipients bigint[], organisations character varying[]) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(string_agg(one.id, ' ' ORDER BY one.id COLLATE "C"), '') FROM (
        SELECT m.public_id::text FROM community_member m WHERE m.id = ANY (recipients) UNION ALL SELECT unnest(organisations)::text) AS one (id)
$$;
