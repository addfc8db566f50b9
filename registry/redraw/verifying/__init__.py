"""Whether a plan keeps every rule, told from its shapes and rows alone: nothing here knows how a plan is made."""
