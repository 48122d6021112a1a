"""What staff did and what they opened: an append-only record that shows when somebody touched it."""
