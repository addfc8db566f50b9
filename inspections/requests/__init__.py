"""Requests (诉求): taken in, accepted, assigned, answered, called back; and the three rates (三率) they come to."""
