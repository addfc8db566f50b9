"""Suggestions: what whoever uses the application would have otherwise, and what was answered."""
