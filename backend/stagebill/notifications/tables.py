"""Where messages are kept as they were written."""

from stagebill.kernel.database.fields import (
    DayField,
    FlagField,
    IdField,
    InstantField,
    IntField,
    JsonField,
    TextField,
)
from stagebill.kernel.database.row import Row
from stagebill.notifications.mail_account import MailAccount
from stagebill.notifications.message import Message
from stagebill.notifications.push.subscription import Event, Subscription
from stagebill.notifications.reminders.cadence import Reminder
from stagebill.notifications.reminders.hold import ReminderHold
from stagebill.notifications.texts.account import TextAccount
from stagebill.notifications.texts.consent import TextConsent
from stagebill.notifications.weekly.choice import WeeklyChoice

BEGIN_TO_LOOK = """
INSERT INTO push_cursor (organization_id, rev) SELECT organization_id, rev FROM feed_head
WHERE organization_id = $1
ON CONFLICT (organization_id) DO UPDATE SET rev = CASE WHEN EXISTS (SELECT 1 FROM push_subscription s
  WHERE s.organization_id = $1 AND s.ended_at IS NULL) THEN push_cursor.rev ELSE excluded.rev END
"""
"""Who asks to be told hears of what happens from now on; where somebody was told already, it goes on."""

LOOKED_THROUGH = """
INSERT INTO reminder_look (organization_id, day) VALUES ($1, $2)
ON CONFLICT (organization_id) DO UPDATE SET day = excluded.day
"""
"""The plan was carried out for a day: a round's own note, no record of the feed."""

WEEK_TOLD = """
INSERT INTO weekly_look (organization_id, monday) VALUES ($1, $2)
ON CONFLICT (organization_id) DO UPDATE SET monday = excluded.monday
"""
"""The mail of a Monday was asked for: a round's own note, no record of the feed."""

LOOKED = "UPDATE push_cursor SET rev = $3 WHERE organization_id = $1 AND rev = $2"
"""A follower's own cursor: no record of the feed."""


class MessageRow(Row):
    """A mail, and when it left. Devices do not see it."""

    record = Message

    organization_id = IdField()
    id = IdField(primary_key=True)
    kind = TextField()
    to_address = TextField()
    subject = TextField()
    body_text = TextField()
    body_html = TextField()
    invoice_id = IdField(null=True)
    payment_id = IdField(null=True)
    change_order_id = IdField(null=True)
    dedupe_key = TextField()
    created_at = InstantField()
    delivered_at = InstantField(null=True)
    state = TextField()
    state_at = InstantField()
    words = TextField()
    again_of = IdField(null=True)
    arrival = TextField(null=True)
    arrival_at = InstantField(null=True)
    arrival_words = TextField()
    carrier_id = TextField(null=True)
    job_id = IdField(null=True)
    customer_id = IdField(null=True)
    member_id = IdField(null=True)

    class Meta:
        table = "message"


class TextAccountRow(Row):
    """A company's account for texts. Devices do not see it, and its token is sealed."""

    record = TextAccount

    organization_id = IdField()
    id = IdField(primary_key=True)
    is_on = FlagField()
    account_sid = TextField()
    token_sealed = TextField()
    sender = TextField()
    updated_at = InstantField()

    class Meta:
        table = "text_account"


class TextConsentRow(Row):
    """What customers said about texts to a number. Devices do not see it."""

    record = TextConsent
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    customer_id = IdField(null=True)
    number = TextField()
    place = IntField()
    said = TextField()
    how = TextField()
    note = TextField()
    said_at = InstantField()
    said_by = IdField(null=True)

    class Meta:
        table = "text_consent"


class MailAccountRow(Row):
    """A company's own mail server. Devices do not see it, and its password is sealed."""

    record = MailAccount

    organization_id = IdField()
    id = IdField(primary_key=True)
    is_on = FlagField()
    host = TextField()
    port = IntField()
    security = TextField()
    username = TextField(null=True)
    password_sealed = TextField(null=True)
    from_address = TextField()
    updated_at = InstantField()

    class Meta:
        table = "mail_account"


class ReminderRow(Row):
    """What became of each step of the plan, for each invoice. Devices do not see it."""

    record = Reminder
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    invoice_id = IdField()
    customer_id = IdField()
    step = IntField()
    day = DayField()
    state = TextField()
    created_at = InstantField()
    mutation_id = IdField()

    class Meta:
        table = "reminder"


class ReminderHoldRow(Row):
    """What keeps reminders back. Devices do not see it."""

    record = ReminderHold

    organization_id = IdField()
    id = IdField(primary_key=True)
    invoice_id = IdField(null=True)
    customer_id = IdField(null=True)
    why = TextField()
    until = DayField(null=True)
    note = TextField()
    is_on = FlagField()
    updated_at = InstantField()
    updated_by = IdField(null=True)
    by_customer = FlagField()

    class Meta:
        table = "reminder_hold"


class ReminderLookRow(Row):
    """The last day on which an organization's invoices were looked through for reminders."""

    organization_id = IdField(primary_key=True)
    day = DayField()

    class Meta:
        table = "reminder_look"


class WeeklyChoiceRow(Row):
    """What members said of the weekly mail. Devices do not see it."""

    record = WeeklyChoice

    organization_id = IdField()
    id = IdField(primary_key=True)
    is_on = FlagField()
    changed_at = InstantField()

    class Meta:
        table = "weekly_choice"


class WeeklyLookRow(Row):
    """The Monday whose mail was asked for last, of each organization."""

    organization_id = IdField(primary_key=True)
    monday = DayField()

    class Meta:
        table = "weekly_look"


class SubscriptionRow(Row):
    """A browser that asked to be told. Devices do not see it."""

    record = Subscription

    organization_id = IdField()
    id = IdField(primary_key=True)
    member_id = IdField()
    device_id = IdField()
    endpoint = TextField()
    p256dh = TextField()
    auth = TextField()
    wants = JsonField(tuple[Event, ...])
    created_at = InstantField()
    ended_at = InstantField(null=True)
    ended_because = TextField(null=True)

    class Meta:
        table = "push_subscription"


class PushCursorRow(Row):
    """How far an organization's feed was looked through for what is to be told."""

    organization_id = IdField(primary_key=True)
    rev = IntField()

    class Meta:
        table = "push_cursor"
