"""The same thing told twice: found by evidence, judged by persons, merged and unmerged so that nothing is lost."""
