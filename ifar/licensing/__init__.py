"""Licences: who may hold what, under which paper, on which day; applications, suspensions, and firearms that must leave a holder."""
