"""Students' side: profiles and the question log."""
