"""Border roads: which organisation answers for which side of which road segment, from when until when."""
