"""The shape in which every feature says what awaits a person."""
