"""Reports of citizens about the list: their kinds, evidence, receipts and the way to an answer."""
