"""Cases of other systems, with their history: read, kept and compared, never worked on here."""
