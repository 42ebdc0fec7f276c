"""Mounted at quiz/. The number is the attempt's, the context an activity's key."""

from django.urls import path

from .bank import views as bank_views
from .extra_time import views as accommodation_views
from .figures import views as report_views
from .in_class import paper_views, supervision_views
from .integrity import views as integrity_views
from .marking import views as marking_views
from .placing import views as placement_views
from .regrading import views as regrade_views
from .scale import cut_views
from .scale import views as scale_views
from .screens import views
from .transfer import export_views, import_views

app_name = "assessments"
urlpatterns = [
    path("<int:pk>/", views.paper, name="paper"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/time/", views.time, name="time"),
    path("<int:pk>/result/", views.result, name="result"),
    path("questions/<str:context>/", report_views.questions, name="questions"),
    path("questions/<str:context>/csv/", report_views.questions_csv, name="questions_csv"),
    path("forms/", paper_views.printable, name="printable"),
    path("forms/<int:pk>/", paper_views.forms, name="forms"),
    path("form/<int:pk>/", paper_views.sheet, name="sheet"),
    path("form/<int:pk>/key/", paper_views.key_sheet, name="key_sheet"),
    path("form/<int:pk>/entry/", paper_views.entry, name="entry"),
    path("sessions/quiz/<int:pk>/", supervision_views.sessions, name="sessions"),
    path("sessions/<int:pk>/", supervision_views.session, name="session"),
    path("placement/", placement_views.start_page, name="placement"),
    path("placement/start/", placement_views.start, name="placement_start"),
    path("placement/<int:pk>/", placement_views.one_question, name="placement_question"),
    path("placement/<int:pk>/result/", placement_views.result, name="placement_result"),
    path("scale/", scale_views.scale, name="scale"),
    path("cuts/", cut_views.cuts, name="cuts"),
    path("cuts/give/", cut_views.give, name="cuts_give"),
    path("cuts/lead/", cut_views.lead, name="cuts_lead"),
    path("questions/<str:context>/xlsx/", report_views.questions_xlsx, name="questions_xlsx"),
    path("questions/<str:context>/typed/", report_views.typed, name="typed_answers"),
    path("integrity/<str:context>/", integrity_views.integrity, name="integrity"),
    path("integrity/<str:context>/<int:attempt>/", integrity_views.integrity_look, name="integrity_look"),
    path("integrity/<str:context>/<int:attempt>/<int:other>/", integrity_views.integrity_look, name="integrity_look"),
    path("try/", bank_views.attempt_preview, name="try"),
    path("items/<int:pk>/", bank_views.item, name="item"),
    path("items/<int:pk>/compare/", bank_views.compare, name="compare"),
    path("items/<int:pk>/version/<int:number>/", bank_views.version, name="version"),
    path("items/<int:pk>/regrade/", regrade_views.prepare, name="regrade_new"),
    path("regrades/", regrade_views.regrades, name="regrades"),
    path("regrades/<int:pk>/", regrade_views.regrade, name="regrade"),
    path("regrades/<int:pk>/csv/", regrade_views.regrade_csv, name="regrade_csv"),
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
    path("<int:pk>/file/", views.send_file, name="send_file"),
    path("<int:pk>/file/<str:ref>/", views.file, name="file"),
    path("marking/", marking_views.desk, name="desk"),
    path("marking/next/", marking_views.next_work, name="next_work"),
    path("marking/done/", marking_views.done, name="marked"),
    path("marking/differences/", marking_views.differences, name="differences"),
    path("marking/<int:pk>/", marking_views.work, name="work"),
    path("marking/<int:pk>/name/", marking_views.name, name="whose_work"),
    path("marking/<int:pk>/take-back/", marking_views.take_back, name="take_back"),
    path("marking/<int:pk>/file/<str:ref>/", marking_views.file, name="work_file"),
]
