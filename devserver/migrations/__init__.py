"""Migrations of the database, run by the engine when it opens one."""
