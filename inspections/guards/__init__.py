"""Open holes and who stands by them: guards, entry into wells, declared openings, storms."""
