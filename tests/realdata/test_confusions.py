"""The confusion counts of the product are the half of the measured ones that its page says they are."""

import csv
import random
from collections import Counter
from pathlib import Path

from ifar.registry.confusions import COUNTS


def test_the_counts_are_the_first_half_of_the_shuffled_observations(real_data: Path) -> None:
    with (real_data / "noise" / "openalpr_confusion_counts.csv").open(newline="") as file:
        rows = [(row["true_char"], row["read_char"], int(row["count"])) for row in csv.DictReader(file)]
    observations = [(held, read) for held, read, count in rows for _ in range(count)]
    random.Random(1).shuffle(observations)
    half = Counter(observations[: len(observations) // 2])
    assert {(held, read): n for held, reads in COUNTS.items() for read, n in reads.items()} == dict(half)
