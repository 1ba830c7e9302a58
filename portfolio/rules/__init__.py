"""Pure rules of the portfolio: values in, values out; no Django, no clock, no database."""
