"""Pages for clients: answer, withdraw, see and change consents, confirm one. No JavaScript, no cookie, nothing from elsewhere."""
