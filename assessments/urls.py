"""Mounted at quiz/. The number is the attempt's, the context an activity's key."""

from django.urls import path

from . import (
    accommodation_views,
    cut_views,
    export_views,
    import_views,
    integrity_views,
    placement_views,
    report_views,
    scale_views,
    views,
)

app_name = "assessments"
urlpatterns = [
    path("<int:pk>/", views.paper, name="paper"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/time/", views.time, name="time"),
    path("<int:pk>/result/", views.result, name="result"),
    path("questions/<str:context>/", report_views.questions, name="questions"),
    path("questions/<str:context>/csv/", report_views.questions_csv, name="questions_csv"),
    path("placement/", placement_views.start_page, name="placement"),
    path("placement/start/", placement_views.start, name="placement_start"),
    path("placement/<int:pk>/", placement_views.one_question, name="placement_question"),
    path("placement/<int:pk>/result/", placement_views.result, name="placement_result"),
    path("scale/", scale_views.scale, name="scale"),
    path("cuts/", cut_views.cuts, name="cuts"),
    path("cuts/give/", cut_views.give, name="cuts_give"),
    path("cuts/lead/", cut_views.lead, name="cuts_lead"),
    path("questions/<str:context>/xlsx/", report_views.questions_xlsx, name="questions_xlsx"),
    path("integrity/<str:context>/", integrity_views.integrity, name="integrity"),
    path("integrity/<str:context>/<int:attempt>/", integrity_views.integrity_look, name="integrity_look"),
    path("integrity/<str:context>/<int:attempt>/<int:other>/", integrity_views.integrity_look, name="integrity_look"),
    path("<int:pk>/again/", views.again, name="again"),
    path("accommodations/", accommodation_views.overview, name="accommodations"),
    path("accommodations/person/<int:pk>/", accommodation_views.of_person, name="accommodate_person"),
    path("accommodations/office/<int:pk>/", accommodation_views.of_office, name="accommodate_office"),
    path("accommodations/<int:pk>/end/", accommodation_views.end, name="end_accommodation"),
    path("imports/", import_views.imports, name="imports"),
    path("imports/sheet/", import_views.sheet, name="import_sheet"),
    path("imports/<int:pk>/", import_views.import_page, name="import"),
    path("imports/<int:pk>/progress/", import_views.progress, name="import_progress"),
    path("imports/<int:pk>/add/", import_views.add, name="import_add"),
    path("imports/<int:pk>/undo/", import_views.undo, name="import_undo"),
    path("imports/<int:pk>/again/", import_views.again, name="import_again"),
    path("imports/<int:pk>/discard/", import_views.discard, name="import_discard"),
    path("imports/<int:pk>/pictures/<str:name>/", import_views.picture, name="import_picture"),
    path("exports/", export_views.exports, name="exports"),
    path("exports/file/", export_views.export_file, name="export_file"),
]
