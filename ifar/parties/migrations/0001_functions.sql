-- What generated columns and indexes are made of. It stays as it is: another rule is a function of another name, in a migration that makes
-- columns and indexes anew, because those that stand keep what the former rule said.

-- The consonants of a folded name; the steps of `parties/names.py`, kept here so that no writer can forget them.
CREATE FUNCTION parties_skeleton(folded text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(regexp_replace(
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(folded,
            'kh', 'x'), 'gh', 'g'), 'th', 't'), 'dh', 'd'), 'ph', 'f'), 'dj', 'j'), 'ch', 's'), 'sh', 's'), 'q', 'k'), 'c', 'k'),
        'h\M|[aeiouyw]', '', 'g'), '([a-z0-9])\1+', '\1', 'g')
$$;

-- An identity number as numbers are compared: letters and digits, in capitals.
CREATE FUNCTION parties_identity_key(number text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT upper(regexp_replace(number, '[^[:alnum:]]', '', 'g'))
$$;

-- The keys by which a party is found: its identity numbers and its registration. Derived, so an erasure takes them along.
CREATE FUNCTION parties_identity_keys(numbers jsonb, registration text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_catalog, pg_temp AS $$
DECLARE
    keys text[] := array_remove(ARRAY[parties_identity_key(registration)], '');
    one jsonb;
BEGIN
    IF jsonb_typeof(numbers) = 'array' THEN
        FOR one IN SELECT * FROM jsonb_array_elements(numbers) LOOP
            keys := array_append(keys, nullif(parties_identity_key(one ->> 'number'), ''));
        END LOOP;
    END IF;
    RETURN array_remove(keys, NULL);
END $$;
