"""Addresses of the official returns."""

from __future__ import annotations

from django.urls import path

from ifar.returns import quality_views, views
from ifar.returns.dashboards import views as dashboard_views
from ifar.returns.forms import views as form_views
from ifar.returns.hub import views as hub_views
from ifar.returns.open_data import views as open_views

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
    path("sdg-16-4-2.csv", views.sdg_file, {"form": "unsd"}, name="sdg_csv"),
    path("sdg-16-4-2-sdmx.csv", views.sdg_file, {"form": "sdmx"}, name="sdg_sdmx"),
    path("forms/", form_views.index, name="forms"),
    path("forms/<slug:code>/<int:year>/", form_views.form_page, name="form"),
    path("forms/<slug:code>/<int:year>/behind/", form_views.behind, name="form_behind"),
    path("forms/<slug:code>/<int:year>/answer/", form_views.answer, name="form_answer"),
    path("forms/<slug:code>/<int:year>/freeze/", views.freeze, name="form_freeze"),
    path("forms/<slug:code>/<int:year>/editions/<int:number>/", views.edition, name="form_edition"),
    path("forms/<slug:code>/<int:year>/return.csv", views.as_file, {"form": "csv"}, name="form_csv"),
    path("forms/<slug:code>/<int:year>/return.xlsx", views.as_file, {"form": "xlsx"}, name="form_xlsx"),
    path("forms/<slug:code>/<int:year>/editions/<int:number>/send/", hub_views.send, name="send"),
    path("forms/<slug:code>/<int:year>/editions/<int:number>/withdraw/", hub_views.withdraw, name="withdraw"),
    path("forms/<slug:code>/<int:year>/editions/<int:number>/receipt/", hub_views.receipt, name="receipt"),
    path("hub/", hub_views.compare, name="hub"),
    path("hub/received/", hub_views.received, name="received"),
    path("hub/files/", hub_views.editions, name="files"),
    path("hub/<slug:area>/<slug:form>/<int:year>/", hub_views.state, name="state"),
    path("quality/", quality_views.quality, name="quality"),
    path("quality/list/", quality_views.work_list, name="quality_list"),
    path("why-not-traced/", quality_views.why_not_traced, name="why_not_traced"),
]
