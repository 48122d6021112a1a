"""Regions, polling places, and what part of the country somebody may see."""
