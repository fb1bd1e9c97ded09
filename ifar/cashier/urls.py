"""Addresses of the counter's pages."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.cashier.services.payments import PAYMENT
from ifar.cashier.services.tills import TILL
from ifar.cashier.views import cards, day, likeness, payment, till

app_name = "cashier"
urlpatterns = [
    path("", day.day, name="day"),
    path("tills/new/", day.begin, name="begin"),
    path("tills/<str:public_id>/", till.one, name="till"),
    acts_below(TILL),
    path("pay/<str:about>/", payment.pay, name="pay"),
    path("pay/<str:about>/waiver/", payment.waive, name="waive"),
    path("payments/<str:public_id>/", payment.one, name="payment"),
    acts_below(PAYMENT),
    path("cards/", cards.stock, name="cards"),
    path("cards/delivery/", cards.receive, name="receive"),
    path("cards/issue/", cards.issue, name="issue"),
    path("cards/count/", cards.count, name="count_stock"),
    path("cards/write-off/", cards.write_off, name="write_off"),
    path("people/<str:party>/<slug:what>/", likeness.take, name="take"),
    path("likenesses/<str:public_id>/", likeness.picture, name="likeness"),
]
