"""Addresses of the bound books."""

from __future__ import annotations

from django.urls import path

from ifar.acts.edges import acts_below
from ifar.books.services.counts import COUNTED
from ifar.books.services.declaring import DECLARATION
from ifar.books.services.orders import ORDER
from ifar.books.views import (
    balance,
    book,
    closing,
    counts,
    declarations,
    export,
    opening,
    orders,
    proofing,
    repairs,
    sales,
    taking_in,
)

app_name = "books"
urlpatterns = [
    path("book/", book.own, name="own"),
    path("book/sales/", sales.sales, name="sales"),
    path("book/taken-in/new/", taking_in.take_in, name="take_in"),
    path("book/repairs/", repairs.repairs, name="repairs"),
    path("book/repairs/out/", repairs.hand_out, name="repairs_out"),
    path("book/proof/", proofing.proof, name="proof"),
    path("book/refused-buyers/new/", sales.refusal, name="refusal"),
    path("book/sales/<str:public_id>/<slug:what>/", sales.act, name="sale_act"),
    path("book/opening/", opening.declare, name="opening"),
    path("book/orders/", orders.listed, name="orders"),
    path("book/orders/new/", orders.declare, name="declare_order"),
    path("book/orders/<str:public_id>/", orders.one, name="order"),
    acts_below(ORDER, "book/orders/<str:public_id>/"),
    path("book/counts/", counts.listed, name="counts"),
    path("book/counts/begin/", counts.begin, name="count_begin"),
    path("book/counts/<str:public_id>/", counts.one, name="count"),
    path("book/counts/<str:public_id>/file/", counts.bring, name="count_file"),
    path("book/counts/<str:public_id>/close/", counts.close, name="count_close"),
    acts_below(COUNTED, "book/counts/<str:public_id>/"),
    path("book/day/", counts.day, name="day"),
    path("books/declarations/", declarations.listed, name="declarations"),
    path("books/declarations/new/", declarations.new, name="load_declaration"),
    path("books/declarations/<str:public_id>/", declarations.one, name="declaration"),
    acts_below(DECLARATION, "books/declarations/<str:public_id>/"),
    path("books/", book.listed, name="list"),
    path("books/<str:public_id>/", book.one, name="book"),
    path("books/<str:public_id>/balance/", balance.shown_balance, name="balance"),
    path("books/<str:public_id>/balance/rows/", balance.behind, name="balance_rows"),
    path("books/<str:public_id>/balance.xlsx", balance.workbook, name="balance_workbook"),
    path("books/<str:public_id>/closing/", closing.closing, name="closing"),
    path("books/<str:public_id>/closing/deposit/", closing.deposit, name="deposit"),
    path("books/<str:public_id>/book.<str:form>", export.export, name="export"),
]
