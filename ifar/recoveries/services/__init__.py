"""Writes: cases, their items, links to the register, people, comparisons, hand-over, the market."""
