"""The only writers of the portfolio: one file a noun, one function a verb."""
