"""Opening and ending accounts; what holders do from them; what officers answer. Each is one act, in one transaction."""
