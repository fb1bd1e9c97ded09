/* The frame's few movements: keys, menus, copying, dialogs, the sheet. Without it every page still works by its links. */

const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

/* Keys of an Arabic or Cyrillic keyboard mean what stands in their place on a Latin one; Latin layouts say what they mean. */
const LATIN = { Slash: "/", KeyJ: "j", KeyK: "k", KeyX: "x", KeyN: "n", KeyO: "o", KeyI: "i", KeyR: "r" };

/* A field to which a key has led is left by Escape, and by "/" as long as nothing was typed into it. */
const led = (element) => element.matches("input[data-key]") && !element.value;

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.matches(".filters :is(input, select)")) event.target.blur();
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target) && !(event.key === "/" && led(event.target))) return;
  const meant = event.shiftKey && event.code === "Slash" ? "?" : LATIN[event.code];
  if (meant && event.key.length === 1 && event.key > "~") {
    event.preventDefault();
    event.stopImmediatePropagation();
    event.target.dispatchEvent(new KeyboardEvent("keydown", { key: meant, bubbles: true, cancelable: true }));
    return;
  }
  const keyed = /^[a-z?]$/.test(event.key) ? document.querySelector(`[data-key="${event.key}"]`) : null;
  if (keyed && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    keyed.closest("details")?.setAttribute("open", "");
    if (keyed.matches("input")) keyed.focus();
    else keyed.click();
  }
  if (event.key === "/") {
    const find = document.querySelector("[data-find]");
    if (find) {
      event.preventDefault();
      find.focus();
      find.select();
    }
  }
});

document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  const skips = at("a.skip");
  const to = skips && document.getElementById(skips.hash.slice(1));
  if (to) {
    /* Not by the address: its fragment would go along to the next pages. */
    event.preventDefault();
    to.focus();
    to.scrollIntoView();
  }
  const copies = at("[data-copies]");
  if (copies) copy(copies);
  const fills = at("[data-fills]");
  if (fills) {
    const field = document.getElementById(fills.dataset.fills);
    field.value = fills.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
  const opens = at("[data-opens]");
  if (opens) document.getElementById(opens.dataset.opens)?.showModal();
  const closes = at("[data-closes]");
  if (closes) closes.closest("dialog")?.close();
  if (event.target instanceof HTMLDialogElement) event.target.close(); /* a click beside its content */
  if (at("[data-opens-areas]")) {
    event.preventDefault();
    document.getElementById("areas").classList.add("open");
    document.querySelector("#areas a").focus();
  }
  if (at("[data-closes-areas]")) {
    event.preventDefault();
    closeAreas();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeAreas();
});

function closeAreas() {
  const areas = document.getElementById("areas");
  if (!areas?.classList.contains("open")) return;
  areas.classList.remove("open");
  document.querySelector("[data-opens-areas]")?.focus();
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copies);
  } catch {
    return; /* not allowed here: the text can still be marked by hand */
  }
  const words = button.title;
  button.classList.add("copied");
  button.title = button.dataset.copied;
  setTimeout(() => {
    button.classList.remove("copied");
    button.title = words;
  }, 1500);
}

/* Whoever types a value says by it that the value is known. */
document.addEventListener("input", (event) => {
  const value = event.target.closest(".answer-value");
  const known = value?.parentElement.querySelector("input[value=known]");
  if (known && event.target.value) known.checked = true;
});

/* A form that may take long says, a second after it was sent, that it is worked on; pressed again it is not sent again. */
document.addEventListener("submit", (event) => {
  const works = event.target.querySelector("[data-works]");
  if (!works || event.defaultPrevented) return;
  if (works.dataset.since) return event.preventDefault();
  works.dataset.since = Date.now();
  const seconds = works.querySelector("b");
  setInterval(() => {
    seconds.textContent = Math.round((Date.now() - works.dataset.since) / 1000);
    works.hidden = false;
  }, 1000);
});

/* Whoever comes back to such a page may send its form anew. */
addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("[data-works]")) location.reload();
});

/* A record laid over the page. A link with data-sheet keeps its address for the middle button, printing and no script. */
document.addEventListener("htmx:after:swap", (event) => {
  const sheet = document.getElementById("sheet");
  const target = event.detail?.ctx?.target ?? event.target;
  if (sheet && target?.id === "sheet-body" && !sheet.open) sheet.showModal();
});

/* What was on its way from the roadside over a sign-in, or to state a purpose, did not go back there, whether or not whoever signed in may search. */
const onItsWay = new URLSearchParams(location.search).get("next")?.endsWith("/roadside/");
if (document.getElementById("areas") && !onItsWay) sessionStorage.removeItem("ifar.roadside");

/* What is wrong with a form is read out and reached first. */
document.querySelector("[data-focus]")?.focus();
