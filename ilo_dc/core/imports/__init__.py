"""A sheet on its way in: uploaded, checked, decided on, saved."""
