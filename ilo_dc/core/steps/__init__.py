"""What a round of work waits for: steps with their clocks and reminders, opinions, settings from a day on."""
