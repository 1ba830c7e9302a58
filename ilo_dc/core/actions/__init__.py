"""The only writers of core: one file a noun, one function a verb."""
