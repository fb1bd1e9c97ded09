// Recoveries entered where there is no line: kept on this device, encrypted, until they have arrived; each arrives once.
//
// The key cannot be taken out of the browser and belongs to one officer; it is thrown away when nothing waits any more. What that
// does and does not protect against stands in docs/threat-model.md. A capture's identifier is its idempotency key: the register
// answers a repeated one with what it made the first time, whatever was lost between question and answer.

// What the office may read here meanwhile is `field-extract.js`; how an entry was confirmed is `field-confirm.js`: they take the rest from here.

export const root = document.getElementById("field");
const form = root.querySelector("form[data-capture]");
const list = root.querySelector("[data-entries]");
const line = root.querySelector("[data-line]");
export const words = (name) => root.dataset[name] ?? "";
export const who = root.dataset.who;
const AGAIN = 15000;
const SOON = 500;

// The store ---------------------------------------------------------------------------------------------------------------

const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("ifar-field", 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("keys", { keyPath: "who" });
    asked.result.createObjectStore("entries", { keyPath: "id" });
  };
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

// A transaction counts as done only once the browser says that it is on the disk.
export const written = async (stores, act) => {
  const transaction = (await opened).transaction(stores, "readwrite", { durability: "strict" });
  const ended = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  act(transaction);
  await ended;
};

export const read = async (store, key) => done((await opened).transaction(store).objectStore(store).get(key));
const all = async () => {
  const found = await done((await opened).transaction("entries").objectStore("entries").getAll());
  return found.filter((one) => one.who === who && one.state !== "extract").sort((a, b) => a.at - b.at);
};

const keyOf = async () => {
  const found = await read("keys", who);
  if (found) return found.key;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await written(["keys"], (t) => t.objectStore("keys").put({ who, key }));
  return key;
};

const seal = async (said) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(), new TextEncoder().encode(JSON.stringify(said)));
  return { iv, data };
};

export const unseal = async (entry) =>
  JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: entry.iv }, await keyOf(), entry.data)));

export const put = async (entry, said) => {
  const sealed = { ...entry, who, ...(await seal(said)) };
  await written(["entries"], (t) => t.objectStore("entries").put(sealed));
  return sealed;
};

// Nothing that was sent stays on the device longer than the day; with the last entry the key goes too.
const forget = async () => {
  const entries = await all();
  const extract = await read("entries", `extract-${who}`);
  const old = entries.filter((one) => one.state === "sent" && Date.now() - one.at > 12 * 3600 * 1000);
  await written(["entries", "keys"], (t) => {
    for (const one of old) t.objectStore("entries").delete(one.id);
    if (entries.length === old.length && !extract) t.objectStore("keys").delete(who);
  });
};

// The form: what is typed is kept as it is typed ----------------------------------------------------------------------------

const said = () => {
  const found = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
  delete found.csrfmiddlewaretoken;
  return found;
};

const fill = (values) => {
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements[name];
    if (field) field.value = value;
  }
};

let chain = Promise.resolve();
const inOrder = (act) => (chain = chain.then(act, act));
const DRAFT = `draft-${who}`;

form.addEventListener("input", () => {
  const values = said();
  inOrder(() => put({ id: DRAFT, state: "draft", at: Date.now() }, values));
});

/* How an entry is confirmed, before it is kept; `field-confirm.js` says how. */
export const before = { keep: async (values) => values };

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const made = { ...said(), capture: crypto.randomUUID(), taken: new Date().toISOString(), ahead: ahead(), extract: root.dataset.until ?? null };
  const values = await before.keep(made);
  if (!values) return;
  inOrder(async () => {
    await put({ id: values.capture, state: "kept", at: Date.now() }, values);
    await written(["entries"], (t) => t.objectStore("entries").delete(DRAFT));
    form.reset();
    await show();
    send();
  });
});

/* Keeps what another part of the page enters, until it has arrived; with the stamps that every entry has. */
export const UNTIL = `ifar-field-until-${who}`;
export const stamps = () => ({
  capture: crypto.randomUUID(),
  taken: new Date().toISOString(),
  ahead: ahead(),
  extract: root.dataset.until ?? localStorage.getItem(UNTIL),
});
export const keep = (values) =>
  inOrder(async () => {
    await put({ id: values.capture, state: "kept", at: Date.now() }, values);
    await show();
    send();
  });

// Placing: a thing is put into a place. What the extract says of it, how often it was placed, goes along: where another device placed it otherwise
// meanwhile, the register says so, and a person decides.
const placing = root.querySelector("form[data-placing]");
const identifierIn = (text) => {
  const found = text.toUpperCase().match(/[A-Z](-?[0-9A-Z]){13}/g)?.map((one) => one.replaceAll("-", "")) ?? [];
  return found.find((one) => one.length === 14) ?? "";
};
placing?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.name !== "thing") return;
  event.preventDefault();
  placing.elements.to.focus();
});
placing?.addEventListener("submit", (event) => {
  event.preventDefault();
  const [thing, to] = ["thing", "to"].map((name) => identifierIn(placing.elements[name].value));
  placing.querySelector("[data-unread]").hidden = Boolean(thing && to);
  if (!thing || !to) return;
  const expected = root.known?.placed.rows[thing]?.[1] ?? 0;
  const named = root.known?.places.rows.find((one) => one.id === to);
  const place = named ? [named.what, named.mark].filter(Boolean).join(" · ") : to;
  const at = new Date().toISOString();
  const values = { capture: crypto.randomUUID(), thing, to, place, expected, at };
  inOrder(async () => {
    await put({ id: values.capture, state: "kept", at: Date.now() }, values);
    placing.reset();
    placing.elements.thing.focus();
    await show();
    send();
  });
});

root.querySelector("[data-here]").addEventListener("click", () => {
  navigator.geolocation?.getCurrentPosition(({ coords }) => {
    fill({ latitude: String(Math.round(coords.latitude * 1e6)), longitude: String(Math.round(coords.longitude * 1e6)) });
    form.dispatchEvent(new Event("input"));
    root.querySelector("[data-here]").setAttribute("aria-pressed", "true");
  });
});

// Sending -----------------------------------------------------------------------------------------------------------------

const token = () => document.cookie.split("; ").find((one) => one.startsWith("ifar_csrf="))?.slice(10) ?? "";
export const ask = async (method, address, body) => {
  const answer = await fetch(address, {
    method,
    headers: { "Content-Type": "application/json", "X-CSRFToken": token(), Accept: "application/json", "Ifar-Officer": who },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  met(answer.headers.get("Date"));
  return answer;
};

// How far this device's clock is ahead of the register's, as of the last contact: an entry says it, and what the clock shows when it is sent.
const AHEAD = "ifar-field-ahead";
const WRONG = 120_000;
/* The register's clock, as far as this device knows it. */
export const now = () => {
  const off = ahead() ?? 0;
  return Date.now() - (Math.abs(off) < WRONG ? 0 : off);
};
const ahead = () => {
  const known = localStorage.getItem(AHEAD);
  return known === null ? null : Number(known);
};
const met = (date) => {
  const now = Date.parse(date ?? "");
  if (Number.isNaN(now)) return;
  const by = Math.abs(Date.now() - now) < 1500 ? 0 : Date.now() - now;
  localStorage.setItem(AHEAD, String(by));
  root.querySelector("[data-clock]").hidden = Math.abs(by) < WRONG;
};
const problem = async (answer) => {
  try {
    const { error } = await answer.json();
    return [...new Set([error.message, ...error.reasons.map((one) => one.message)])].filter(Boolean).join(" ");
  } catch {
    return String(answer.status);
  }
};

// What the register has that an entry may be. It stays in this page and is never written down: closed with it, it is gone.
const told = new Map();
const LATER = [3000, 15000, 60000];

const hear = (capture, found) => {
  told.set(capture, found);
  for (const wait of LATER) setTimeout(() => hearAgain(capture), wait);
};

// Closed compartments answer a moment later.
const hearAgain = async (capture) => {
  try {
    const answer = await ask("GET", `${words("captures")}/${capture}`);
    if (!answer.ok) return;
    const { told: found } = await answer.json();
    if (JSON.stringify(found) === JSON.stringify(told.get(capture))) return;
    told.set(capture, found);
    inOrder(show);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
};

// What an answer makes of an entry: its new state and what is kept of it; nothing where it is to be tried again later.
const sendOne = async (values) => {
  if (values.thing) return sendPlacing(values);
  if (values.border) return sendBorder(values);
  if (values.counter) return sendCounter(values);
  return values.change ? sendChange(values) : sendCapture(values);
};

// How often the register said that a thing has been placed when it took what this device kept before over the same extract: a device that puts one
// thing twice does not contradict itself.
const placedFromHere = async ({ thing, expected }) => {
  let latest = expected;
  for (const entry of await all()) {
    if (entry.state !== "sent") continue;
    const sent = await unseal(entry);
    if (sent.thing === thing && sent.expected === expected && sent.n > latest) latest = sent.n;
  }
  return latest;
};

// What lies there already stays as it is: the same placement sent twice changes nothing.
const sendPlacing = async (values) => {
  const { thing, to, at } = values;
  const answer = await ask("POST", "/api/placements", {
    placements: [{ thing, place: to, expected_n: await placedFromHere(values), at }],
    sent: new Date().toISOString(),
  });
  if (answer.ok) return ["sent", { ...values, n: (await answer.json()).n[thing] }];
  if (answer.status !== 409) return refusal(answer, values);
  const { error } = await answer.clone().json();
  const codes = [error.code, ...error.reasons.map((one) => one.code)];
  const isMoved = codes.some((one) => one.endsWith("_meanwhile"));
  return [isMoved ? "conflict" : "refused", { ...values, problem: await problem(answer) }];
};

// At the border: what had passed already is never refused; where the register would have, it says that it is an observation now, and why.
const sendBorder = async (values) => {
  const { border, label, became, problem: _problem, ...stamped } = values;
  const answer = await ask("POST", "/api/trade/field/entries", { ...stamped, ...border, sent: new Date().toISOString() });
  if (!answer.ok) return refusal(answer, values);
  const came = await answer.json();
  return ["sent", { ...values, became: came.act, problem: came.why.join(" ") }];
};

// At the armoury: what the register does not take yet waits for another device's entries, and is sent again; what it cannot take a person decides.
const sendCounter = async (values) => {
  const { counter, label, provisional, became, holds, problem: _problem, ...stamped } = values;
  const answer = await ask("POST", "/api/stocks/field/entries", { ...stamped, ...counter, sent: new Date().toISOString() });
  if (!answer.ok) return refusal(answer, values);
  const came = await answer.json();
  const now = { ...values, became: came.act, holds: came.holds, problem: came.why.join(" ") };
  return [came.act === "waiting" ? "waits" : "sent", now];
};

const sendCapture = async (values) => {
  const { change, mine, theirs, ...body } = values;
  const answer = await ask("POST", words("captures"), { ...body, sent: new Date().toISOString() });
  if (answer.ok) {
    const made = await answer.json();
    hear(values.capture, made.told);
    return ["sent", { ...values, case: made.case, item: made.item, acts: made.acts }];
  }
  return refusal(answer, values);
};

const sendChange = async (values) => {
  const address = `${words("cases")}${values.case}`;
  const now = await ask("GET", address);
  if (!now.ok) return refusal(now, values);
  const theirs = await now.json();
  // It arrived before, and its answer was lost; or somebody else said the very same.
  if (theirs.place === values.change.trim()) return ["sent", { ...values, place: theirs.place, acts: theirs.acts, change: undefined }];
  if (theirs.acts !== values.acts) return ["conflict", { ...values, theirs: { place: theirs.place, acts: theirs.acts } }];
  // Only what was changed here: all else that the case says by now is not this device's to repeat.
  const answer = await ask("PATCH", `${address}?expected_n=${values.acts}`, { place: values.change });
  if (answer.status === 409) return ["conflict", { ...values, theirs: { place: theirs.place, acts: theirs.acts } }];
  if (answer.ok) return ["sent", { ...values, place: values.change, acts: (await answer.json()).acts, change: undefined }];
  return refusal(answer, values);
};

const refusal = async (answer, values) => {
  if ([401, 403, 429].includes(answer.status) || answer.status >= 500) {
    say(answer.status === 401 || answer.status === 403 ? "signin" : "later");
    return null;
  }
  // The purpose of a shift has ended, or was never stated: that is no fault of the entry, which waits for it.
  if (answer.status === 409 && (await answer.clone().json()).error.code === "accounts.purpose.missing") {
    say("signin");
    return null;
  }
  return ["refused", { ...values, problem: await problem(answer) }];
};

export const say = (which) => {
  line.textContent = words(which);
  line.dataset.now = which;
  root.querySelector("[data-purpose]").hidden = which !== "signin";
};

const sendAll = async () => {
  for (const entry of await all()) {
    if (entry.state !== "kept" && entry.state !== "waits") continue;
    let came;
    try {
      came = await sendOne(await unseal(entry));
    } catch (error) {
      if (error instanceof TypeError) {
        say("offline");
        if (navigator.onLine) soon();
        return;
      }
      throw error;
    }
    if (came === null) return;
    pause = SOON;
    await put({ id: entry.id, state: came[0], at: entry.at }, came[1]);
    await show();
  }
  if (navigator.onLine) say("online");
};

// One page sends at a time. What is asked for meanwhile (the line came back while a try was failing) is done at its end, not at the next full
// quarter of a minute.
let wanted = false;
const send = async () => {
  wanted = true;
  const mine = await navigator.locks.request("ifar-field", { ifAvailable: true }, async (lock) => {
    while (lock && wanted) {
      wanted = false;
      await sendAll();
    }
    return lock !== null;
  });
  if (mine && wanted) await send();
};

// A line that just came back often fails once more: what failed on it is tried again soon, then less and less soon.
let pause = SOON;
const soon = () => {
  if (pause >= AGAIN) return;
  setTimeout(send, pause);
  pause *= 2;
};

// What is on the device -----------------------------------------------------------------------------------------------------

const piece = (name) => root.querySelector(`template[data-piece="${name}"]`).content.firstElementChild.cloneNode(true);

// What is sent again after a person has looked and chosen: over what the register had when they chose.
const chosen = (values) => (values.thing ? { ...values, expected: null } : { ...values, acts: values.theirs.acts });

const row = (entry, values) => {
  const ofPlacing = { sent: "placed", conflict: "misplaced" };
  const ofBorder = { sent: values.became === "observed" ? "observed" : "placed" };
  const atCounter = { sent: values.became === "observed" ? "contradicted" : values.holds === false ? "unproven" : "placed" };
  const shown = piece((values.counter && atCounter[entry.state]) || (values.thing && ofPlacing[entry.state]) || (values.border && ofBorder[entry.state]) || entry.state);
  const put_ = (name, text) => {
    for (const place of shown.querySelectorAll(`[data-say="${name}"]`)) place.textContent = text ?? "";
  };
  const type = form.querySelector(`[name="type"][value="${values.type}"]`)?.dataset.label ?? values.type;
  put_("what", values.label ?? values.thing ?? [type, values.serial].filter(Boolean).join(" "));
  put_("place", values.place);
  put_("waits", values.change ?? (values.thing ? values.place : values.provisional ? words("provisionalby") : ""));
  put_("problem", values.problem);
  put_("mine", values.change);
  put_("theirs", values.theirs?.place);
  for (const one of told.get(values.capture) ?? []) {
    const alert = piece("told");
    alert.querySelector("[data-say]").textContent = one.words;
    alert.dataset.wanted = one.wanted;
    shown.querySelector("strong").after(alert);
  }
  const link = shown.querySelector("a");
  if (link && values.case) link.href = `${words("page")}${values.case}/`;
  shown.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const change = new FormData(event.target).get("place");
    inOrder(() => put({ id: entry.id, state: "kept", at: entry.at }, { ...values, change }).then(show).then(send));
  });
  shown.querySelector('[data-do="mine"]')?.addEventListener("click", () =>
    inOrder(() => put({ id: entry.id, state: "kept", at: entry.at }, chosen(values)).then(show).then(send)),
  );
  shown.querySelector('[data-do="theirs"]')?.addEventListener("click", () =>
    inOrder(async () => {
      if (values.thing) return written(["entries"], (t) => t.objectStore("entries").delete(entry.id)).then(show);
      const kept = { ...values, place: values.theirs.place, acts: values.theirs.acts, change: undefined, theirs: undefined };
      return put({ id: entry.id, state: "sent", at: entry.at }, kept).then(show);
    }),
  );
  shown.querySelector('[data-do="again"]')?.addEventListener("click", () =>
    inOrder(async () => {
      await written(["entries"], (t) => t.objectStore("entries").delete(entry.id));
      if (values.thing) {
        for (const name of ["thing", "to"]) placing.elements[name].value = values[name];
        return show();
      }
      if (values.border) {
        const field = root.querySelector("#border");
        field.value = values.border.record;
        field.dispatchEvent(new Event("input"));
        return show();
      }
      fill(values);
      await put({ id: DRAFT, state: "draft", at: Date.now() }, values);
      await show();
    }),
  );
  return shown;
};

const show = async () => {
  const rows = [];
  const entries = (await all()).filter((one) => one.state !== "draft");
  for (const entry of entries) rows.push(row(entry, await unseal(entry)));
  list.replaceChildren(...rows);
  root.querySelector("[data-needs]").hidden = !entries.some((one) => one.state === "conflict" || one.state === "refused");
};

// Beginning -----------------------------------------------------------------------------------------------------------------

const begin = async () => {
  await forget();
  const draft = await read("entries", DRAFT);
  if (draft) fill(await unseal(draft));
  await show();
  say(navigator.onLine ? "online" : "offline");
  root.dataset.ready = "true";
  await send();
};

addEventListener("online", () => {
  pause = SOON;
  send();
});
addEventListener("offline", () => say("offline"));
setInterval(send, AGAIN);
navigator.storage?.persist?.();
navigator.serviceWorker?.register(words("worker"), { scope: words("scope") }).then(() => navigator.serviceWorker.ready).then(() => (root.dataset.cached = "true"));
begin();
