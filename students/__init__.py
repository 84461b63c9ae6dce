"""What students do with the programme; for now, the log of their questions."""
