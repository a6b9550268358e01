// The first visit of an empty server: the company and its owner, in one form.
import { Field, refusal_in_words } from "../components/forms.js";
import { Notice } from "../components/parts.js";
import { language, t } from "../messages.js";
import { html, useState } from "../vendor/ui.js";
import { Languages, Mark } from "./sign_in.js";
import { found } from "./signing.js";

const PASSWORD_MIN = 12;

export default function Welcome() {
  const [asked, set_asked] = useState(first_guess);
  const [busy, set_busy] = useState(false);
  const [problem, set_problem] = useState(/** @type {{ code?: string } | null} */ (null));
  const change = (/** @type {string} */ name) => (/** @type {string} */ value) =>
    set_asked((before) => ({ ...before, [name]: value }));
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    set_busy(true);
    set_problem(await found({ ...asked, language: language.value }));
    set_busy(false);
  };
  return html`
    <main class="door">
      <header class="stack close">
        <${Mark} />
        <h1>${t("welcome.title")}</h1>
        <p class="dim">${t("welcome.text")}</p>
      </header>
      <form class="stack" onSubmit=${submit}>
          <${Field} label=${t(
            "welcome.company",
          )} name="organization" autocomplete="organization" required=${true}
            value=${asked.company} on_input=${change("company")} limit=${200} />
          <div class="fields"><${Field} label=${t("welcome.currency")} help=${t("welcome.currency_help")}
              value=${asked.currency} on_input=${change("currency")} options=${currencies()} />
            <${Field} label=${t("welcome.zone")} value=${asked.zone} on_input=${change(
              "zone",
            )} options=${zones()} /></div>
          <${Field} label=${t("welcome.name")} name="name" autocomplete="name" required=${true}
            value=${asked.name} on_input=${change("name")} limit=${200} />
          <${Field} label=${t(
            "field.email",
          )} type="email" name="email" autocomplete="username" required=${true}
            value=${asked.email} on_input=${change("email")} />
          <${Field} label=${t(
            "field.password",
          )} type="password" name="password" autocomplete="new-password" required=${true}
            minlength=${PASSWORD_MIN} help=${t("welcome.password_help", { count: PASSWORD_MIN })}
            value=${asked.password} on_input=${change("password")} />
          ${problem &&
            html`<${Notice} kind="late" live=${true}>${
              problem.code === "offline" ? t("sign_in.offline") : refusal_in_words(problem)
            }<//>`}
          <button class="primary big full" disabled=${busy}>${t("welcome.do")}</button>
        </form>
      <${Languages} />
    </main>
  `;
}

function first_guess() {
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
  return { company: "", currency: "USD", zone, name: "", email: "", password: "" };
}

function currencies() {
  const names = new Intl.DisplayNames([language.value], { type: "currency" });
  return Intl.supportedValuesOf("currency").map((value) => ({
    value,
    label: `${value} · ${names.of(value)}`,
  }));
}

function zones() {
  const here = first_guess().zone;
  const all = Intl.supportedValuesOf("timeZone");
  return (all.includes(here) ? all : [here, ...all]).map((value) => ({
    value,
    label: value.replaceAll("_", " "),
  }));
}
