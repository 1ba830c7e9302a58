"""What forms carry so that nothing is saved twice and nothing typed is lost; loaded in every template."""

from __future__ import annotations

import secrets

from django import template
from django.utils.html import format_html

from ilo_dc.core.repeats import ONCE

register = template.Library()


@register.simple_tag
def once() -> str:
    """Write a form's one-time key: the page calls `answer_once`, and sending the form again saves once."""
    return format_html('<input type="hidden" name="{}" value="{}">', ONCE, secrets.token_urlsafe(16))
