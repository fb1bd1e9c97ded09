"""Marking campaigns of stocks of the State (ITI para. 8(d); Protocol art. 8)."""
