// Signing in, inside the app: what is unsent stays where it is and goes out afterwards.
import { Dialog, Field, refusal_in_words } from "../components/forms.js";
import { Notice } from "../components/parts.js";
import { language, t } from "../messages.js";
import { status } from "../sync/status.js";
import { html, useState } from "../vendor/ui.js";
import { sign_in } from "./signing.js";

/** The whole screen, when nobody is signed in on this device. */
export default function SignIn() {
  return html`
    <main class="door">
      <header class="stack close">
        <${Mark} />
        <h1>${t("sign_in.title")}</h1>
        <p class="dim">${t("sign_in.text")}</p>
      </header>
      <${SignInForm} />
      <${Languages} />
    </main>
  `;
}

/**
 * The same over a screen, when the session ended while there is work on this phone.
 * @param {{ on_close: () => void }} props
 */
export function SignInDialog({ on_close }) {
  const { unsent_count } = status.value;
  return html`
    <${Dialog} title=${t("sign_in.again")} on_close=${on_close}>
      <p>${unsent_count > 0
        ? t("sign_in.keeps_unsent", { count: unsent_count })
        : t("sign_in.keeps_working")}</p>
      <${SignInForm} on_done=${on_close} />
      <//>
  `;
}

/** @param {{ on_done?: () => void }} props */
function SignInForm({ on_done }) {
  const [email, set_email] = useState("");
  const [password, set_password] = useState("");
  const [busy, set_busy] = useState(false);
  const [wrong, set_wrong] = useState("");
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    set_busy(true);
    const problem = await sign_in(email.trim(), password);
    set_busy(false);
    if (!problem) return on_done?.();
    set_wrong(problem.code === "offline" ? t("sign_in.offline") : refusal_in_words(problem));
  };
  return html`<form class="stack" onSubmit=${submit}>
    <${Field} label=${t("field.email")} type="email" name="email" autocomplete="username" required=${true}
      value=${email} on_input=${set_email} />
    <${Field} label=${t("field.password")} type="password" name="password" autocomplete="current-password"
      required=${true} value=${password} on_input=${set_password} />
    ${wrong && html`<${Notice} kind="late" live=${true}>${wrong}<//>`}
    <button class="primary big full" disabled=${busy}>${t("sign_in.do")}</button>
  </form>`;
}

/** The product's mark is its picture: bars, paid and due. */
export function Mark() {
  return html`<svg class="mark" viewBox="0 0 96 96" role="img" aria-label="Stagebill">
    <rect class="ground" width="96" height="96" rx="21" />
    ${
    [[20, 24, 18], [20, 42, 34], [20, 60, 56]].map(([x, y, width]) =>
      html`<rect key=${y} class="solid" x=${x} y=${y} width=${width} height="12" rx="4" />`
    )
  }
    ${
    [[42, 24, 34], [58, 42, 18]].map(([x, y, width]) =>
      html`<rect key=${y} class="faint" x=${x} y=${y} width=${width} height="12" rx="4" />`
    )
  }
  </svg>`;
}

export function Languages() {
  const other = language.value === "es" ? "en" : "es";
  return html`
    <button type="button" class="quiet centered" lang=${other}
      onClick=${() => (language.value = other)}>${other === "es" ? "Español" : "English"}</button>
  `;
}
