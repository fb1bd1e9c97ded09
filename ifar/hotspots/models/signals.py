"""Runs of the methods, alerts, hotspots and situation reports."""
