"""Pages of licensing; one module for each noun."""
