"""What is on its way from one side to another in crates under seals: packed by one, received by scan by somebody else, compared by serial number.

Despatches between traders and movements between stores of the State declare their own acts and records upon it.
"""
