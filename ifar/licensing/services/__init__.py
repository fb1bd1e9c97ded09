"""Acts of licensing; one module for each type of record."""
