// Asks without leaving the page: on a bad line the mark stays in the field, and what happened is said.
//
// Without this script the form is sent as any form. An answer that stands here is always that of the question it names: it is taken
// away before the next one is asked. Nothing is asked a second time unless somebody presses, but for a question that surely never left
// the device: it is asked once when the line is back, if the field still says the same.
//
// Nothing is kept, but for one thing: whoever was signed out takes what they typed over the sign-in, and whoever goes to state a purpose
// over that. It waits in this tab, from the moment the page is left; the next other page of the register takes it away, and only the same
// person, soon, finds it in the field again.

const main = document.querySelector("main[data-patience]");
const form = main.querySelector("form");
const field = form.elements.q;
const told = main.querySelector("[data-told]");
const again = main.querySelector("[data-again]");
const anew = main.querySelector("[data-anew]");
const SOON = 10 * 60 * 1000;
const OVER = "ifar.roadside"; // what was typed, by whom and when, on its way over a sign-in or the statement of a purpose
const SETTLED = 1000; // a line that has just come back carries nothing at once

let out = null; // the question that is out: what was typed, and what breaks it off
let leaving = ""; // for what the page is left, where what was typed comes back: what is said then
let unasked = null; // the question that never left: what was typed, and when

// Beside Arabic letters a "?" behind a mark would stand before it: signs of direction keep it in its place (ifar/typed.py), and are not sent.
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const LETTER = "\\u0590-\\u060f\\u0620-\\u065f\\u066e-\\u06ef\\u06fa-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc";
const RUN = new RegExp(`(^|\\s)([^\\s${LETTER}]+(?:\\s+[^\\s${LETTER}]+)*)(?!\\S)`, "g");
const plain = () => field.value.replace(TURNS, "").trim();
const fill = (text) => {
  field.value = new RegExp(`[${LETTER}]`).test(text) ? text.replace(RUN, "$1\u200e$2\u200e") : text;
};

const answer = () => main.querySelector("[data-answer]");

const say = (name) => {
  told.textContent = name ? main.dataset[name] : "";
  told.parentElement.dataset.state = name;
  again.hidden = !["offline", "silent", "back", "purposed"].includes(name);
  anew.hidden = name !== "signin";
};

const ask = async () => {
  const typed = plain();
  fill(typed);
  answer()?.remove();
  if (!typed) {
    out?.stop.abort();
    out = unasked = null;
    say("");
    field.focus();
    return;
  }
  if (out?.typed === typed) return;
  out?.stop.abort();
  const mine = { typed, stop: new AbortController() };
  const hadLine = navigator.onLine;
  const late = setTimeout(() => mine.stop.abort(), 1000 * main.dataset.patience);
  out = mine;
  unasked = null;
  say("asking");
  try {
    const body = new FormData(form);
    body.set("q", typed);
    const reply = await fetch(form.action, { method: "POST", body, credentials: "same-origin", signal: mine.stop.signal });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const came = page.querySelector("main[data-patience] [data-answer]");
    if (out !== mine) return;
    if (came) show(came, page.querySelector("footer"));
    else say(reply.redirected || reply.status === 403 ? "signin" : "silent");
  } catch {
    if (out !== mine) return;
    if (!hadLine && !navigator.onLine) unasked = { typed, at: Date.now() };
    say(unasked ? "offline" : "silent");
  } finally {
    clearTimeout(late);
    if (out === mine) out = null;
  }
};

// Who asked and for what purpose stands at the foot, and may have been changed meanwhile, or be over.
const show = (came, foot) => {
  say("");
  document.querySelector("footer").replaceWith(document.importNode(foot, true));
  const section = document.importNode(came, true);
  main.append(section);
  section.focus();
  compare();
};

// Somebody types the next mark above the answer to the last one: it says so.
const compare = () => answer()?.toggleAttribute("data-old", plain() !== answer().dataset.answer);

// The field's own form, and that of an answer which asks for the same words read in another way.
main.addEventListener("submit", (event) => {
  event.preventDefault();
  field.value = event.target.elements.q.value;
  ask();
});
field.addEventListener("input", compare);
again.addEventListener("click", ask);
document.addEventListener("click", (event) => {
  leaving = event.target.closest("a[href*='next=']") ? "purposed" : "";
});
addEventListener("pagehide", () => {
  const typed = plain();
  const told = anew.hidden ? leaving : "kept";
  if (typed && told) sessionStorage.setItem(OVER, JSON.stringify({ typed, told, who: main.dataset.who, at: Date.now() }));
});
addEventListener("pageshow", () => {
  const over = JSON.parse(sessionStorage.getItem(OVER) ?? "null");
  sessionStorage.removeItem(OVER);
  if (over?.who !== main.dataset.who || Date.now() - over.at > SOON || field.value) return;
  fill(over.typed);
  say(over.told);
});
addEventListener("online", () => {
  if (out || again.hidden) return;
  say("back");
  setTimeout(() => {
    if (unasked?.typed === plain() && Date.now() - unasked.at < SOON && navigator.onLine) ask();
  }, SETTLED);
});

// The camera's script comes when somebody wants the camera, and not before: the page stays small.
const scan = main.querySelector("[data-scan-of]");
const camera = scan?.querySelector("[data-camera]");
if (camera && navigator.mediaDevices?.getUserMedia) {
  camera.hidden = false;
  camera.addEventListener("click", () => import(scan.dataset.scanner).then(() => camera.click()), { once: true });
}
