"""The addresses of ifar, and the style guide, which otherwise stands in demonstration mode alone."""

from __future__ import annotations

from django.urls import path

from ifar.style_guide import style_guide
from ifar.urls import handler400, handler403, handler404, handler500
from ifar.urls import urlpatterns as own

urlpatterns = [*own, path("style-guide/", style_guide, name="style_guide")]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
