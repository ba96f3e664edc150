"""Bounds of what a calendar may cost. No code: a number, its unit and why."""

from datetime import timedelta

# One answer of a server is read in pieces up to here (HW: hostile CalDAV server).
MAX_ANSWER_BYTES = 20 * 1024 * 1024

# One calendar object: a series with hundreds of changed instances is well below.
MAX_OBJECT_BYTES = 4 * 1024 * 1024

# A content line after unfolding; longer ones are inline attachments, which are never wanted.
MAX_LINE_BYTES = 64 * 1024

# VEVENTs of one object, and how deep components may nest.
MAX_COMPONENTS = 5_000
MAX_DEPTH = 8

# Occurrences of one series inside the window (HW: recurrence bombs).
MAX_OCCURRENCES = 1_000

# EXDATE and RDATE values of one series.
MAX_LISTED_DATES = 10_000

# Values of one BY-part, and starts that a rule may give in a day (BYHOUR x BYMINUTE x BYSECOND).
MAX_PART_VALUES = 400
MAX_STARTS_A_DAY = 24

# Recurring events begin no earlier: nothing that a firm plans today does (HW: recurrence bombs from 1970 and year 1).
EARLIEST_SERIES_YEAR = 1970

# Starts outside are typing errors or attacks.
EARLIEST_YEAR = 1900
LATEST_YEAR = 2200

# A longer event is no visit; its end would lie beyond every window.
MAX_DURATION = timedelta(days=366)

# Text taken over as a hint.
MAX_TEXT = 200
MAX_PEOPLE = 200
MAX_DESCRIPTION = 4_000

# How far a pull looks ahead, and how far back a series is expanded when it has too many occurrences for the whole window.
WINDOW_AHEAD = timedelta(days=400)
DENSE_WINDOW_BACK = timedelta(days=590)
