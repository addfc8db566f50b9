"""Duty: who is on duty where, leave and stand-ins, whose turn a ticket is, and what a shift hands to the next."""
