"""Writes of the reference data: load a folder of tables of facts, ifar's own or a country's.

Loading is set-based, idempotent and never deletes what others may refer to. It runs as the owner of the database, because the
runtime role may only read these tables.
"""

from ifar.reference.services.lists import OWN, Loaded
from ifar.reference.services.loading import FOLDER, WORDS, load_folder, load_own, problem_sentence

__all__ = ["FOLDER", "OWN", "WORDS", "Loaded", "load_folder", "load_own", "problem_sentence"]
