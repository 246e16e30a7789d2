"""Migrations: how the tables came to be, one step a file; run by `service.store.migrate`."""
