"""From a file to the roll: source -> check -> load. A failed run leaves everything as it was."""
