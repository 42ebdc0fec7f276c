"""Mounted at quiz/. The number is the attempt's, the context an activity's key."""

from django.urls import path

from . import paper_views, report_views, views

app_name = "assessments"
urlpatterns = [
    path("<int:pk>/", views.paper, name="paper"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/result/", views.result, name="result"),
    path("questions/<str:context>/", report_views.questions, name="questions"),
    path("questions/<str:context>/csv/", report_views.questions_csv, name="questions_csv"),
    path("forms/", paper_views.printable, name="printable"),
    path("forms/<int:pk>/", paper_views.forms, name="forms"),
    path("form/<int:pk>/", paper_views.sheet, name="sheet"),
    path("form/<int:pk>/key/", paper_views.key_sheet, name="key_sheet"),
    path("form/<int:pk>/entry/", paper_views.entry, name="entry"),
    path("<int:pk>/again/", views.again, name="again"),
]
