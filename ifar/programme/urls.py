"""Addresses of the programme."""

from __future__ import annotations

from django.urls import path

from ifar.programme.views import fund, strategy, values

app_name = "programme"
urlpatterns = [
    path("", strategy.whole, name="strategy"),
    path("indicators/", values.listed, name="indicators"),
    path("indicators/<str:public_id>/", values.indicator, name="indicator"),
    path("indicators/<str:public_id>/report/", values.report, name="report"),
    path("indicators/<str:public_id>/count/", values.compute, name="compute"),
    path("values/<str:public_id>/", values.value, name="value"),
    path("values/<str:public_id>/change/", values.change, name="change"),
    path("values/<str:public_id>/act/", values.act, name="act"),
    path("fund/", fund.whole, name="fund"),
    path("fund/<str:public_id>/", fund.statement, name="statement"),
    path("fund/<str:public_id>/statement.<str:form>", fund.statement_file, name="statement_file"),
    path("iati/<str:which>.xml", fund.iati, name="iati"),
]
