// Asking people: fields with their label and error tied to them, segmented choice, the native dialog.
import { t } from "../messages.js";
import { html, useEffect, useId, useRef } from "../vendor/ui.js";

/** @typedef {import("../vendor/ui.js").Children} Children */
/** @typedef {{ value: string, label: string }} Option */

/**
 * One question. `options` makes it a choice, `lines` a longer text. `wrong` is the error, in words.
 * @param {{
 *   label: string, value: string, on_input: (value: string) => void, name?: string, type?: string,
 *   help?: Children, wrong?: string | null, required?: boolean, optional?: boolean, lines?: boolean,
 *   options?: Option[], limit?: number, autocomplete?: string, inputmode?: string, placeholder?: string,
 * }} props
 */
export function Field(
  {
    label,
    value,
    on_input,
    name,
    type = "text",
    help,
    wrong,
    required,
    optional,
    lines,
    options,
    limit,
    ...rest
  },
) {
  const id = useId();
  const notes = [help && `${id}-help`, wrong && `${id}-wrong`].filter(Boolean).join(" ");
  const attributes = {
    id,
    name,
    value,
    required,
    maxlength: limit,
    "aria-describedby": notes || undefined,
    "aria-invalid": wrong ? "true" : undefined,
    ...rest,
    onInput: (/** @type {{ currentTarget: HTMLInputElement }} */ event) =>
      on_input(whole(event.currentTarget.value)),
  };
  return html`<div class="field">
    <label for=${id}>${label}${
    optional && html`${" "}<span class="dim">${t("field.optional")}</span>`
  }</label>
    ${asked(attributes, type, lines, options)}
    ${help && html`<p class="help" id=${`${id}-help`}>${help}</p>`}
    ${wrong && html`<p class="wrong" id=${`${id}-wrong`} role="alert">${wrong}</p>`}
  </div>`;
}

/**
 * A limit may cut an emoji in two, and what is pasted may hold what nobody sees: no server takes either.
 * @param {string} text
 */
export function whole(text) {
  return text.replace(/\p{Surrogate}/gu, "").replace(/[^\P{Cc}\n\t]|[\u2028\u2029]/gu, " ");
}

/**
 * @param {Record<string, unknown>} attributes
 * @param {string} type
 * @param {boolean | undefined} lines
 * @param {{ value: string, label: string }[] | undefined} options
 */
function asked(attributes, type, lines, options) {
  if (options) {
    return html`<select ...${attributes}>${
      options.map((option) =>
        html`<option key=${option.value} value=${option.value} selected=${
          option.value === attributes.value
        }>${option.label}</option>`
      )
    }</select>`;
  }
  return lines ? html`<textarea ...${attributes}></textarea>` : html`<input type=${type} ...${attributes} />`;
}

/**
 * A choice of a few, all in sight.
 * @param {{
 *   label: string, value: string, options: { value: string, label: Children }[],
 *   on_pick: (value: string) => void, as?: string,
 * }} props
 */
export function Segments({ label, value, options, on_pick, as = "segments" }) {
  const group = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    // Where the choices are drawn sideways, the chosen one is in sight; the page itself stays where it is.
    const { current } = group;
    const chosen = /** @type {HTMLElement | null | undefined} */ (
      current?.querySelector("[aria-pressed=true]")
    );
    if (!current || !chosen || current.scrollWidth <= current.clientWidth) return;
    const [frame, place] = [current.getBoundingClientRect(), chosen.getBoundingClientRect()];
    current.scrollLeft += place.left + place.width / 2 - frame.left - frame.width / 2;
  }, [value, options.length]);
  return html`<div ref=${group} class=${as} role="group" aria-label=${label}>${
    options.map((option) =>
      html`
        <button key=${option.value} type="button" aria-pressed=${option.value === value ? "true" : "false"}
          onClick=${() => on_pick(option.value)}>${option.label}</button>
      `
    )
  }</div>`;
}

/**
 * A native dialog: Esc, the back gesture and a tap beside it close it.
 * Its text says what will be true afterwards.
 * @param {{ title: string, on_close: () => void, actions?: Children, children?: Children }} props
 */
export function Dialog({ title, on_close, actions, children }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const is_gone = useRef(false); // its last event comes after it left the page: nobody closed it then
  const id = useId();
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => {
      is_gone.current = true;
      shown?.close();
    };
  }, []);
  /** @param {MouseEvent} event */
  const beside = (event) => event.target === dialog.current && on_close();
  return html`
    <dialog ref=${dialog} aria-labelledby=${id}
      onClose=${() => !is_gone.current && on_close()} onClick=${beside}>
      <div class="dialog-body"><h1 id=${id}>${title}</h1>${children}
          ${actions && html`<div class="dialog-actions">${actions}</div>`}</div>
    </dialog>
  `;
}

/**
 * What was refused, as a sentence. A code without one is still said, with the code for the office.
 * @param {{ code?: string } & Record<string, any>} problem
 */
export function refusal_in_words({ code = "unknown", ...facts }) {
  const sentence = t(`refusal.${code}`, facts);
  return sentence === `refusal.${code}` ? t("refusal.unknown", { code }) : sentence;
}
