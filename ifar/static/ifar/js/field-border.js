// At the border without a line: what the extract says of a journey or a consignment, and one tap that records an exit, a return, or what was seen. What is recorded waits
// on the device like every entry; the register decides when it arrives, and refuses nothing that has passed already.

const client = document.getElementById("field");
const { keep, stamps } = await import(client.dataset.client);
const piece = client.querySelector("[data-border]");
const search = piece.querySelector("#border");
const list = piece.querySelector("[data-found]");
const MOST = 5;
const FEWEST = 3;

const bare = (text) => text.toUpperCase().replace(/[^0-9A-Z]/g, "");
const printed = (id) => `${id[0]}-${id.slice(1, 5)}-${id.slice(5, 9)}-${id.slice(9, 13)}-${id[13]}`;
const rows = (section) => client.known?.[section]?.rows ?? [];
const copy = (name) => piece.querySelector(`template[data-piece="${name}"]`).content.firstElementChild.cloneNode(true);
const put = (shown, name, text) => {
  for (const place of shown.querySelectorAll(`[data-say="${name}"]`)) place.textContent = text ?? "";
};
const named = (some, asked) => some.some((one) => one && bare(one) === asked);
const lines = (text) => text.split(/[\n,;]+/).map((one) => one.trim()).filter(Boolean);

const keepOne = (label, border) => {
  keep({ ...stamps(), label, border });
  search.value = "";
  find();
  search.focus();
};

const journey = (one) => {
  const shown = copy("journey");
  put(shown, "what", one.what);
  const arms = shown.querySelector("fieldset");
  for (const arm of one.arms) {
    const line = copy("arm");
    const box = line.querySelector("input");
    box.value = arm.n;
    box.checked = arm.may;
    put(line, "arm", [arm.what, arm.mark].filter(Boolean).join(" · "));
    put(line, "said", arm.said);
    line.dataset.may = arm.may || one.act === "return";
    arms.append(line);
  }
  for (const button of shown.querySelectorAll("button")) button.hidden = button.value !== `${one.act}-${one.way}`;
  shown.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = [...shown.querySelectorAll("input:checked")].map((box) => Number(box.value));
    shown.querySelector("[data-none]").hidden = chosen.length > 0;
    if (!chosen.length) return;
    const marks = one.arms.filter((arm) => chosen.includes(arm.n)).map((arm) => arm.mark || arm.what);
    keepOne(`${one.what} · ${marks.join(", ")}`, { act: one.act, record: one.id, arms: chosen });
    // The extract does not know of it yet: what left is offered as what comes back, and what is back no more.
    const is = (arm) => chosen.includes(arm.n);
    one.arms = one.act === "exit" ? one.arms.filter(is).map((arm) => ({ ...arm, may: false, said: "" })) : one.arms.filter((arm) => !is(arm));
    one.act = "return";
  });
  return shown;
};

const inside = (crate) => [crate.id, ...crate.seals, ...crate.serials, ...crate.firearms];

const consignment = (one, asked) => {
  const shown = copy("consignment");
  const form = shown.elements;
  put(shown, "what", [one.what, one.said].join(" · "));
  for (const crate of one.crates) form.crate.append(new Option(`${crate.number} (${crate.pieces})`, crate.id));
  // A seal, a label or a number names its crate: what the other crates hold was not looked for, and is not missing.
  const meant = one.crates.filter((crate) => named(inside(crate), asked));
  if (meant.length === 1) form.crate.value = meant[0].id;
  // Which of the numbers that were read stand on the list, and which of the list were not read: said at once, and told again by the register.
  const compare = () => {
    shown.querySelector("[data-lacks]").hidden = true;
    const looked = one.crates.filter((crate) => !form.crate.value || crate.id === form.crate.value);
    const packed = new Set(one.crates.flatMap((crate) => [...crate.serials, ...crate.firearms]).map(bare));
    const read = lines(form.serials.value);
    const unknown = read.filter((text) => !packed.has(bare(text)));
    const has = new Set(read.map(bare));
    const missing = looked.flatMap((crate) => crate.serials.filter((text, n) => !has.has(bare(text)) && !has.has(crate.firearms[n] ?? "")));
    put(shown, "unknown", unknown.join(", "));
    put(shown, "missing", form.degree.value === "serial_read" ? missing.slice(0, 20).join(", ") : "");
    shown.querySelector("[data-unknown]").hidden = !unknown.length;
    shown.querySelector("[data-missing]").hidden = form.degree.value !== "serial_read" || !missing.length;
    for (const part of shown.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(form.degree.value);
  };
  shown.addEventListener("input", compare);
  compare();
  shown.addEventListener("submit", (event) => {
    event.preventDefault();
    const degree = form.degree.value;
    const serials = lines(form.serials.value);
    const counted = form.counted.value === "" ? null : Number(form.counted.value);
    const lacks = (degree === "serial_read" && !serials.length) || (degree === "counted" && counted === null);
    shown.querySelector("[data-lacks]").hidden = !lacks;
    if (lacks) return;
    const said = { leg: form.leg.value, degree, crate: form.crate.value, seals: lines(form.seals.value), counted, serials, remark: form.remark.value.trim() };
    keepOne(`${one.what} · ${printed(one.id)}`, { act: "seen", record: one.id, ...said });
  });
  return shown;
};

const authorisation = (one) => {
  const shown = copy("authorisation");
  put(shown, "what", one.what);
  put(shown, "said", one.said);
  shown.classList.toggle("bad", !one.stands);
  return shown;
};

const find = () => {
  const asked = bare(search.value.match(/[A-Za-z](-?[0-9A-Za-z]){13}/)?.[0] ?? search.value);
  if (asked.length < FEWEST) return list.replaceChildren();
  const found = [];
  for (const one of rows("crossings")) {
    if (one.arms.length && named([one.id, ...one.arms.flatMap((arm) => [arm.id, arm.mark])], asked)) found.push(journey(one));
  }
  for (const one of rows("consignments")) {
    if (found.length < MOST && named([one.id, one.mark, ...one.crates.flatMap(inside)], asked)) found.push(consignment(one, asked));
  }
  for (const one of rows("authorisations")) if (found.length < MOST && bare(one.id) === asked) found.push(authorisation(one));
  list.replaceChildren(...(found.length ? found.slice(0, MOST) : [copy("nothing")]));
};
search.addEventListener("input", find);
search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
piece.dataset.ready = "true";
