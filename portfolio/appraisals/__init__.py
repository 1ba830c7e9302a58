"""Appraisals of proposals: scores by round, opinions of the bureaux, the decision, the clock of each step."""
