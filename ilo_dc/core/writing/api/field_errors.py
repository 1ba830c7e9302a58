"""What the API says of a field that cannot be read: what to write, in the words of the portal's forms."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

FILL_IN = _("Fill this in.")
LISTED = _("Choose one of the listed values.")
UNKNOWN = _("There is nothing of this name here.")
# By the field's class; a class takes over what the one that it comes from says.
WORDS: dict[type[serializers.Field[Any, Any, Any, Any]], dict[str, Any]] = {
    serializers.Field: {"required": FILL_IN, "null": FILL_IN},
    serializers.CharField: {
        "invalid": _("Write a text."),
        "blank": FILL_IN,
        "max_length": _("Shorten it to {max_length} characters."),
    },
    serializers.BooleanField: {"invalid": _("Write true or false.")},
    serializers.IntegerField: {
        "invalid": _("Write a whole number."),
        "min_value": _("Write {min_value} or more."),
        "max_value": _("Write {max_value} or less."),
    },
    serializers.DecimalField: {
        "invalid": _("Write a number, such as 1234567.89."),
        "min_value": _("Write {min_value} or more."),
        "max_value": _("Write {max_value} or less."),
        "max_digits": _("Write at most {max_digits} digits."),
        "max_decimal_places": _("Write at most {max_decimal_places} decimal places."),
        "max_whole_digits": _("Write at most {max_whole_digits} digits before the decimal point."),
    },
    serializers.DateField: {
        "invalid": _("Write the date as year-month-day: 2026-02-05."),
        "datetime": _("Write the date as year-month-day: 2026-02-05."),
    },
    serializers.DateTimeField: {
        "invalid": _("Write the moment as 2026-02-05T10:00:00Z."),
        "date": _("Write the moment as 2026-02-05T10:00:00Z."),
    },
    serializers.ChoiceField: {"invalid_choice": LISTED},
    serializers.MultipleChoiceField: {
        "invalid_choice": LISTED,
        "not_a_list": _("Write a list."),
        "empty": _("Name at least one."),
    },
    serializers.ListField: {"not_a_list": _("Write a list."), "empty": _("Name at least one.")},
    serializers.ListSerializer: {"not_a_list": _("Write a list."), "empty": _("Name at least one.")},
    serializers.ManyRelatedField: {"not_a_list": _("Write a list."), "empty": _("Name at least one.")},
    serializers.PrimaryKeyRelatedField: {"does_not_exist": UNKNOWN, "incorrect_type": UNKNOWN},
    serializers.SlugRelatedField: {"does_not_exist": UNKNOWN, "invalid": UNKNOWN},
    serializers.DictField: {"not_a_dict": _("Write an object with its fields.")},
    serializers.Serializer: {"invalid": _("Write an object with its fields.")},
    serializers.FileField: {
        "required": _("Choose a file."),
        "invalid": _("Send a file, as a form of a page does."),
        "empty": _("This file is empty. Choose one with something in it."),
    },
}


def say_what_to_write() -> None:
    """Put the portal's words in place of the framework's, for all fields; a field may have its own."""
    for field, words in WORDS.items():
        field.default_error_messages = {**field.__dict__.get("default_error_messages", {}), **words}
