"""The catalogue of mail about alarms: its subjects, and the command that shows what to do about each kind."""

from models.vocabulary import AlarmKind, Language

RAISED = {
    Language.FI: ("Asiakasrekisteri: 1 hälytys", "Asiakasrekisteri: {count} hälytystä"),
    Language.SV: ("Kundregistret: 1 larm", "Kundregistret: {count} larm"),
    Language.EN: ("Client register: 1 alarm", "Client register: {count} alarms"),
}
OVER = {
    Language.FI: ("Asiakasrekisteri: 1 hälytys on ohi", "Asiakasrekisteri: {count} hälytystä on ohi"),
    Language.SV: ("Kundregistret: 1 larm är över", "Kundregistret: {count} larm är över"),
    Language.EN: ("Client register: 1 alarm is over", "Client register: {count} alarms are over"),
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
    AlarmKind.BACKUP_OLD: "rekisterid backup",
    AlarmKind.LEDGER_DAMAGED: "rekisterid verify",
    AlarmKind.RETENTION_WAITING: "rekisterid retention show",
    AlarmKind.UNKNOWN_LETTERS: "rekisterid status",
    AlarmKind.BYTE_BUDGET: "rekisterid status",
    AlarmKind.JOB_FAILING: "rekisterid status",
    AlarmKind.STUCK: "rekisterid status",
}
