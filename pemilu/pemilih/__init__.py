"""The roll: value objects, import, publication, lookup."""
