"""The same thing told twice: found by evidence, judged by persons, merged so that nothing is lost, unmerged."""
