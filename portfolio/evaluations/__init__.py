"""Evaluations of projects, country programmes and strategies: recommendations, responses, lessons."""
