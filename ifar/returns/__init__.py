"""Official returns computed from the records, and official figures of others taken in."""
