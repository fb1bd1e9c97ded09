-- Words that were lawfully erased stand no more in the row of their entry, where it repeats them. The arguments of the trigger are tables and columns
-- (`accounts_proposal.reason`); a column is called as the value that it repeats.
CREATE OR REPLACE FUNCTION ledger_words_erase() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    place text;
BEGIN
    FOREACH place IN ARRAY TG_ARGV LOOP
        IF split_part(place, '.', 2) = NEW.field THEN
            EXECUTE format('UPDATE %I SET %I = %L WHERE entry = $1', split_part(place, '.', 1), NEW.field, CASE NEW.field WHEN 'words' THEN '{}' ELSE '' END)
                USING NEW.entry;
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
