-- What an entry adds to the words of its proposal: nothing but these keys, which follow from it or which another trigger compares with it.
CREATE OR REPLACE FUNCTION recoveries_added_to_proposal(act text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT '{proposal}'::text[] || CASE
        WHEN act LIKE 'accounts.%' OR act = 'returns.frozen' THEN '{at}'::text[]
        WHEN act IN ('registry.import', 'registry.late') THEN '{}'
        WHEN act LIKE 'registry.%' THEN '{n,changes,checks}'
        WHEN act LIKE 'ammunition.%' OR act LIKE 'cashier.%' OR act LIKE 'trade.%' OR act LIKE 'licensing.%' OR act LIKE 'community.%' OR act LIKE 'custody.%' OR act LIKE 'oversight.%' OR act IN ('parties.bar_lifted', 'retention.hold_lifted', 'books.closing_closed') THEN '{record_type,kind,n,changes}'
        WHEN act = 'ledger.key_rotated' THEN '{note}'
        ELSE '{}'
    END
$$;
