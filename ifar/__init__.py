"""ifar: an open, independent implementation of an integrated firearms registry and what stands around it."""

__version__ = "0.1.0"
