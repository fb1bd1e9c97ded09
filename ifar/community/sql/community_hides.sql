-- Whether something is hidden by a decision that stands. An appeal against a warning, upheld or not, hides nothing.
CREATE OR REPLACE FUNCTION community_hides(subject text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM community_report r WHERE r.about = subject AND (r.state IN ('hidden', 'frozen')
        OR r.state IN ('appealed', 'upheld') AND (SELECT e.kind FROM community_event e WHERE e.subject = r.public_id AND e.record_type = 'report'
            AND e.kind IN ('hidden', 'warned', 'frozen') ORDER BY e.n DESC LIMIT 1) IN ('hidden', 'frozen')))
$$;
