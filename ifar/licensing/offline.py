"""`ifar recompute-draw`: do the draw of an inspection round again, with nothing but its file: no database, no network, no settings."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ifar.errors import Invalid
from ifar.licensing import draw

HELP: Final = (
    "Do the draw of an inspection round again from its file, and say whether it is what the rule draws."
)
LARGEST: Final = 32 * 1024 * 1024


def recompute_draw(words: Sequence[str]) -> int:
    """`ifar recompute-draw FILE`: exit code 0 where nothing differs, 1 where something does.

    Raises:
        Invalid: the file cannot be read, or is none of a draw.
    """
    parser = argparse.ArgumentParser(prog="ifar recompute-draw", description=HELP)
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--seed", help="the seed as it is known from elsewhere: the checkpoint's root in hexadecimal"
    )
    parser.add_argument("--frame-hash", help="the frame's hash as the log says it")
    chosen = parser.parse_args(words)
    try:
        if chosen.file.stat().st_size > LARGEST:
            raise Invalid("licensing.draw.form", f"{chosen.file} is too long for a draw.")
        value = draw.parse(json.loads(chosen.file.read_bytes()))
    except OSError as error:
        raise Invalid("licensing.draw.file", f"{chosen.file} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise Invalid("licensing.draw.form", f"{chosen.file} is no JSON document.") from error
    differences = list(draw.differences(value))
    if chosen.seed and chosen.seed.strip().lower() != value.seed:
        differences.append(f"The seed is {chosen.seed}, and the file says {value.seed}.")
    if chosen.frame_hash and chosen.frame_hash.strip().lower() != value.frame_hash:
        differences.append(
            f"The frame's hash in the log is {chosen.frame_hash}, and the file says {value.frame_hash}."
        )
    strata = len({member.stratum for member in value.frame})
    sys.stdout.write(
        f"Round {value.round}: {len(value.drawn)} drawn of {len(value.frame)} in {strata} strata, seed {value.seed}.\n{draw.SENTENCE}\n"
    )
    for line in differences:
        sys.stdout.write(f"DIFFERS  {line}\n")
    sys.stdout.write(
        "It is what the rule draws.\n" if not differences else f"{len(differences)} differences.\n"
    )
    return 1 if differences else 0
