"""The first schema: people, work, money, and the write path's own tables.

Every table that an organization owns is keyed by it first and refers to others together with it, so a row
cannot point into another organization. Nothing cascades: what is referred to stays.
"""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import REFUSE_CHANGE, insert_only, spelled

_PEOPLE: Final = (
    """
CREATE TABLE organization (
  id {id} PRIMARY KEY, name {text}, currency {text}, zone {text}, language {text}, epoch {id},
  created_at {instant},
  CONSTRAINT organization_currency CHECK (length(currency) = 3),
  CONSTRAINT organization_language CHECK (language IN ('en', 'es'))
){table}""",
    """
CREATE TABLE member (
  organization_id {id} REFERENCES organization (id) ON DELETE RESTRICT, id {id},
  name {text}, email {text}, role {text}, language {text}, password_hash {text?}, active {flag},
  created_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT member_email_once UNIQUE (organization_id, email),
  CONSTRAINT member_role CHECK (role IN ('owner', 'dispatcher', 'technician')),
  CONSTRAINT member_language CHECK (language IN ('en', 'es'))
){table}""",
    "CREATE INDEX member_by_email ON member (lower(email))",
    """
CREATE TABLE device (
  organization_id {id}, id {id}, member_id {id}, label {text}, platform {text}, short_code {text},
  last_seq {int} DEFAULT 0, unsent_count {int} DEFAULT 0, unsent_minor {minor} DEFAULT 0,
  oldest_unsent_at {instant?}, last_seen_at {instant}, gap_seq {int?}, registered_at {instant},
  revoked_at {instant?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT device_short_code_once UNIQUE (organization_id, short_code),
  CONSTRAINT device_counts CHECK (last_seq >= 0 AND unsent_count >= 0 AND unsent_minor >= 0),
  CONSTRAINT device_of_member FOREIGN KEY (organization_id, member_id)
    REFERENCES member (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX device_by_member ON device (organization_id, member_id)",
    """
CREATE TABLE session (
  token_digest {text} PRIMARY KEY, organization_id {id}, member_id {id}, kind {text}, device_id {id?},
  created_at {instant}, last_used_at {instant}, expires_at {instant}, ended_at {instant?},
  CONSTRAINT session_kind CHECK (kind IN ('cookie', 'bearer')),
  CONSTRAINT session_of_member FOREIGN KEY (organization_id, member_id)
    REFERENCES member (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX session_by_member ON session (organization_id, member_id)",
    """
CREATE TABLE sign_in_link (
  token_digest {text} PRIMARY KEY, organization_id {id}, member_id {id}, reusable {flag},
  created_at {instant}, expires_at {instant}, used_at {instant?},
  CONSTRAINT sign_in_link_of_member FOREIGN KEY (organization_id, member_id)
    REFERENCES member (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX sign_in_link_by_member ON sign_in_link (organization_id, member_id)",
    """
CREATE TABLE settings (
  organization_id {id} REFERENCES organization (id) ON DELETE RESTRICT, id {id}, progress_invoicing {flag},
  due_terms {json}, payment_options {json}, visible_fields {json}, whole_invoices_only {flag},
  trade_name {text?}, phone {text?}, email {text?}, accent {text?}, updated_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT settings_once CHECK (id = organization_id)
){table}""",
    """
CREATE TABLE number_series (
  organization_id {id} REFERENCES organization (id) ON DELETE RESTRICT, id {id}, series {text}, prefix {text},
  next_number {int},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT number_series_once UNIQUE (organization_id, series),
  CONSTRAINT number_series_counts_up CHECK (next_number >= 1)
){table}""",
    """
CREATE TABLE customer (
  organization_id {id} REFERENCES organization (id) ON DELETE RESTRICT, id {id},
  name {text}, email {text?}, mobile {text?}, language {text?}, sites {json}, created_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT customer_language CHECK (language IN ('en', 'es'))
){table}""",
    "CREATE INDEX customer_newest ON customer (organization_id, created_at DESC, id DESC)",
)
_WORK: Final = (
    """
CREATE TABLE job (
  organization_id {id}, id {id}, number {text}, customer_id {id}, title {text}, site {text?},
  progress_invoicing {flag}, discount {json?}, subtotal_minor {minor}, discount_minor {minor},
  tax_minor {minor}, total_minor {minor}, taxes {json}, starts_on {day?}, completes_on {day?},
  created_by {id?}, created_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT job_number_once UNIQUE (organization_id, number),
  CONSTRAINT job_total CHECK (total_minor = subtotal_minor - discount_minor + tax_minor),
  CONSTRAINT job_discount CHECK (discount_minor BETWEEN 0 AND subtotal_minor),
  CONSTRAINT job_of_customer FOREIGN KEY (organization_id, customer_id)
    REFERENCES customer (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX job_newest ON job (organization_id, created_at DESC, id DESC)",
    "CREATE INDEX job_by_customer ON job (organization_id, customer_id, created_at DESC)",
    """
CREATE TABLE line_item (
  organization_id {id}, id {id}, job_id {id}, position {int}, description {text}, quantity_milli {int},
  unit_price_minor {minor}, tax_rate_ppm {int}, amount_minor {minor},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT line_item_position_once UNIQUE (organization_id, job_id, position),
  CONSTRAINT line_item_tax_rate CHECK (tax_rate_ppm >= 0),
  CONSTRAINT line_item_of_job FOREIGN KEY (organization_id, job_id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT
){table}""",
    """
CREATE TABLE assignment (
  organization_id {id}, id {id}, job_id {id}, member_id {id}, active {flag}, changed_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT assignment_once UNIQUE (organization_id, job_id, member_id),
  CONSTRAINT assignment_to_job FOREIGN KEY (organization_id, job_id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT assignment_of_member FOREIGN KEY (organization_id, member_id)
    REFERENCES member (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX assignment_by_member ON assignment (organization_id, member_id, job_id)",
    """
CREATE TABLE invoice (
  organization_id {id}, id {id}, job_id {id}, customer_id {id}, status {text}, title {text}, series {text?},
  number {text?}, number_seq {int?}, share {json}, percent_ppm {int}, total_minor {minor}, base_minor {minor},
  tax_minor {minor}, taxes {json}, due_terms {json}, due_on {day?}, payment_options {json},
  visible_fields {json}, message {text}, attachment_ids {json}, digest {text?},
  created_by {id?}, created_at {instant}, issued_at {instant?}, issued_on {day?}, sent_at {instant?},
  voided_at {instant?}, voided_by {id?}, void_reason {text?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT invoice_number_once UNIQUE (organization_id, series, number_seq),
  CONSTRAINT invoice_total CHECK (total_minor > 0 AND total_minor = base_minor + tax_minor),
  CONSTRAINT invoice_status CHECK (status IN ('draft', 'open', 'paid', 'void')),
  CONSTRAINT invoice_void CHECK ((status = 'void') = (voided_at IS NOT NULL)),
  CONSTRAINT invoice_draft CHECK (status <> 'draft' OR issued_at IS NULL),
  CONSTRAINT invoice_issued CHECK (status NOT IN ('open', 'paid') OR issued_at IS NOT NULL),
  CONSTRAINT invoice_numbered CHECK (
    CASE WHEN issued_at IS NULL
      THEN series IS NULL AND number IS NULL AND number_seq IS NULL AND issued_on IS NULL AND digest IS NULL
      ELSE series IS NOT NULL AND number IS NOT NULL AND number_seq >= 1 AND number_seq IS NOT NULL
        AND issued_on IS NOT NULL AND digest IS NOT NULL END),
  CONSTRAINT invoice_of_job FOREIGN KEY (organization_id, job_id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT invoice_to_customer FOREIGN KEY (organization_id, customer_id)
    REFERENCES customer (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX invoice_newest ON invoice (organization_id, created_at DESC, id DESC)",
    "CREATE INDEX invoice_by_status ON invoice (organization_id, status, created_at DESC, id DESC)",
    "CREATE INDEX invoice_by_job ON invoice (organization_id, job_id, created_at)",
    "CREATE INDEX invoice_by_customer ON invoice (organization_id, customer_id, status)",
    "CREATE INDEX invoice_due ON invoice (organization_id, due_on) WHERE status = 'open'",
    """
CREATE TABLE pay_link (
  organization_id {id}, id {id}, invoice_id {id}, job_id {id}, token_digest {text}, created_at {instant},
  expires_at {instant?}, revoked_at {instant?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT pay_link_token_once UNIQUE (token_digest),
  CONSTRAINT pay_link_to_invoice FOREIGN KEY (organization_id, invoice_id)
    REFERENCES invoice (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT pay_link_of_job FOREIGN KEY (organization_id, job_id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX pay_link_by_invoice ON pay_link (organization_id, invoice_id)",
    "CREATE INDEX pay_link_by_job ON pay_link (organization_id, job_id)",
)
_MONEY: Final = (
    # job_id, customer_id and invoice_id are what the author named: kept even where no such row exists.
    """
CREATE TABLE payment (
  organization_id {id}, id {id}, job_id {id?}, customer_id {id?}, invoice_id {id?}, matched_job_id {id?},
  matched_customer_id {id?}, method {text}, amount_minor {minor}, currency {text}, taken_at {instant},
  taken_at_adjusted {instant}, received_at {instant}, clock_flag {flag}, reference {text}, note {text},
  receipt {text}, source {text}, gateway {text?}, gateway_ref {text?}, recorded_by {id?}, device_id {id?},
  unapplied_reason {text?}, suspect_duplicate {flag}, mutation_id {id},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT payment_gateway_once UNIQUE (organization_id, gateway, gateway_ref),
  CONSTRAINT payment_amount CHECK (amount_minor BETWEEN 1 AND 1000000000000),
  CONSTRAINT payment_currency CHECK (length(currency) = 3),
  CONSTRAINT payment_method CHECK (method IN ('cash', 'check', 'card', 'ach', 'financing', 'other')),
  CONSTRAINT payment_source CHECK (source IN ('app', 'api', 'gateway')),
  CONSTRAINT payment_by_gateway CHECK ((source = 'gateway') = (gateway IS NOT NULL)
    AND (gateway IS NULL) = (gateway_ref IS NULL)),
  CONSTRAINT payment_on_job FOREIGN KEY (organization_id, matched_job_id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT payment_from_customer FOREIGN KEY (organization_id, matched_customer_id)
    REFERENCES customer (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX payment_newest ON payment (organization_id, received_at DESC, id DESC)",
    "CREATE INDEX payment_by_job ON payment (organization_id, matched_job_id, amount_minor)",
    "CREATE INDEX payment_by_customer ON payment (organization_id, matched_customer_id)",
    "CREATE INDEX payment_by_claim ON payment (organization_id, invoice_id, taken_at_adjusted)",
    """
CREATE TABLE allocation (
  organization_id {id}, id {id}, payment_id {id}, invoice_id {id}, amount_minor {minor}, undoes {id?},
  created_at {instant}, created_by {id?}, mutation_id {id},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT allocation_undone_once UNIQUE (organization_id, undoes),
  CONSTRAINT allocation_amount CHECK (amount_minor <> 0 AND (amount_minor < 0) = (undoes IS NOT NULL)),
  CONSTRAINT allocation_of_payment FOREIGN KEY (organization_id, payment_id)
    REFERENCES payment (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT allocation_to_invoice FOREIGN KEY (organization_id, invoice_id)
    REFERENCES invoice (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT allocation_undoes FOREIGN KEY (organization_id, undoes)
    REFERENCES allocation (organization_id, id) ON DELETE RESTRICT
){table}""",
    # With the amount, so that a balance is read from the index alone.
    """
CREATE INDEX allocation_by_invoice
ON allocation (organization_id, invoice_id, amount_minor, payment_id)""",
    """
CREATE INDEX allocation_by_payment
ON allocation (organization_id, payment_id, amount_minor, invoice_id)""",
    """
CREATE TABLE reversal (
  organization_id {id}, id {id}, payment_id {id}, amount_minor {minor}, reason {text}, created_at {instant},
  created_by {id?}, mutation_id {id},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT reversal_once UNIQUE (organization_id, payment_id),
  CONSTRAINT reversal_amount CHECK (amount_minor > 0),
  CONSTRAINT reversal_of_payment FOREIGN KEY (organization_id, payment_id)
    REFERENCES payment (organization_id, id) ON DELETE RESTRICT
){table}""",
    """
CREATE TABLE decision (
  organization_id {id}, id {id}, payment_id {id}, job_id {id?}, invoice_id {id?}, reason {text},
  amount_minor {minor}, opened_at {instant}, resolved_at {instant?}, resolved_by {id?}, resolution {text?},
  resolution_note {text?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT decision_amount CHECK (amount_minor > 0),
  CONSTRAINT decision_resolved CHECK ((resolved_at IS NULL) = (resolution IS NULL)),
  CONSTRAINT decision_on_payment FOREIGN KEY (organization_id, payment_id)
    REFERENCES payment (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX decision_by_payment ON decision (organization_id, payment_id)",
    "CREATE INDEX decision_by_job ON decision (organization_id, job_id)",
    "CREATE INDEX decision_newest ON decision (organization_id, opened_at DESC, id DESC)",
    """
CREATE TABLE checkout (
  organization_id {id}, id {id}, invoice_id {id}, gateway {text}, method {text}, amount_minor {minor},
  currency {text}, state {text}, gateway_ref {text?}, gateway_url {text?}, attempt {int},
  created_at {instant}, updated_at {instant}, ended_at {instant?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT checkout_gateway_once UNIQUE (organization_id, gateway, gateway_ref),
  CONSTRAINT checkout_amount CHECK (amount_minor > 0),
  CONSTRAINT checkout_state CHECK (state IN ('open', 'pending', 'settled', 'failed', 'expired', 'canceled')),
  CONSTRAINT checkout_ended CHECK ((state IN ('open', 'pending')) = (ended_at IS NULL)),
  CONSTRAINT checkout_of_invoice FOREIGN KEY (organization_id, invoice_id)
    REFERENCES invoice (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX checkout_by_invoice ON checkout (organization_id, invoice_id, state, amount_minor)",
    """
CREATE UNIQUE INDEX checkout_live_once ON checkout (organization_id, invoice_id)
WHERE state IN ('open', 'pending')""",
)
_WRITE_PATH: Final = (
    """
CREATE TABLE mutation (
  organization_id {id} REFERENCES organization (id) ON DELETE RESTRICT, id {id}, type {text}, v {int},
  device_id {id?}, seq {int?}, member_id {id?}, role {text}, fingerprint {text}, state {text}, code {text?},
  outcome {text}, body {text?}, rev {int?}, received_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT mutation_state CHECK (state IN ('applied', 'conflict', 'rejected')),
  CONSTRAINT mutation_rev CHECK ((state = 'rejected') = (rev IS NULL)),
  CONSTRAINT mutation_kept CHECK ((state = 'rejected') = (body IS NOT NULL))
){table}""",
    """
CREATE INDEX mutation_by_seq ON mutation (organization_id, device_id, seq)
WHERE device_id IS NOT NULL""",
    """
CREATE TABLE feed_head (
  organization_id {id} PRIMARY KEY REFERENCES organization (id) ON DELETE RESTRICT, rev {int}, audit_n {int},
  audit_hash {text}
){table}""",
    """
CREATE TABLE change (
  organization_id {id}, rev {int}, entity {text}, record_id {id}, op {text}, audience {text}, scope_id {id?},
  mutation_id {id}, at {instant},
  PRIMARY KEY (organization_id, rev),
  CONSTRAINT change_op CHECK (op IN ('put', 'del', 'hide')),
  CONSTRAINT change_audience CHECK (
    (audience IN ('everyone', 'office')) = (scope_id IS NULL))
){table}""",
    """
CREATE TABLE audit (
  organization_id {id}, n {int}, rev {int}, mutation_id {id}, actor {text}, action {text}, object_id {id?},
  at {instant}, payload_digest {text}, prev {text}, hash {text},
  PRIMARY KEY (organization_id, n),
  CONSTRAINT audit_actor CHECK (actor <> '')
){table}""",
    "CREATE INDEX audit_by_object ON audit (organization_id, object_id, n)",
    """
CREATE TABLE outbox (
  id {id} PRIMARY KEY, organization_id {id}, kind {text}, dedupe_key {text}, payload {json}, run_at {instant},
  lease_until {instant?}, attempts {int}, state {text}, last_error {text?}, created_at {instant},
  done_at {instant?},
  CONSTRAINT outbox_once UNIQUE (organization_id, kind, dedupe_key),
  CONSTRAINT outbox_state CHECK (state IN ('waiting', 'done', 'dead')),
  CONSTRAINT outbox_done CHECK ((state = 'waiting') = (done_at IS NULL))
){table}""",
    "CREATE INDEX outbox_due ON outbox (run_at) WHERE state = 'waiting'",
    """
CREATE TABLE message (
  organization_id {id}, id {id}, kind {text}, to_address {text}, subject {text}, body_text {text},
  body_html {text}, invoice_id {id?}, payment_id {id?}, dedupe_key {text}, created_at {instant},
  delivered_at {instant?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT message_once UNIQUE (organization_id, dedupe_key),
  CONSTRAINT message_on_invoice FOREIGN KEY (organization_id, invoice_id)
    REFERENCES invoice (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT message_on_payment FOREIGN KEY (organization_id, payment_id)
    REFERENCES payment (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX message_newest ON message (organization_id, created_at DESC, id)",
    "CREATE INDEX message_by_invoice ON message (organization_id, invoice_id)",
    "CREATE INDEX message_by_payment ON message (organization_id, payment_id)",
    """
CREATE TABLE delivery (
  gateway {text}, event_id {text}, body {text}, received_at {instant}, processed_at {instant?},
  attempts {int}, last_error {text?}, run_at {instant},
  PRIMARY KEY (gateway, event_id)
){table}""",
    "CREATE INDEX delivery_due ON delivery (run_at) WHERE processed_at IS NULL",
    """
CREATE TABLE sandbox_checkout (
  id {id} PRIMARY KEY, our_ref {text}, amount_minor {minor}, currency {text}, method {text}, state {text},
  return_url {text}, webhook_url {text}, description {text}, created_at {instant}, updated_at {instant},
  CONSTRAINT sandbox_checkout_once UNIQUE (our_ref)
){table}""",
)
_LEDGERS: Final = ("payment", "allocation", "reversal", "audit", "mutation", "change")


def statements(dialect: Dialect) -> list[str]:
    tables = [spelled(sql, dialect) for sql in (*_PEOPLE, *_WORK, *_MONEY, *_WRITE_PATH)]
    functions = [REFUSE_CHANGE] if dialect == "postgres" else []
    return [*tables, *functions, *insert_only(_LEDGERS, dialect)]
