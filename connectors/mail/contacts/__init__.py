"""Contacts: values of persons and organisations in the lines of a message, and whose they are."""
