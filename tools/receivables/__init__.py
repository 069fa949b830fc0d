"""Loads customers, invoices and their payments from a CSV file into an Odoo database."""
