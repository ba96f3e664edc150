"""SQLModel tables, one module a concept; foreign keys, no Relationship across modules."""
