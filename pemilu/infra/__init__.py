"""What the domain is made with: it knows no election word and no Flask."""
