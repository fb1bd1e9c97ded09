"""Adapters to identity registers: a service over HTTPS, and an extract that a country loads as a file."""
