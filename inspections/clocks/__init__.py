"""The clocks of a ticket: limits and calendars as versioned data, what each step does to them, and what rings when."""
