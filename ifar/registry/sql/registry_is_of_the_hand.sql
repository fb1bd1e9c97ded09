-- What went into somebody else's deposit out of a trader's hands has left its book, although the trader still owns it (`registry/possession.py`):
-- what becomes of it there is not for the book.
CREATE OR REPLACE FUNCTION registry_is_of_the_hand(legal text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT legal IN ('in_estate', 'possession_revoked')
$$;
