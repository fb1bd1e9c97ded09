-- A firearm that is acquired under a licence uses it: the database counts, with the licence locked, so that no two clients together
-- exceed its quota, spend a permit twice or acquire under a licence that was suspended meanwhile.

-- Kinds of events that acquire under the licence that their details name (`registry/uses.py`).
CREATE FUNCTION registry_acquires(kind text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT kind IN ('acquired', 'inherited', 'privately_transferred', 'retail_sold', 'returned_to_owner', 'sold_from_disposal', 'sold_to_civilians')
$$;

CREATE FUNCTION registry_use_licence(e registry_event) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    held licensing_licence;
    thing registry_firearm;
    today CONSTANT date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
    used integer;
    wrong text;
    buyer text;
BEGIN
    SELECT * INTO held FROM licensing_licence WHERE public_id = e.details ->> 'licence' FOR UPDATE;
    IF held.id IS NULL AND NOT registry_acquires(e.kind) THEN
        RETURN; -- a licence of trade across borders, or of another register
    END IF;
    -- A day on either side: offices do not live by universal time.
    IF held.id IS NULL THEN
        wrong := 'there is no such licence';
    ELSIF held.state <> 'in_force' OR held.valid_from > today + 1 OR held.valid_to < today - 1 THEN
        wrong := 'it is not in force';
    END IF;
    IF wrong IS NULL AND registry_acquires(e.kind) THEN
        SELECT * INTO thing FROM registry_firearm WHERE id = e.firearm_id;
        -- Of several events in one statement each answers for the owner that it makes itself, not for the last of them.
        buyer := coalesce(e.changes ->> 'owner', thing.owner);
        IF NOT held.allows && ARRAY['possess', 'trade', 'make'] THEN
            wrong := 'it does not allow to acquire';
        ELSIF buyer NOT IN (held.book, held.holder) AND NOT buyer = ANY (licensing_records(held.holder)) THEN
            wrong := 'the new owner is not its holder';
        ELSIF thing.category = '' AND held.categories <> '{}' THEN
            wrong := 'it is for certain categories, and none of the firearm is on record';
        ELSIF held.categories <> '{}' AND NOT EXISTS (
            SELECT FROM unnest(held.categories) AS c
            WHERE thing.category = c OR (starts_with(thing.category, c) AND substr(thing.category, length(c) + 1, 1) !~ '[[:alpha:]]')) THEN
            wrong := 'it does not cover category ' || thing.category;
        ELSE
            SELECT count(*) INTO used FROM registry_licenceuse u JOIN registry_firearm f ON f.id = u.firearm_id
            WHERE u.licence = held.public_id AND NOT u.void AND f.merged_into = '' AND u.firearm_id <> e.firearm_id
              AND (held.counts = 'spent' OR u.ended_by IS NULL);
            IF held.counts <> 'none' AND used >= held.quota THEN
                wrong := 'its quota is used up';
            END IF;
        END IF;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'ifar: event % stands under licence %: %', e.id, e.details ->> 'licence', wrong USING ERRCODE = 'check_violation';
    END IF;
    IF registry_acquires(e.kind) THEN
        UPDATE registry_licenceuse SET ended_by = e.id WHERE firearm_id = e.firearm_id AND ended_by IS NULL AND NOT void;
        INSERT INTO registry_licenceuse (event, licence, holder, firearm_id, ended_by, void)
        VALUES (e.id, held.public_id, buyer, e.firearm_id, NULL, false);
    END IF;
END $$;

CREATE FUNCTION registry_event_use() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    one registry_event;
    before uuid;
BEGIN
    FOR one IN SELECT * FROM arrived a WHERE a.details ? 'licence' OR (a.n <> 1 AND (a.changes ? 'owner' OR a.kind = 'annulled'))
               ORDER BY a.firearm_id, a.n LOOP
        IF one.kind = 'annulled' THEN
            SELECT id INTO before FROM registry_event WHERE firearm_id = one.firearm_id AND n = one.n - 1;
            -- The licence that an annulment gave back may have been used elsewhere since.
            IF EXISTS (SELECT FROM registry_event b JOIN registry_event a ON a.firearm_id = b.firearm_id AND a.n = b.n - 1
                       JOIN registry_licenceuse u ON u.event = a.id WHERE b.id = before AND b.kind = 'annulled') THEN
                RAISE EXCEPTION 'ifar: event % takes back an annulment that gave a licence back', one.id USING ERRCODE = 'check_violation';
            END IF;
            UPDATE registry_licenceuse SET void = true WHERE event = before;
            UPDATE registry_licenceuse SET ended_by = NULL WHERE ended_by = before AND NOT void;
        ELSIF one.changes ? 'owner' THEN
            UPDATE registry_licenceuse SET ended_by = one.id
            WHERE firearm_id = one.firearm_id AND ended_by IS NULL AND NOT void AND holder <> one.changes ->> 'owner';
        END IF;
        IF one.details ? 'licence' THEN
            PERFORM registry_use_licence(one);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER use AFTER INSERT ON registry_event REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT EXECUTE FUNCTION registry_event_use();
ALTER TABLE registry_event ENABLE ALWAYS TRIGGER use;

DO $$
DECLARE name CONSTANT regclass := 'registry_licenceuse';
BEGIN
    EXECUTE format('CREATE TRIGGER state_keep BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION registry_state_keep()', name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER state_keep', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()', name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', name);
END $$;
