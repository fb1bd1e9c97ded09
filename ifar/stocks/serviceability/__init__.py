"""Whether arms of the State may be used: inspected, repaired, condemned; what is not serviceable is not issued."""
