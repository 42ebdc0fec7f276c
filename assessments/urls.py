"""Mounted at quiz/. The number is the attempt's, the context an activity's key."""

from django.urls import path

from . import integrity_views, report_views, views

app_name = "assessments"
urlpatterns = [
    path("<int:pk>/", views.paper, name="paper"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/result/", views.result, name="result"),
    path("questions/<str:context>/", report_views.questions, name="questions"),
    path("questions/<str:context>/csv/", report_views.questions_csv, name="questions_csv"),
    path("questions/<str:context>/xlsx/", report_views.questions_xlsx, name="questions_xlsx"),
    path("integrity/<str:context>/", integrity_views.integrity, name="integrity"),
    path("integrity/<str:context>/<int:attempt>/", integrity_views.integrity_look, name="integrity_look"),
    path("integrity/<str:context>/<int:attempt>/<int:other>/", integrity_views.integrity_look, name="integrity_look"),
    path("<int:pk>/again/", views.again, name="again"),
]
