"""Addresses of the official returns."""

from __future__ import annotations

from django.urls import path

from ifar.returns import dashboard_views, open_views, views

app_name = "returns"
urlpatterns = [
    path("", views.years, name="years"),
    path("iafq/<int:year>/", views.iafq, name="iafq"),
    path("iafq/<int:year>/behind/", views.behind, name="behind"),
    path("iafq/<int:year>/freeze/", views.freeze, name="freeze"),
    path("iafq/<int:year>/editions/<int:number>/", views.edition, name="edition"),
    path("iafq/<int:year>/return.csv", views.as_file, {"form": "csv"}, name="csv"),
    path("iafq/<int:year>/return.xlsx", views.as_file, {"form": "xlsx"}, name="xlsx"),
    path("dashboards/", dashboard_views.dashboard, name="dashboards"),
    path("dashboards/due/", dashboard_views.returns_due, name="due"),
    path("dashboards/count/", dashboard_views.count_again, name="count"),
    path("dashboards/<slug:name>/", dashboard_views.dashboard, name="dashboard"),
    path("dashboards/<slug:name>/rows/", dashboard_views.rows, name="rows"),
    *(
        path(
            f"dashboards/<slug:name>/<slug:chart>.{form}",
            dashboard_views.chart,
            {"form": form},
            name=f"chart_{form}",
        )
        for form in ("csv", "svg", "png")
    ),
    path("open/", open_views.desk, name="open_desk"),
    path("open/<int:year>/", open_views.prepare, name="open_prepare"),
]
