"""What an actor may see of licensing."""
