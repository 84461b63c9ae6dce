"""Technology results, patents and revenue shares; arrives with licensing."""
