from django.urls import path

from funding.partnerships import pages

urlpatterns = [
    path("partnerships/", pages.PartnershipsPage.as_view(), name="partnerships"),
    path("partnerships/<slug:code>/", pages.partnership, name="partnership"),
]
