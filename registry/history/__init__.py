"""What was, and what was known: who changes the register, deeds, reading as of a moment, and what became of codes."""
