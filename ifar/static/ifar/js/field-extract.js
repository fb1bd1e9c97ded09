// What the office may read here while there is no line: its store, what is coming to it, numbers of withdrawn papers. Signed by the register, kept
// encrypted, for a day; it is provisional, and one that has ended or that nobody signed is shown to nobody.

const client = document.getElementById("field");
const { ask, now, put, read, unseal, UNTIL, who, written } = await import(client.dataset.client);
const piece = client.querySelector("[data-extract]");
const line = piece.querySelector("[data-extract-line]");
const search = piece.querySelector("input");
const list = piece.querySelector("ul");
const ID = `extract-${who}`;
const FRESH = 3600_000;
const MOST = 20;

// As RFC 8785 writes it: members in the order of their names.
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
};
const bytesOf = (base64) => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));

// Whether the register's key signed it: true, false, or null where this browser does not know such signatures.
const isSigned = async ({ certificate, payload, signature }) => {
  try {
    const key = await crypto.subtle.importKey("raw", bytesOf(client.dataset.signer), "Ed25519", false, ["verify"]);
    const message = new TextEncoder().encode(`ifar offline extract/1\n${canonical({ certificate, payload })}`);
    return await crypto.subtle.verify("Ed25519", key, bytesOf(signature), message);
  } catch (error) {
    if (error.name === "NotSupportedError") return null;
    return false;
  }
};

let shown = null;

const forget = async () => {
  shown = null;
  client.known = null;
  await written(["entries"], (t) => t.objectStore("entries").delete(ID));
};

const say = (which, ends = {}) => {
  line.dataset.now = which;
  line.textContent = (client.dataset[which] ?? "").replace("{made}", ends.made ?? "").replace("{ends}", ends.ends ?? "");
};
/* Day before month in English too, as on every other page. */
const SPOKEN = { en: "en-GB" }[document.documentElement.lang] ?? document.documentElement.lang;
const when = (text) => new Date(text).toLocaleString(SPOKEN, { dateStyle: "medium", timeStyle: "short" });

const take = async (document_) => {
  const signed = await isSigned(document_);
  const { payload } = document_;
  if (signed === false) {
    await forget();
    return say("unsigned");
  }
  localStorage.setItem(UNTIL, payload.ends);
  if (Date.parse(payload.ends) < now()) {
    await forget();
    return say("ended");
  }
  shown = payload;
  client.known = payload.sections;
  client.dataset.until = payload.ends;
  say(signed ? "provisional" : "unchecked", { made: when(payload.made), ends: when(payload.ends) });
};

const fetched = async () => {
  if (!client.dataset.signer) return;
  let answer;
  try {
    answer = await ask("GET", client.dataset.extractfrom);
  } catch (error) {
    if (error instanceof TypeError) return;
    throw error;
  }
  if (answer.status === 401 || answer.status === 403) {
    await forget();
    say("none");
  } else if (answer.ok) {
    const found = await answer.json();
    await put({ id: ID, state: "extract", at: Date.now() }, found);
    await take(found);
  }
  find();
};

// Looking for something in it -------------------------------------------------------------------------------------------------

const bare = (text) => text.toUpperCase().replace(/[^0-9A-Z]/g, "");
const printed = (id) => `${id[0]}-${id.slice(1, 5)}-${id.slice(5, 9)}-${id.slice(9, 13)}-${id[13]}`;
const row = (section, id, text) => {
  const one = piece.querySelector(`template[data-section="${section}"]`).content.firstElementChild.cloneNode(true);
  one.querySelector("[data-id]").textContent = printed(id);
  one.querySelector("[data-text]").textContent = text;
  return one;
};

const find = () => {
  piece.dataset.ready = "true";
  client.dispatchEvent(new Event("known"));
  if (!shown) return list.replaceChildren();
  const asked = bare(search.value.match(/[A-Za-z](-?[0-9A-Za-z]){13}/)?.[0] ?? search.value);
  const rows = [];
  const arms = (shown.sections.crossings?.rows ?? []).flatMap((one) => one.arms.map((arm) => ({ ...arm, id: arm.id || one.id, what: `${arm.said} · ${arm.what}` })));
  for (const section of ["journeys", "coming", "store"]) {
    for (const one of section === "journeys" ? arms : (shown.sections[section]?.rows ?? [])) {
      if (!asked ? section !== "coming" : !bare(`${one.id} ${one.mark} ${one.what}`).includes(asked)) continue;
      rows.push(row(section, one.id, [one.what, one.mark].filter(Boolean).join(" · ")));
      if (rows.length === MOST) return list.replaceChildren(...rows);
    }
  }
  if (asked.length >= 5) for (const id of shown.sections.withdrawn.rows) if (id.includes(asked)) rows.unshift(row("withdrawn", id, ""));
  list.replaceChildren(...rows.slice(0, MOST));
  if (asked && !rows.length) list.replaceChildren(piece.querySelector('template[data-section="nothing"]').content.firstElementChild.cloneNode(true));
};
search.addEventListener("input", find);
search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());

const begin = async () => {
  const kept = await read("entries", ID);
  if (kept) await take(await unseal(kept));
  else say("none");
  find();
  if (!kept || Date.now() - kept.at > FRESH || Date.now() < kept.at) await fetched();
};
addEventListener("online", fetched);
setInterval(async () => {
  if (shown && Date.parse(shown.ends) < now()) {
    await forget();
    say("ended");
    find();
  }
}, 15_000);
begin();
