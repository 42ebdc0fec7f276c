"""Addresses under /people/."""

from django.urls import path

from . import office_views, people_views, views

app_name = "people"
urlpatterns = [
    path("", people_views.people_list, name="list"),
    path("<int:pk>/", people_views.detail, name="detail"),
    path("<int:pk>/sign-in/", people_views.switch, name="switch"),
    path("<int:pk>/new-link/", people_views.give_new_link, name="new_link"),
    path("roles/<int:pk>/end/", people_views.end, name="end_grant"),
    path("invite/", people_views.invite, name="invite"),
    path("<int:pk>/offices/add/", office_views.join_office, name="join_office"),
    path("memberships/<int:pk>/end/", office_views.end_membership, name="end_membership"),
    path("offices/", office_views.office_list, name="offices"),
    path("offices/new/", office_views.new_office, name="new_office"),
    path("offices/<int:pk>/", office_views.office_page, name="office"),
    path("offices/<int:pk>/change/", office_views.change_office, name="change_office"),
    path("offices/<int:pk>/close/", office_views.close_office, name="close_office"),
    path("offices/<int:pk>/add/", office_views.add_member, name="add_member"),
    path("outbox/", people_views.outbox, name="outbox"),
    path("account/", views.account, name="account"),
    path("join/", views.join, name="join"),
    path("me/", views.my_data, name="me"),
    path("me/data.json", views.download, name="download"),
    path("me/correct/", views.correct_profile, name="correct"),
    path("me/consents/", views.consents, name="consents"),
    path("me/erase/", views.erase, name="erase"),
    path("second-factor/", views.second_factor, name="second_factor"),
]
