"""Alignment of country programmes with the results of UN frameworks."""
