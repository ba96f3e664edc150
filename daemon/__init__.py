"""Running it: configuration, service, jobs, letters, command line and pages."""
