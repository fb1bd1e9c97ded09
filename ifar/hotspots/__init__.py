"""Hotspots: the statistics that turn counts of places and days into signals; pure, with numpy, importable without Django."""
