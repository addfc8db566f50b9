"""Owners without an account: one-time links, answers by telephone entered by the desk, and whom nobody reaches."""
