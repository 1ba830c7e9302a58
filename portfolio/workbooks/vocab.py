"""The workbooks of a country programme and of a project: sheets and columns, the same on the way out and in.

A column's name is the field of the action that saves it. Headings and choices stand in the workbook in the
language it was made in; its hidden sheet says which heading and which choice means what.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portfolio.project_results.rules import NARRATIVE_MOST as REPORT_MOST
from portfolio.updates.rules import NARRATIVE_MOST

# What an uploaded workbook is called among the sheets that the portal keeps.
PROGRAMME_SHEET, PROJECT_SHEET = "programme-sheet", "project-sheet"
WORKBOOKS = (PROGRAMME_SHEET, PROJECT_SHEET)

PROGRAMME, PRIORITIES, OUTCOMES = "programme", "priorities", "outcomes"
INDICATORS, MILESTONES = "indicators", "milestones"
UPDATES, UPDATE_VALUES = "updates", "update_values"
UPDATE_SHEETS = (UPDATES, UPDATE_VALUES)  # an update, and where each indicator of its outcome stood

RESULTS, PROJECT_INDICATORS = "project_results", "project_indicators"
TARGETS, RISKS = "project_targets", "project_risks"
REPORTS, REPORT_VALUES = "progress_reports", "progress_values"
REPORT_SHEETS = (REPORTS, REPORT_VALUES)  # a report, and where each indicator of the project stood

# The hidden sheet: kind, words and key of everything that the workbook says in words.
LISTS = "_lists"
WRITTEN = "written"  # there, by row of an update: the fingerprint of what it said
# 1 asked for the day after a last one, 2 had no outcome updates, 3 no values of milestones.
FORMAT = "country-programme-4"
PROJECT_FORMAT = "project-1"
FORMER_FORMATS = ("country-programme-1", "country-programme-2", "country-programme-3")

ID, VERSION, PARENT, REFERENCE = "id", "version", "parent", "reference"
TEXT, CHOICE, DAY, LAST_DAY, WHOLE, NUMBER = "text", "choice", "day", "last_day", "whole", "number"
DAYS = (DAY, LAST_DAY)  # a last day is stored as the day after it
# Lists whose keys are records: nothing chosen is none of them, and no key is typed.
KEYED_LISTS = ("office", "priority", "outcome")
COUNTED = "characters"  # counts the letters of the text before it
WORDS_MOST = 300
# What the portal alone writes; of a parent and a reference it does so in the rows that it filled.
ALWAYS_LOCKED = (ID, VERSION)
LOCKED_WHEN_FILLED = (PARENT, REFERENCE)
# A key names the record of a row that the portal began; information is for the eyes, and never read.
KEY, INFORMATION = "key", "information"
NOT_SAVED = (*ALWAYS_LOCKED, *LOCKED_WHEN_FILLED, KEY, INFORMATION)


@dataclass(frozen=True)
class BookColumn:
    """A column: the field it holds, its heading, how a cell is read; `choices` names a list.

    `longest`: the characters that a text may have, which the workbook counts; more are kept and refused.
    """

    name: str
    label: Promise
    kind: str = TEXT
    width: int = 14
    required: bool = False
    choices: str = ""
    least: int = 1
    most: int = 99
    longest: int = 0


@dataclass(frozen=True)
class BookSheet:
    """A sheet; one that `grows` takes new rows, below those that the portal filled."""

    code: str
    label: Promise
    columns: tuple[BookColumn, ...]
    grows: bool = True

    def column(self, name: str) -> BookColumn:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)

    def place(self, name: str) -> int:
        """Return where the column of that name stands, from 0."""
        return self.columns.index(self.column(name))

    @property
    def saved_columns(self) -> tuple[BookColumn, ...]:
        """The columns that an action saves."""
        return tuple(one for one in self.columns if one.kind not in NOT_SAVED)


KEYS = (
    BookColumn("id", _("id (do not change)"), ID, 10),
    BookColumn("version", _("version (do not change)"), VERSION, 10),
)


def _consulted(party: str, label: Promise, day: Promise) -> tuple[BookColumn, BookColumn]:
    return (
        BookColumn(party, label, CHOICE, required=True, choices="yes_no"),
        BookColumn(f"{party}_on", day, DAY),
    )


def _year(name: str, label: Promise) -> BookColumn:
    return BookColumn(name, label, WHOLE, least=1990, most=2100)


SHEETS = (
    BookSheet(
        PROGRAMME,
        _("Programme"),
        (
            *KEYS,
            BookColumn("title", _("Title"), width=50, required=True),
            BookColumn("language", _("Language of its texts"), CHOICE, required=True, choices="language"),
            BookColumn("starts_on", _("First day"), DAY),
            BookColumn("ends_on", _("Last day"), LAST_DAY),
            BookColumn("generation", _("Generation"), WHOLE),
            BookColumn("pilot", _("Pilot of the new generation"), CHOICE, required=True, choices="yes_no"),
            BookColumn("office", _("Responsible office"), CHOICE, 30, choices="office"),
            BookColumn("consulted_on", _("Constituents consulted on"), DAY),
            BookColumn("theory_of_change", _("Theory of change"), width=80),
        ),
        grows=False,
    ),
    BookSheet(
        PRIORITIES,
        _("Priorities"),
        (
            *KEYS,
            BookColumn("position", _("Number"), WHOLE, required=True),
            BookColumn("title", _("Title"), width=80, required=True),
        ),
        grows=False,
    ),
    BookSheet(
        OUTCOMES,
        _("Outcomes"),
        (
            *KEYS,
            BookColumn("priority", _("Priority"), CHOICE, 30, required=True, choices="priority"),
            BookColumn("code", _("CPO code"), required=True),
            BookColumn("title", _("Title"), width=60, required=True),
            BookColumn("category", _("Category"), CHOICE, required=True, choices="category"),
            BookColumn("progress", _("Progress"), CHOICE, 18, choices="progress"),
            BookColumn("office", _("Responsible office"), CHOICE, 30, choices="office"),
        ),
    ),
    BookSheet(
        INDICATORS,
        _("Indicators"),
        (
            *KEYS,
            BookColumn("outcome", _("CPO code"), PARENT, required=True),
            BookColumn("reference", _("Number of the indicator"), REFERENCE),
            BookColumn("text", _("Indicator"), width=60, required=True),
            BookColumn("unit", _("Unit")),
            BookColumn("whole_numbers", _("Whole numbers only"), CHOICE, choices="yes_no"),
            BookColumn("baseline_value", _("Baseline"), NUMBER),
            BookColumn("baseline_text", _("Baseline in words"), width=30),
            _year("baseline_year", _("Year of the baseline")),
            BookColumn("target_value", _("Target"), NUMBER),
            BookColumn("target_text", _("Target in words"), width=30),
            _year("target_year", _("Year of the target")),
        ),
    ),
    BookSheet(
        MILESTONES,
        _("Milestones"),
        (
            *KEYS,
            BookColumn("indicator", _("Number of the indicator"), PARENT, required=True),
            BookColumn("due_on", _("Due"), DAY, required=True),
            BookColumn("text", _("Milestone"), width=60, required=True),
            BookColumn("value", _("Value to be reached"), NUMBER),
            BookColumn("status", _("Progress"), CHOICE, 18, choices="progress"),
        ),
    ),
    BookSheet(
        UPDATES,
        _("Outcome updates"),
        (
            *KEYS,
            BookColumn("outcome", _("CPO code"), KEY, required=True),
            BookColumn("period", _("Period"), KEY, required=True),
            BookColumn("about", _("Outcome"), INFORMATION, 40),
            BookColumn("state", _("State"), INFORMATION, 24),
            BookColumn("due_on", _("Due"), INFORMATION),
            BookColumn("submit", _("Submit now"), CHOICE, required=True, choices="yes_no"),
            BookColumn("progress", _("Progress"), CHOICE, 18, choices="progress"),
            BookColumn("narrative", _("What was achieved"), width=80, longest=NARRATIVE_MOST),
            BookColumn(COUNTED, _("Characters (at most 1500)"), INFORMATION, 12),
            BookColumn("language", _("Language of this text"), CHOICE, required=True, choices="language"),
            *_consulted("government", _("Government"), _("Government, on")),
            *_consulted("employers", _("Employers"), _("Employers, on")),
            *_consulted("workers", _("Workers"), _("Workers, on")),
        ),
        grows=False,
    ),
    BookSheet(
        UPDATE_VALUES,
        _("Values of the updates"),
        (
            BookColumn("indicator", _("Number of the indicator"), KEY, required=True),
            BookColumn("period", _("Period"), KEY, required=True),
            BookColumn("about", _("Indicator"), INFORMATION, 50),
            BookColumn("unit", _("Unit"), INFORMATION),
            BookColumn("last", _("Last reported"), INFORMATION, 24),
            BookColumn("target", _("Target"), INFORMATION, 24),
            BookColumn("value", _("Value"), NUMBER),
            BookColumn("words", _("Value in words"), width=40, longest=WORDS_MOST),
        ),
        grows=False,
    ),
)
PROJECT_SHEETS = (
    BookSheet(
        RESULTS,
        _("Results"),
        (
            *KEYS,
            BookColumn("parent", _("Number of the outcome"), PARENT),
            BookColumn("reference", _("Number of the result"), REFERENCE),
            BookColumn("level", _("Level"), CHOICE, required=True, choices="level"),
            BookColumn("position", _("Number"), WHOLE, required=True),
            BookColumn("text", _("Text"), width=60, required=True),
            BookColumn("outcome", _("Country programme outcome"), CHOICE, 30, choices="outcome"),
        ),
    ),
    BookSheet(
        PROJECT_INDICATORS,
        _("Indicators"),
        (
            *KEYS,
            BookColumn("result", _("Number of the result"), PARENT, required=True),
            BookColumn("reference", _("Number of the indicator"), REFERENCE),
            BookColumn("text", _("Indicator"), width=60, required=True),
            BookColumn("unit", _("Unit")),
            BookColumn("by_sex", _("By sex"), CHOICE, required=True, choices="yes_no"),
            BookColumn("baseline_value", _("Baseline"), NUMBER),
            BookColumn("baseline_on", _("Day of the baseline"), DAY),
        ),
    ),
    BookSheet(
        TARGETS,
        _("Targets"),
        (
            *KEYS,
            BookColumn("indicator", _("Number of the indicator"), PARENT, required=True),
            BookColumn("due_on", _("To be reached on"), DAY, required=True),
            BookColumn("value", _("Target"), NUMBER),
            BookColumn("women", _("Women"), NUMBER),
            BookColumn("men", _("Men"), NUMBER),
        ),
    ),
    BookSheet(
        RISKS,
        _("Risks"),
        (
            *KEYS,
            BookColumn("text", _("What may happen"), width=60, required=True),
            BookColumn("likelihood", _("Likelihood"), CHOICE, required=True, choices="scale"),
            BookColumn("impact", _("Impact"), CHOICE, required=True, choices="scale"),
            BookColumn("response", _("Response"), width=60),
            BookColumn("owner", _("Owner"), CHOICE, 30, choices="office"),
        ),
    ),
    BookSheet(
        REPORTS,
        _("Progress reports"),
        (
            *KEYS,
            BookColumn("period", _("First day of the period"), KEY, required=True),
            BookColumn("last_day", _("Last day"), INFORMATION),
            BookColumn("state", _("State"), INFORMATION, 24),
            BookColumn("due_on", _("Due"), INFORMATION),
            BookColumn("submit", _("Submit now"), CHOICE, required=True, choices="yes_no"),
            BookColumn("rating", _("Rating"), CHOICE, 18, choices="progress"),
            BookColumn("narrative", _("What was achieved"), width=80, longest=REPORT_MOST),
            BookColumn(COUNTED, _("Characters (at most 3000)"), INFORMATION, 12),
            BookColumn("language", _("Language of this text"), CHOICE, required=True, choices="language"),
        ),
        grows=False,
    ),
    BookSheet(
        REPORT_VALUES,
        _("Values of the reports"),
        (
            BookColumn("indicator", _("Number of the indicator"), KEY, required=True),
            BookColumn("period", _("First day of the period"), KEY, required=True),
            BookColumn("about", _("Indicator"), INFORMATION, 50),
            BookColumn("unit", _("Unit"), INFORMATION),
            BookColumn("last", _("Last reported"), INFORMATION, 24),
            BookColumn("target", _("Target"), INFORMATION, 24),
            BookColumn("value", _("Value"), NUMBER),
            BookColumn("women", _("Women"), NUMBER),
            BookColumn("men", _("Men"), NUMBER),
            BookColumn("words", _("Value in words"), width=40, longest=WORDS_MOST),
        ),
        grows=False,
    ),
)
SHEET = {sheet.code: sheet for sheet in (*SHEETS, *PROJECT_SHEETS)}
