"""Responses to hotspots: their measures, tasks, log and after-action review."""
