"""Mail: session and fetch (I/O); message, zones, contacts, intents, trust (pure); send (I/O)."""
