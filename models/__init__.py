"""What the firm knows and may do: no network, no configuration, no clock of its own."""
