"""The catalogue of mail about alarms: its subjects, and the command that shows what to do about each kind."""

from models.vocabulary import AlarmKind, Language

RAISED = {
    Language.FI: "Asiakasrekisteri: hälytyksiä {count}",
    Language.SV: "Kundregistret: larm {count}",
    Language.EN: "Client register: alarms {count}",
}
OVER = {
    Language.FI: "Asiakasrekisteri: päättyneitä hälytyksiä {count}",
    Language.SV: "Kundregistret: larm som upphört {count}",
    Language.EN: "Client register: alarms that are over {count}",
}

COMMANDS = {
    AlarmKind.ACCOUNT_PARKED: "rekisterid check",
    AlarmKind.ACCOUNT_SILENT: "rekisterid check",
    AlarmKind.CALENDAR_FROZEN: "rekisterid status",
    AlarmKind.RELAY_FAILING: "rekisterid check",
    AlarmKind.DATABASE_UNUSABLE: "rekisterid check",
    AlarmKind.DISK_NEARLY_FULL: "rekisterid check",
    AlarmKind.READER_DYING: "rekisterid problems",
    AlarmKind.CLOCK_SET_BACK: "rekisterid check",
    AlarmKind.CLOCK_SKEW: "rekisterid check",
    AlarmKind.LOGIN_EXPIRING: "rekisterid status",
    AlarmKind.UNKNOWN_LETTERS: "rekisterid status",
    AlarmKind.BYTE_BUDGET: "rekisterid status",
    AlarmKind.JOB_FAILING: "rekisterid status",
    AlarmKind.STUCK: "rekisterid status",
}
