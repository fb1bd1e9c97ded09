-- The locks of an act beside its own: of a grant and an act on one of its papers at once, the second finds what the first did; one paper is not
-- verified twice at once; of two who pack onto one line the second finds what the first packed, and nothing is packed, sealed or released
-- while its authorisation is suspended or its packing list closed; crates of one despatch are packed one after the other; declarations of customs are taken in one after the other; two journeys draw on one authorisation one after the other; and nobody whom a grant or a verified
-- paper names becomes somebody else meanwhile, and no list another one; and no fee is paid back while what waits for it is done.
CREATE OR REPLACE FUNCTION trade_lock(record_type text, kind text, subject text, changes jsonb, details jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF record_type = 'paper' THEN
        PERFORM FROM trade_authorisation a WHERE a.public_id = changes ->> 'authorisation'
            OR a.id = (SELECT p.authorisation_id FROM trade_paper p WHERE p.public_id = subject) FOR UPDATE;
        IF kind = 'verified' THEN
            PERFORM pg_advisory_xact_lock(1767268769, hashtext((SELECT trade_plain(p.number) FROM trade_paper p WHERE p.public_id = subject)));
            PERFORM FROM trade_party t WHERE t.public_id = (SELECT p.consignee FROM trade_paper p WHERE p.public_id = subject) FOR SHARE;
        END IF;
    ELSIF record_type IN ('crate', 'item') THEN
        PERFORM FROM trade_authorisation a WHERE record_type = 'item' AND a.id = (
            SELECT c.authorisation_id FROM trade_consignment c WHERE c.public_id = coalesce(changes ->> 'consignment', (
                SELECT o.public_id FROM trade_item i JOIN trade_consignment o ON o.id = i.consignment_id WHERE i.public_id = subject))) FOR UPDATE;
        PERFORM FROM trade_consignment c WHERE c.public_id = coalesce(changes ->> 'consignment', (
            SELECT o.public_id FROM trade_consignment o WHERE o.id = coalesce(
                (SELECT i.consignment_id FROM trade_item i WHERE i.public_id = subject),
                (SELECT k.consignment_id FROM trade_crate k WHERE k.public_id = subject)))) FOR SHARE;
    ELSIF record_type = 'consignment' THEN
        PERFORM FROM trade_authorisation a WHERE trade_lock.kind = 'opened' AND a.public_id = changes ->> 'authorisation' AND a.extent = 'single' FOR UPDATE;
        PERFORM FROM trade_authorisation a WHERE a.public_id = changes ->> 'authorisation'
            OR a.id = (SELECT c.authorisation_id FROM trade_consignment c WHERE c.public_id = subject) FOR SHARE;
        PERFORM FROM trade_party t WHERE kind = 'left' AND t.public_id = (
            SELECT c.consignee FROM trade_consignment c WHERE c.public_id = subject) FOR SHARE;
    ELSIF record_type = 'box' THEN
        PERFORM FROM trade_despatch d WHERE d.public_id = changes ->> 'despatch'
            OR d.id = (SELECT b.despatch_id FROM trade_box b WHERE b.public_id = subject) FOR UPDATE;
    ELSIF record_type = 'declaration' THEN
        PERFORM pg_advisory_xact_lock(1767268769, hashtext('declarations'));
    ELSIF record_type = 'journey' AND kind IN ('crossed', 'extended') THEN
        PERFORM FROM trade_authorisation a WHERE a.public_id = (SELECT j.authorisation FROM trade_journey j WHERE j.public_id = subject) FOR UPDATE;
        PERFORM FROM trade_watchlist w ORDER BY w.id FOR SHARE;
    ELSIF record_type = 'authorisation' AND kind IN ('changed', 'completed') THEN
        PERFORM cashier_hold(subject);
    ELSIF record_type = 'authorisation' AND kind IN ('granted', 'resumed', 'amended', 'extended') THEN
        PERFORM cashier_hold(subject);
        PERFORM FROM trade_party t WHERE t.public_id IN (
            SELECT unnest(trade_consignees(to_jsonb(a)) || ARRAY[a.end_user, a.broker, a.carrier]::text[]) FROM trade_authorisation a WHERE a.public_id = subject) ORDER BY t.public_id FOR SHARE;
        PERFORM FROM trade_watchlist w ORDER BY w.id FOR SHARE;
        -- Nobody is barred while it is decided: whoever enters a bar locks the record that it is about.
        PERFORM FROM parties_party p WHERE p.public_id = ANY (licensing_records((
            SELECT a.applicant FROM trade_authorisation a WHERE a.public_id = subject))) ORDER BY p.public_id FOR SHARE;
    END IF;
END $$;
