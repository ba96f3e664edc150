"""Login by OAuth2 (RFC 6749): providers, the ways to log in, kept tokens, and how mail and calendar servers are shown one."""
