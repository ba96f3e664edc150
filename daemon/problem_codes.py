"""Why an item could not be read, and what a person can do about it. The words of each code stand in reasons.toml."""

from enum import StrEnum


class ProblemCode(StrEnum):
    """The codes that connectors and their reader give. The class of an exception stands in their place for a fault of ours."""

    TOO_LARGE = "too_large"
    HEADERS_TOO_LARGE = "headers_too_large"
    TOO_MANY_HEADERS = "too_many_headers"
    HEADER_LINE_TOO_LONG = "header_line_too_long"
    TOO_MANY_PARTS = "too_many_parts"
    TOO_DEEP = "too_deep"
    TOO_MANY_ADDRESSES = "too_many_addresses"
    NOT_A_MESSAGE = "not_a_message"
    CPU_LIMIT = "cpu_limit"
    MEMORY_LIMIT = "memory_limit"
    WALL_LIMIT = "wall_limit"
    READER_DIED = "reader_died"
    REPLY_INVALID = "reply_invalid"
    ANSWER_CONTRADICTS = "answer_contradicts"
    ANSWER_INCOMPLETE = "answer_incomplete"
    ANSWER_TOO_LARGE = "answer_too_large"
    ANSWER_UNUSABLE = "answer_unusable"
    CONNECTION_LOST = "connection_lost"
    NOT_A_CALENDAR = "not_a_calendar"
    TOO_MANY_COMPONENTS = "too_many_components"
    CUT_OFF = "cut_off"
    NO_START = "no_start"
    UID_REPEATED = "uid_repeated"
    TIME_UNREADABLE = "time_unreadable"
    TIME_OUT_OF_RANGE = "time_out_of_range"
    TOO_LONG = "too_long"
    MOVED_TOO_FAR = "moved_too_far"
    TOO_MANY_OCCURRENCES = "too_many_occurrences"
    TOO_MANY_DATES = "too_many_dates"
    RULE_UNREADABLE = "rule_unreadable"
    RULE_UNSUPPORTED = "rule_unsupported"
    RULE_EXRULE = "rule_exrule"
    RULE_INTERVAL = "rule_interval"
    RULE_TOO_OLD = "rule_too_old"
    RULE_TOO_FAST = "rule_too_fast"
    RULE_TOO_DENSE = "rule_too_dense"
    RULE_TOO_COSTLY = "rule_too_costly"


class Advice(StrEnum):
    """What a person can do about an item that could not be read."""

    LOOK = "look"
    AGAIN = "again"
    CALENDAR = "calendar"
    REPORT = "report"
    RIGHTS = "rights"


_OF_A_SERVER = frozenset(
    {
        ProblemCode.ANSWER_CONTRADICTS,
        ProblemCode.ANSWER_INCOMPLETE,
        ProblemCode.ANSWER_TOO_LARGE,
        ProblemCode.ANSWER_UNUSABLE,
        ProblemCode.CONNECTION_LOST,
    }
)
_OF_US = frozenset({ProblemCode.READER_DIED, ProblemCode.REPLY_INVALID})
_IN_THE_CALENDAR = frozenset(tuple(ProblemCode)[tuple(ProblemCode).index(ProblemCode.NOT_A_CALENDAR) :])
_FILES = frozenset({"PermissionError", "FileNotFoundError", "IsADirectoryError"})


def advice_for(code: str) -> Advice:
    """Give what to do for a code as the register stores it."""
    if code in _FILES:
        return Advice.RIGHTS
    if code not in set(ProblemCode) or code in _OF_US:
        return Advice.REPORT
    if code in _OF_A_SERVER:
        return Advice.AGAIN
    return Advice.CALENDAR if code in _IN_THE_CALENDAR else Advice.LOOK
