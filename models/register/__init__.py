"""The only code that opens a session: intake, outbox, consent ledger, queries, audit."""
