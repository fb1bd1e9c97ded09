-- Whether a member, by key, is among those whom a mark is for, as `marks.may_see` says it of readers of the space.
CREATE OR REPLACE FUNCTION community_mark_reaches(one bigint, tlp smallint, author bigint, recipients bigint[],
    organisations character varying[]) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT author = one OR tlp < 4 AND recipients = '{}' AND organisations = '{}' OR recipients @> ARRAY[one]
        OR EXISTS (SELECT FROM community_member m WHERE m.id = one AND m.organisation = ANY ($5))
$$;
