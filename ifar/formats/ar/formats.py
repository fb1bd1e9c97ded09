"""Numbers in Arabic: groups of three parted by a space that does not break, and a comma before the fraction (Django groups none)."""

NUMBER_GROUPING = 3
THOUSAND_SEPARATOR = "\u00a0"
DECIMAL_SEPARATOR = ","
