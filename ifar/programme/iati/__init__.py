"""The IATI standard 2.03, activity and organisation files: one tree of values (`model.py`), read, checked, judged by the ruleset, written."""
