"""Country programmes (DWCP): their life, priorities, outcomes, indicators, links and documents."""
