"""The wall: the figures a leader sees on one screen, each with the list behind it."""
