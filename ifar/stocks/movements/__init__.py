"""Movement orders: arms of the State on their way from a store to another one of the same force."""
