-- A firearm leaves the country for a time on a journey that crossed the border with it, or under an authorisation that says until when.
-- By its own hand: what crossed the border is out of reach, so none leaves on a journey that was called off or came back meanwhile.
CREATE OR REPLACE FUNCTION trade_temporary() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM trade_journey j CROSS JOIN LATERAL jsonb_array_elements(j.arms) WITH ORDINALITY AS x (a, n)
        JOIN registry_firearm f ON f.id = NEW.firearm_id AND f.public_id = x.a ->> 'firearm'
        WHERE j.public_id = NEW.details ->> 'permit' AND j.way = 'out' AND j.state = 'under_way'
          AND j.gone @> to_jsonb(x.n) AND NOT j.back @> to_jsonb(x.n) AND j.return_by = (NEW.details ->> 'return_date')::date) THEN
        RAISE EXCEPTION 'ifar: % leaves the country for a time on a journey that names it, and on no other', NEW.firearm_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
