"""The history of the tables: one script per change, run in order by ``Database.migrate``."""
