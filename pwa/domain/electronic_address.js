// @ts-check
/** Where a program finds somebody: a number, and the register that it is of. */

/** @typedef {{scheme: string, id: string}} ElectronicAddress */
/** @typedef {{number: string, bic: string, holder: string}} BankAccount */

/** The codes of the registers (EAS), each with its country and what its numbers are; others have neither. */
const KNOWN = Object.fromEntries(
  ("0002 FR company,0007 SE company,0009 FR company,0037 FI company,0060 - duns,0088 - place," +
    "0096 DK company,0097 IT company,0106 NL company,0142 IT other,0151 AU company,0154 CZ company," +
    "0158 SK company,0170 JP company,0183 CH company,0184 DK company,0188 JP company,0190 NL office," +
    "0191 EE company,0192 NO company,0193 BE other,0195 SG company,0196 IS company,0198 DK company," +
    "0199 - lei,0200 LT company,0201 IT office,0202 IT other,0204 DE office,0205 IT other," +
    "0208 BE company,0209 - place,0210 IT tax,0211 IT vat,0212 FI company,0213 FI vat,0215 FI other," +
    "0216 FI company,0217 NL company,0218 LV company,0221 JP tax,0225 FR company,0230 MY tax," +
    "0235 AE tax,0244 NG tax,0245 SK tax,9910 HU vat,9914 AT vat,9915 AT office,9918 - iban," +
    "9919 AT company,9920 ES vat,9922 AD vat,9923 AL vat,9924 BA vat,9925 BE vat,9926 BG vat," +
    "9927 CH vat,9928 CY vat,9929 CZ vat,9930 DE vat,9931 EE vat,9932 GB vat,9933 GR vat,9934 HR vat," +
    "9935 IE vat,9936 LI vat,9937 LT vat,9938 LU vat,9939 LV vat,9940 MC vat,9941 ME vat,9942 MK vat," +
    "9943 MT vat,9944 NL vat,9945 PL vat,9946 PT vat,9947 RO vat,9948 RS vat,9949 SI vat,9950 SK vat," +
    "9951 SM vat,9952 TR vat,9953 VA vat,9957 FR vat,9959 US tax").split(",")
    .map((line) => line.split(" ")).map(([code, country, kind]) => [code, { country, kind }]),
);

/** Every one that the standard takes. */
export const SCHEMES = [
  ...Object.keys(KNOWN),
  ...("0130 0135 0147 0177 0194 0203 0219 0220 0240 0242 0246 0248 9913").split(" "),
].sort();

/** @param {string} scheme @returns {{ country: string | null, kind: string }} */
export function scheme_of(scheme) {
  const { country = "-", kind = "other" } = KNOWN[scheme] ?? {};
  return { country: country === "-" ? null : country, kind };
}

/** None for one that says nothing. @param {ElectronicAddress} typed @returns {ElectronicAddress | null} */
export function address_or_none({ scheme, id }) {
  return scheme || id.trim() ? { scheme, id: id.replace(/\s/g, "") } : null;
}

/** None for one without a number. @param {BankAccount} typed @returns {BankAccount | null} */
export function account_or_none({ number, bic, holder }) {
  const said = { number: number.trim(), bic: bic.replace(/\s/g, "").toUpperCase(), holder: holder.trim() };
  return said.number || said.bic || said.holder ? said : null;
}
