"""Voluntary funding as everybody sees it: the lines of published agreements, behind the published figures."""
