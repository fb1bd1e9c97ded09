"""Words of Django's own that the catalogues say better: marked here, so that they stay in them; nothing imports this."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import ngettext_lazy

AGES: Final[tuple[Any, ...]] = (
    ngettext_lazy("%(num)d year", "%(num)d years", "num"),
    ngettext_lazy("%(num)d month", "%(num)d months", "num"),
    ngettext_lazy("%(num)d week", "%(num)d weeks", "num"),
    ngettext_lazy("%(num)d day", "%(num)d days", "num"),
    ngettext_lazy("%(num)d hour", "%(num)d hours", "num"),
    ngettext_lazy("%(num)d minute", "%(num)d minutes", "num"),
)
"""What `timesince` says: after «قبل» Arabic has other forms than Django's, and no «1 دقيقة»."""
