-- Refuses that an arm is marked anew under a marking campaign with another number than one that the campaign has and nobody bears, or by whom it does not concern;
-- writes down which number it bears.
-- By its own hand: the life cycle knows nothing of campaigns, and of two who strike one number at once neither sees the other.
CREATE OR REPLACE FUNCTION stocks_strike() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    campaign stocks_campaign;
    written ledger_entry;
    struck text[];
    digits text;
BEGIN
    PERFORM pg_advisory_xact_lock(1767268781, hashtext(NEW.paper));
    SELECT c.* INTO campaign FROM stocks_campaign c WHERE c.public_id = NEW.paper;
    SELECT l.* INTO written FROM ledger_entry l WHERE l.entry = NEW.id;
    struck := ARRAY(SELECT m ->> 'text' FROM jsonb_array_elements(coalesce(NEW.changes -> 'marks', '[]')) m WHERE m ->> 'kind' = campaign.mark);
    digits := substr(struck[1], length(campaign.prefix) + 1);
    IF campaign.state IS DISTINCT FROM 'running' OR NEW.details ->> 'order' IS DISTINCT FROM campaign.order
       OR NOT EXISTS (SELECT FROM accounts_agency a WHERE a.id = campaign.agency_id AND a.public_id = written.agency)
       OR cardinality(struck) <> 1 OR NOT starts_with(struck[1], campaign.prefix) OR digits !~ '^[0-9]{1,9}$' OR length(digits) <> length(campaign.last::text)
       OR digits::int NOT BETWEEN campaign.first AND campaign.last
       OR written.object NOT IN (SELECT stocks_unmarked(to_jsonb(campaign))) THEN
        RAISE EXCEPTION 'ifar: nothing is struck so by the marking campaign: event %', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO stocks_struck (event, campaign, firearm, mark, text, number)
    VALUES (NEW.id, campaign.public_id, written.object, campaign.mark, struck[1], digits::int) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'ifar: the number is borne already, so it is not struck by the marking campaign: event %', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
