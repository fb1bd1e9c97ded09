// At the counter of an armoury without a line: the officer's card, arms and lots are scanned, the officer confirms, and the entry waits on the device. What the extract says
// of each line is provisional; the register decides when it arrives, and loses nothing that has happened already.

const client = document.getElementById("field");
const { keep, now, stamps, who } = await import(client.dataset.client);
const { confirming } = await import(client.dataset.confirm);
const piece = client.querySelector("[data-armoury]");
const form = piece.querySelector("form");
const scan = piece.querySelector("#counter");
const list = piece.querySelector("[data-read]");
const KNOWN = `ifar-field-armouries-${who}`;
const SHIFT = 12 * 3600_000;

const bare = (text) => text.toUpperCase().replace(/[^0-9A-Z]/g, "");
const idIn = (text) => bare(text.match(/[A-Za-z](-?[0-9A-Za-z]){13}/)?.[0] ?? "");
const rows = (section) => client.known?.[section]?.rows ?? [];
const meant = (section, line) => rows(section).find((one) => one.id === idIn(line) || (one.mark && bare(one.mark) === bare(line)));
const said = (name, values = {}) => Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), piece.dataset[name]);
const day = (text) => new Date(`${text}T12:00`).toLocaleDateString({ en: "en-GB" }[document.documentElement.lang] ?? document.documentElement.lang, { dateStyle: "medium" });

// Which armouries there are outlives the extract, without their names: what happens after it has ended is recorded too, and the entry says that it had.
const armouries = () => {
  const found = rows("armouries");
  if (found.length) localStorage.setItem(KNOWN, JSON.stringify(found.map(({ id, key }) => ({ id, key }))));
  return found.length ? found : JSON.parse(localStorage.getItem(KNOWN) ?? "[]");
};

let lines = [];

const verdict = (line) => {
  const officer = meant("roster", line);
  if (officer) return officer.unfit.length ? [said("unfit"), true] : [said("may", { day: day(officer.until) }), false];
  const arm = meant("arms", line);
  if (arm) {
    const card = rows("roster").find((one) => one.id === arm.out)?.mark ?? "";
    return [[arm.what, arm.out ? said("out", { card }) : said("in")].join(" · "), Boolean(arm.out) === (form.did.value === "issue")];
  }
  const lot = meant("lots", line);
  return lot ? [said("rounds", { many: lot.quantity }), false] : [said("unread"), true];
};

const show = () => {
  const found = armouries();
  const chosen = form.armoury.value;
  form.armoury.replaceChildren(...found.map((one) => new Option(one.what ?? one.id, one.id)));
  if (chosen) form.armoury.value = chosen;
  piece.querySelector("[data-armouries]").hidden = found.length < 2 || form.did.value !== "issue";
  for (const part of form.querySelectorAll("[data-did]")) part.hidden = part.dataset.did !== form.did.value;
  list.replaceChildren(
    ...lines.map((line) => {
      const one = piece.querySelector('template[data-piece="scanned"]').content.firstElementChild.cloneNode(true);
      const [words, isBad] = verdict(line);
      one.querySelector('[data-say="line"]').textContent = line;
      one.querySelector('[data-say="said"]').textContent = words;
      one.classList.toggle("bad", isBad);
      one.querySelector('[data-do="drop"]').addEventListener("click", () => {
        lines = lines.filter((other) => other !== line);
        show();
      });
      return one;
    }),
  );
};

const local = (moment) => new Date(moment - new Date(moment).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
const fresh = () => {
  lines = [];
  form.due_at.value = local(now() + SHIFT);
  show();
};

const add = () => {
  const line = scan.value.trim().replace(/\s+/g, " ");
  if (line && !lines.includes(line)) lines.push(line);
  scan.value = "";
  show();
};
scan.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  add();
});
form.addEventListener("change", show);

const number = (field) => (field.value === "" ? null : Number(field.value));
const confirm = confirming(form, (values) => [values.capture, values.issue ? "issue" : "return", values.taken, ...lines], () => armouries()[0]?.key);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  add();
  const isIssue = form.did.value === "issue";
  const armoury = form.armoury.value || armouries()[0]?.id;
  const needsDay = isIssue && form.kind.value !== "personal";
  const lacks = !lines.length || (isIssue && (!armoury || lines.length < 2)) || (needsDay && !form.due_at.value);
  piece.querySelector("[data-lacks]").hidden = !lacks;
  if (lacks) return;
  const given = { scanned: lines.join("\n"), rounds: number(form.rounds), magazines: number(form.magazines) };
  const counter = isIssue
    ? { issue: { ...given, armoury, kind: form.kind.value, exercise: form.exercise.value.trim(), due_at: needsDay ? new Date(form.due_at.value).toISOString() : null } }
    : { back: { ...given, occasion: form.occasion.value, witness: idIn(form.witness.value), reference: form.reference.value.trim() } };
  const made = { ...stamps(), ...counter, how: form.how.value, pin: form.pin.value, paper: form.paper.value };
  const values = await confirm(made);
  if (!values) return;
  const { issue, back, confirmed, ...stamped } = values;
  const officer = lines.map((line) => meant("roster", line)).find(Boolean);
  for (const line of lines) {
    const arm = meant("arms", line);
    if (arm) arm.out = isIssue ? (officer?.id ?? "") : "";
  }
  const provisional = ["pin", "passkey"].includes(confirmed?.how);
  keep({ ...stamped, label: [form.querySelector('[name="did"]:checked').parentElement.textContent.trim(), ...lines].join(" · "), provisional, counter: { ...(isIssue ? { issue } : { back }), ...(confirmed ? { confirmed } : {}) } });
  form.reset();
  fresh();
  scan.focus();
});

fresh();
client.addEventListener("known", show);
piece.dataset.ready = "true";
