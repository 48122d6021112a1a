"""Staff: the committees that answer, and who may do what."""
