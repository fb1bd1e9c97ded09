-- What generated columns and indexes are made of. It stays as it is: another rule is a function of another name, in a migration that makes
-- columns and indexes anew, because those that stand keep what the former rule said.

-- Serial numbers, makes and numbers of papers as two are compared (`typed.bare`): letters and digits, in capitals, and digits of every script as
-- ASCII ones. The numbers below are those of each script's zero, behind which its other digits stand.
CREATE FUNCTION trade_plain(number text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT upper(regexp_replace(CASE WHEN number ~ '[^ -~]' THEN translate(
        normalize(number, NFKC),
        (SELECT string_agg(chr(zero + n), '' ORDER BY zero, n) FROM generate_series(0, 9) n, unnest(ARRAY[
            1632, 1776, 1984, 2406, 2534, 2662, 2790, 2918, 3046, 3174, 3302, 3430, 3558, 3664, 3792, 3872, 4160, 4240, 6112, 6160,
            6470, 6608, 6784, 6800, 6992, 7088, 7232, 7248, 42528, 43216, 43264, 43472, 43504, 43600, 44016, 66720, 68912, 69734,
            69872, 69942, 70096, 70384, 70736, 70864, 71248, 71360, 71472, 71904, 72016, 72784, 73040, 73120, 73552, 92768, 92864,
            93008, 123200, 123632, 124144, 125264
        ]) zero),
        repeat('0123456789', 60)) ELSE number END, '[^[:alnum:]]', '', 'g'))
$$;

-- Several of them, as the numbers of seals stand on a crate.
CREATE FUNCTION trade_plain_all(numbers text[]) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(trade_plain(n)), '{}') FROM unnest(numbers) n
$$;
