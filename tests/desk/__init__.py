"""The staff's web pages, through HTTP on a real application and database."""
