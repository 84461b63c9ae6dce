"""Assembly: command line, settings, the durable inbox and the pollers."""
