"""An armoury goes from one armourer to the next at the end of a shift."""
