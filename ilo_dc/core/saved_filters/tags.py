"""What a list offers of saved filters; loaded in every template."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import Context
from django.urls import reverse

from ilo_dc.core.saved_filters.actions.saved_filters import kept_query
from ilo_dc.core.saved_filters.lists import register_at
from ilo_dc.core.saved_filters.models import SavedFilter

register = template.Library()


@register.inclusion_tag("core/saved_filters/of_page.html", takes_context=True)
def saved_filters(context: Context) -> dict[str, Any]:
    """List the reader's filters of this list, and offer to save the one in force; strangers keep none."""
    request = context["request"]
    if not request.user.is_authenticated:
        return {}
    query = kept_query(request.GET.urlencode())
    rows = list(SavedFilter.objects.visible_to(request.user).of_page(request.path))
    save_url = f"{reverse('core:save-filter')}?{urlencode({'page': request.path, 'query': query})}"
    return {
        "rows": rows,
        "mailable": register_at(request.path) is not None,
        "query": query,
        "save_url": save_url if query and query not in {row.query for row in rows} else "",
    }
