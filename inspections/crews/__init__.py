"""Tours of repair crews: who drives where, in which order, when, and why something was left out."""
