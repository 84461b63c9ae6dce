"""What every kind of request shares: forms filled over days, files, numbers; no kind of its own."""
