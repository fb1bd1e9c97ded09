"""Lives of the demonstration country's firearms: what happened to each, where, when and under which paper.

A life is a list of steps in the words of the life cycle (`registry/lifecycle`), in the order in which they happened. Who is
meant is said by reference (`Ref`), because identifiers come with the loading. The same seed gives the same lives.
"""

from ifar.demonstration.lives.drawing import doubles, lives
from ifar.demonstration.lives.life import Life, Model, Ref, Step

__all__ = ["Life", "Model", "Ref", "Step", "doubles", "lives"]
