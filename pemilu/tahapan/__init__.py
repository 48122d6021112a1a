"""The election calendar: what is open at a moment, and when an answer is due."""
