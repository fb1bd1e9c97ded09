"""Where Debian's Chromium is: the one without windows where there is one, which does the same in half the time."""

from __future__ import annotations

import os
from shutil import which
from typing import Final

CHROMIUM: Final = os.environ.get("CHROMIUM") or which("chromium-headless-shell") or which("chromium")
