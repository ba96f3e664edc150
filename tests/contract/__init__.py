"""Behaviours that every connector and every sender shows, the real ones and the fakes alike."""
