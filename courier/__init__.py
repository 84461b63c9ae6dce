"""Delivery of what nobody just asked for; its process arrives with the announcements."""
