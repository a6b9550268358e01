// @ts-check
/** The parts of an address, and how each country writes them down. */

/**
 * Without a country it is an address of the sender's own.
 * @typedef {{street: string, city: string, region: string, postal_code: string, country: string | null}}
 *   PostalAddress
 */

/** ISO 3166-1, all of it. */
export const COUNTRIES = (
  "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT " +
  "BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH " +
  "ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT " +
  "HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS " +
  "LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI " +
  "NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG " +
  "SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG " +
  "UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
).split(" ");

// Where the code stands before the city, and where on a line of its own; everywhere else it ends the line.
const CODE_FIRST = new Set((
  "AR AT BE BG BO BR CH CL CR CU CY CZ DE DK DO DZ EC EE ES FI FR GR GT HN HR HU IL IS IT LI LT LU LV MA " +
  "MC MT MX NI NL NO PE PL PT PY RO RS SE SI SK SV TN TR UY VA"
).split(" "));
const CODE_ALONE = new Set(["GB", "GG", "IE", "IM", "JE"]);
const COMMA = ", ";

/** @type {PostalAddress} */
export const NO_ADDRESS = { street: "", city: "", region: "", postal_code: "", country: null };

/**
 * The address as it stands on paper. Its country is named where it is known to be another than `seen_from`.
 * @param {PostalAddress} address @param {string} language @param {string | null} [seen_from]
 * @returns {string[]}
 */
export function lines_of(address, language, seen_from = null) {
  const { street, country } = address;
  const is_abroad = country !== null && seen_from !== null && country !== seen_from;
  const lines = [
    ...street.split("\n").map((line) => line.trim()),
    ...place_of(address, country ?? seen_from),
    is_abroad ? country_name(country, language) : "",
  ];
  return lines.filter(Boolean);
}

/** What people who speak the language call it. @param {string} country @param {string} language */
export function country_name(country, language) {
  return new Intl.DisplayNames(language, { type: "region" }).of(country) ?? country;
}

/** None for an address that says nothing. @param {PostalAddress} address @returns {PostalAddress | null} */
export function or_none(address) {
  const { country, ...parts } = address;
  const said = Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, text.trim()]));
  return Object.values(said).some(Boolean) ? { ...NO_ADDRESS, ...said, country } : null;
}

/** @param {PostalAddress} address @param {string | null} country @returns {string[]} */
function place_of(address, country) {
  const [city, region, code] = [address.city.trim(), address.region.trim(), address.postal_code.trim()];
  if (country !== null && CODE_ALONE.has(country)) return [city, region, code];
  if (country !== null && CODE_FIRST.has(country)) return [joined(COMMA, joined(" ", code, city), region)];
  return [joined(COMMA, city, joined(" ", region, code))];
}

/** @param {string} between @param {string[]} parts */
function joined(between, ...parts) {
  return parts.filter(Boolean).join(between);
}
