"""Addresses of reported problems, below `/figures/problems/`."""

from django.urls import path

from reporting.figure_problems import pages

urlpatterns = [
    path("", pages.FigureProblemsPage.as_view(), name="figure-problems"),
    path("<int:pk>/", pages.problem_page, name="figure-problem"),
    path("<int:pk>/answer/", pages.AnswerProblem.as_view(), name="answer-figure-problem"),
]
