"""Clearances of public-private partnerships: requested, screened, advised on, decided; confidential."""
