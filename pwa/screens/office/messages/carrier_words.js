// What a carrier said of a message, in words that people know: of its codes, and of our own sentences.
import { t } from "../../../messages.js";

/** @typedef {import("../../../store/cache.js").Row} Row */

/** Twilio's codes whose cause is the same for whoever reads it (twilio.com/docs/api/errors). */
const CAUSES = /** @type {Record<string, string>} */ ({
  20003: "account",
  20429: "too_fast",
  21211: "no_number",
  21408: "country",
  21606: "sender",
  21608: "trial",
  21610: "stopped",
  21612: "no_route",
  21614: "landline",
  21617: "too_long",
  21703: "empty_service",
  21704: "empty_service",
  30001: "too_fast",
  30002: "account",
  30003: "unreachable",
  30004: "blocked",
  30005: "no_number",
  30006: "landline",
  30007: "filtered",
  30008: "unexplained",
  30022: "too_fast",
  30023: "daily_cap",
  30032: "toll_free",
  30034: "unregistered",
  30410: "carrier_away",
});
/** What our server says itself of a message. */
const OURS = /** @type {Record<string, string>} */ ({
  "the customer wants no texts": "stopped",
  "the link to the statement was revoked": "link_revoked",
  "the server stopped while the message was handed over": "server_stopped",
  "Twilio had the text and did not answer": "no_answer",
  "the auth token has to be typed again": "token",
  "the password of the mail server has to be typed again": "password",
});
const CODE = /\b(2\d{4}|30\d{3})\b/;

/**
 * Why a message is where it is. A code that is not known stays as the carrier said it.
 * @param {Row} message
 */
export function why_of({ kind, words, arrival, arrival_words }) {
  const told = arrival ? arrival_words : words;
  const [code] = (kind.startsWith("text.") && CODE.exec(told)) || [];
  const cause = OURS[told] ?? (code && CAUSES[code]);
  if (!cause) return told;
  const why = t(`carrier.${cause}`);
  return code ? `${why} (Twilio ${code})` : why;
}
