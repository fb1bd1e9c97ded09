/* The map of incidents: dragging, wheel and keys ask for another part of it. The server draws; without this script the
   buttons beside the map and the form do the same. */

const form = document.getElementById("map-form");
const box = document.getElementById("map-box");
const WIDTH = 960;
const HEIGHT = 600;

const parts = (text) => text.split(",").map(Number);

function ask(next) {
  const wide = Math.min(next[2] - next[0], 360);
  const west = Math.min(Math.max(next[0], -180), 180 - wide);
  const high = Math.min(next[3] - next[1], 180);
  const south = Math.min(Math.max(next[1], -90), 90 - high);
  box.value = [west, south, west + wide, south + high].map((value) => value.toFixed(5)).join(",");
  form.dispatchEvent(new Event("change"));
}

function moved(now, across, up) {
  const wide = (now[2] - now[0]) * across;
  const high = (now[3] - now[1]) * up;
  return [now[0] + wide, now[1] + high, now[2] + wide, now[3] + high];
}

function scaled(now, factor, x = 0.5, y = 0.5) {
  const wide = now[2] - now[0];
  const high = now[3] - now[1];
  const left = now[0] + wide * x;
  const top = now[3] - high * y;
  return [left - wide * factor * x, top - high * factor * (1 - y), left + wide * factor * (1 - x), top + high * factor * y];
}

const STEPS = {
  west: (now) => moved(now, -0.4, 0),
  east: (now) => moved(now, 0.4, 0),
  north: (now) => moved(now, 0, 0.4),
  south: (now) => moved(now, 0, -0.4),
  nearer: (now) => scaled(now, 0.5),
  farther: (now) => scaled(now, 2),
};
const KEYS = { ArrowLeft: "west", ArrowRight: "east", ArrowUp: "north", ArrowDown: "south", "+": "nearer", "=": "nearer", "-": "farther" };

let drag = null;
let wheel = null;

function transform(frame, text) {
  for (const layer of document.querySelectorAll(".map-moves")) layer.setAttribute("transform", text);
}

if (form && box) {
  form.classList.add("has-script");
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-map-go]");
    if (!button || event.ctrlKey || event.metaKey) return;
    const frame = button.closest("[data-map]");
    const step = STEPS[button.dataset.mapGo];
    event.preventDefault();
    if (step) ask(step(parts(frame.dataset.box)));
    else {
      box.value = "";
      form.dispatchEvent(new Event("change"));
    }
  });
  document.addEventListener("keydown", (event) => {
    const frame = event.target.closest?.("[data-map]");
    if (!frame || event.target !== frame || !KEYS[event.key]) return;
    event.preventDefault();
    ask(STEPS[KEYS[event.key]](parts(frame.dataset.box)));
  });
  document.addEventListener("pointerdown", (event) => {
    const frame = event.target.closest?.("[data-map]");
    if (!frame || event.button !== 0 || event.pointerType === "touch" || event.target.closest("[data-map-go]")) return;
    drag = { frame, x: event.clientX, y: event.clientY, across: 0, up: 0 };
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const size = drag.frame.getBoundingClientRect();
    drag.across = (event.clientX - drag.x) / size.width;
    drag.up = (event.clientY - drag.y) / size.height;
    transform(drag.frame, `translate(${drag.across * WIDTH} ${drag.up * HEIGHT})`);
  });
  document.addEventListener("pointerup", () => {
    if (!drag) return;
    const { frame, across, up } = drag;
    drag = null;
    if (Math.hypot(across * WIDTH, up * HEIGHT) < 4) {
      transform(frame, "");
      return;
    }
    frame.addEventListener("click", (event) => event.preventDefault(), { capture: true, once: true });
    ask(moved(parts(frame.dataset.box), -across, up));
  });
  document.addEventListener(
    "wheel",
    (event) => {
      const frame = event.target.closest?.("[data-map]");
      if (!frame || !(event.ctrlKey || event.metaKey || document.activeElement === frame)) return;
      event.preventDefault();
      const size = frame.getBoundingClientRect();
      const x = (event.clientX - size.left) / size.width;
      const y = (event.clientY - size.top) / size.height;
      wheel ??= { frame, factor: 1, x, y, timer: 0 };
      wheel.factor = Math.min(Math.max(wheel.factor * Math.exp(event.deltaY / 400), 0.1), 10);
      const shown = 1 / wheel.factor;
      transform(frame, `translate(${wheel.x * WIDTH * (1 - shown)} ${wheel.y * HEIGHT * (1 - shown)}) scale(${shown})`);
      clearTimeout(wheel.timer);
      wheel.timer = setTimeout(() => {
        const done = wheel;
        wheel = null;
        ask(scaled(parts(done.frame.dataset.box), done.factor, done.x, done.y));
      }, 250);
    },
    { passive: false },
  );
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest?.("[data-map]")) event.preventDefault();
  });

  const words = new Intl.DateTimeFormat(document.documentElement.lang, { month: "long", year: "numeric", timeZone: "UTC", numberingSystem: "latn" });
  for (const range of form.querySelectorAll("input[type=range]")) {
    range.addEventListener("input", () => {
      const year = Math.floor(range.value / 12);
      const text = range.dataset.month === "year" ? String(year) : words.format(Date.UTC(year, range.value % 12, 1));
      range.setAttribute("aria-valuetext", text);
      document.getElementById(`${range.id}-words`).textContent = text;
    });
  }
}
