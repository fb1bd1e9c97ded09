"""Acts of licensing; one module for each noun."""
