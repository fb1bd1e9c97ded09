/* The interactive map (decision 0034): the same cells, areas, incidents and findings as the drawn map, asked of the same server, drawn by MapLibre.
   It is fetched when somebody asks for it and the browser has WebGL; the drawn map, its tables and the form say the same without it. */

const root = document.getElementById("map-interactive");
const form = document.getElementById("map-form");
const box = document.getElementById("map-box");
const toggle = document.querySelector("#map-switch button");
const REMEMBERED = "map-interactive";
const LESS = ["#d8daeb", "#b2abd2", "#8073ac", "#542788", "#2d004b"];
const EMPTY = { type: "FeatureCollection", features: [] };
const NONE = "rgba(0,0,0,0)";
const FRAME = 160;

const numbers = new Intl.NumberFormat(document.documentElement.lang, { numberingSystem: "latn", maximumFractionDigits: 1 });
const said = document.getElementById("map-said");
const list = document.getElementById("map-list");
const [fromInput, toInput] = ["map-from", "map-to"].map((id) => document.getElementById(id));
let map = null;
let places = { cells: [], areas: [] };
let points = null;
let loaded = null;
let labels = [];
let playing = 0;
let settled = 0;
let over = null;
let credit = null;
let opened = null;

const chosen = (name) => new Set(new FormData(form).getAll(name));
const fill = () => new FormData(form).get("fill") ?? "cells";
const period = () => [Math.min(+fromInput.value, +toInput.value), Math.max(+fromInput.value, +toInput.value) + (+fromInput.step - 1)];
const ring = (points_) => ({ type: "Polygon", coordinates: [points_] });
const lines = (some) => ({ type: "Feature", properties: {}, geometry: { type: "MultiLineString", coordinates: some } });
const changed = () => form.dispatchEvent(new Event("change"));
const versus = () => form.elements.versus.checked;

async function ask(name, more = {}) {
  const given = new URLSearchParams(new FormData(form));
  for (const [key, value] of Object.entries(more)) given.set(key, value);
  const answer = await fetch(`${root.dataset.layers.replace("NAME", name)}?${given}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.json();
}

function legend() {
  const kind = versus() && fill() !== "rates" ? (fill() === "areas" ? "areas_difference" : "difference") : fill();
  for (const one of document.querySelectorAll("[data-legend]")) one.hidden = one.dataset.legend !== kind;
  const shown = document.querySelector(`[data-legend="${kind}"]`) ?? document.querySelector('[data-legend="cells"]');
  return JSON.parse(shown.dataset.breaks);
}

function within(months, first, last) {
  let sum = 0;
  for (let at = 0; at < months.length; at += 2) if (months[at] >= first && months[at] <= last) sum += months[at + 1];
  return sum;
}

function counts(months) {
  const [first, last] = period();
  return [within(months, first, last), within(months, 2 * first - last - 1, first - 1)];
}

/* Colours change as states of what is drawn already: a step of time fetches nothing. */
function paint() {
  const kind = fill();
  const source = kind === "cells" ? "cells" : "areas";
  const steps = legend();
  const difference = versus() && kind !== "rates";
  places[source].forEach((one, at) => {
    const [now, before] = counts(one.months);
    const value = difference ? now - before : kind === "rates" ? (one.people ? (now * 1e6) / one.people : 0) : now;
    const size = Math.abs(value);
    const tone = size ? Math.max(steps.filter((least) => size >= least).length, 1) * Math.sign(value) : 0;
    if (one.tone === tone) return;
    one.tone = tone;
    map.setFeatureState({ source, id: at + 1 }, { tone });
  });
  for (const id of ["cells", "cells-edge"]) map.setLayoutProperty(id, "visibility", source === "cells" ? "visible" : "none");
  map.setLayoutProperty("areas", "visibility", source === "areas" ? "visible" : "none");
  drawPoints();
  const [first, last] = period();
  const unit = fromInput.dataset.month === "year" ? 12 : 1;
  for (const column of document.querySelectorAll("#map-columns rect")) {
    column.classList.toggle("inside", column.dataset.at * unit >= first && column.dataset.at * unit <= last);
  }
}

function circle(x, y) {
  const wide = 25 / 111.195;
  const thin = Math.max(Math.cos((y * Math.PI) / 180), 0.05);
  return ring(Array.from({ length: 33 }, (_, at) => [x + (wide / thin) * Math.cos((at * Math.PI) / 16), y + wide * Math.sin((at * Math.PI) / 16)]));
}

function drawPoints() {
  const on = chosen("layer").has("points") && points;
  const many = Boolean(on && points.many);
  document.getElementById("map-many").hidden = !many;
  const features = [];
  const near = new Map();
  if (on && !many) {
    const [first, last] = period();
    const inexact = new Set(points.near);
    points.ids.forEach((id, at) => {
      if (points.months[at] < first || points.months[at] > last) return;
      const [x, y] = [points.x[at] / 1e6, points.y[at] / 1e6];
      if (inexact.has(at)) near.set(`${x},${y}`, circle(x, y));
      else features.push({ type: "Feature", properties: { id }, geometry: { type: "Point", coordinates: [x, y] } });
    });
  }
  map.getSource("points").setData({ type: "FeatureCollection", features });
  map.getSource("near").setData({ type: "FeatureCollection", features: [...near.values()].map((geometry) => ({ type: "Feature", properties: {}, geometry })) });
  document.getElementById("map-near").hidden = !near.size;
}

async function load() {
  const view = map.getBounds();
  const [west, south, east, north] = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()];
  const [wide, high] = [(east - west) / 3, (north - south) / 3];
  const asked = [Math.max(west - wide, -180), Math.max(south - high, -85), Math.min(east + wide, 180), Math.min(north + high, 85)].map((value) => value.toFixed(5)).join(",");
  const mine = (loaded = Symbol("asked"));
  const on = chosen("layer");
  const [cells, areas, ground, findings, some] = await Promise.all([
    ask("cells", { box: asked }),
    ask("areas", { box: asked }),
    ask("ground", { box: asked }),
    ask("findings", { box: asked }),
    on.has("points") && list ? ask("points", { box: asked }) : null,
  ]);
  if (mine !== loaded) return;
  places.cells = cells.cells.map(([code, corners, months]) => ({ code, corners, months }));
  places.areas = areas.areas.map(([code, name, polygons, months, people]) => ({ code, name, polygons, months, people }));
  points = some;
  map.removeFeatureState({ source: "cells" });
  map.removeFeatureState({ source: "areas" });
  const features = (some_, geometry) => ({ type: "FeatureCollection", features: some_.map((one, at) => ({ type: "Feature", id: at + 1, properties: { at }, geometry: geometry(one) })) });
  map.getSource("cells").setData(features(places.cells, (one) => ring([...one.corners, one.corners[0]])));
  map.getSource("areas").setData(features(places.areas, (one) => ({ type: "MultiPolygon", coordinates: one.polygons })));
  map.getSource("land").setData({ type: "FeatureCollection", features: ground.land.map((one) => ({ type: "Feature", properties: {}, geometry: ring(one) })) });
  for (const name of ["states", "divisions", "disputed"]) map.getSource(name).setData(lines(ground[name]));
  map.getSource("findings").setData({
    type: "FeatureCollection",
    features: findings.findings.map(([kind, title, url, rings]) => ({ type: "Feature", properties: { kind, title, url }, geometry: { type: "MultiPolygon", coordinates: rings.map((one) => [one]) } })),
  });
  labels = ground.names;
  write();
  show();
  paint();
  root.dataset.ready = "1";
}

/* Names are elements over the map: the browser sets every script and direction, and the map needs no fonts of its own. */
function write() {
  const taken = [];
  over.replaceChildren();
  credit.hidden = !chosen("layer").has("names") || !labels.some(([, , , kind]) => kind === "town");
  if (!chosen("layer").has("names")) return;
  const { clientWidth: width, clientHeight: height } = map.getContainer();
  for (const [x, y, name, kind] of labels) {
    const at = map.project([x, y]);
    const size = [name.length * 6 + 16, 18];
    if (at.x < 0 || at.y < 0 || at.x > width || at.y > height) continue;
    if (taken.some((one) => Math.abs(one.x - at.x) * 2 < one.size[0] + size[0] && Math.abs(one.y - at.y) * 2 < one.size[1] + size[1])) continue;
    taken.push({ x: at.x, y: at.y, size });
    const label = document.createElement("bdi");
    label.className = `map-name map-name-${kind}`;
    label.textContent = name;
    label.style.left = `${at.x}px`;
    label.style.top = `${at.y}px`;
    over.append(label);
  }
}

function show() {
  const on = chosen("layer");
  for (const kind of ["hotspot", "alert", "gi", "emerging"]) map.setLayoutProperty(kind, "visibility", on.has(kind) ? "visible" : "none");
}

function heading(text, url) {
  const title = document.createElement("h2");
  const link = document.createElement("a");
  link.href = url;
  link.textContent = text;
  title.append(link);
  return title;
}

/* The list beside the map is the page of incidents, asked with the same filters: its rows, and a link to all of it. */
async function pick(more, label) {
  if (!list) return;
  const [first, last] = period();
  const month = (number) => `${String(Math.floor(number / 12)).padStart(4, "0")}-${String((number % 12) + 1).padStart(2, "0")}`;
  const given = new URLSearchParams({ ...more, from: month(first), to: month(last) });
  for (const name of ["kind", "source"]) for (const value of chosen(name)) given.append(name, value);
  const url = `${root.dataset.incidents}?${given}`;
  const answer = await fetch(url);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const rows = document.createElement("ul");
  rows.className = "links";
  for (const row of page.querySelectorAll("table.queue tbody tr")) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = row.querySelector("a").getAttribute("href");
    link.textContent = row.querySelector("a").textContent.trim();
    const [what, where] = row.querySelectorAll("td");
    const rest = document.createElement("span");
    rest.textContent = ` ${what.textContent.trim()} · ${where.querySelector("bdi").textContent.trim()}`;
    item.append(link, rest);
    rows.append(item);
  }
  const empty = document.createElement("p");
  empty.textContent = root.dataset.none;
  list.replaceChildren(heading(label, url), rows.children.length ? rows : empty);
}

function told(one) {
  const [now, before] = counts(one.months);
  const least = said.dataset.least;
  let text = `${said.dataset.incidents}: ${least}${numbers.format(now)}`;
  if (fill() === "rates" && one.people) text = `${said.dataset.rates}: ${least}${numbers.format((now * 1e5) / one.people)}`;
  if (versus() && fill() !== "rates") text += ` · ${said.dataset.before}: ${least}${numbers.format(before)}`;
  return one.name ? `${one.name} · ${text}` : text;
}

function press(event) {
  const near = [[event.point.x - 4, event.point.y - 4], [event.point.x + 4, event.point.y + 4]];
  const [point] = map.queryRenderedFeatures(near, { layers: ["points"] });
  if (point) {
    if (!point.properties.cluster) location.assign(`${root.dataset.incidents}${point.properties.id}/`);
    else map.getSource("points").getClusterExpansionZoom(point.properties.cluster_id).then((zoom) => map.easeTo({ center: point.geometry.coordinates, zoom }));
    return;
  }
  const [finding] = map.queryRenderedFeatures(near, { layers: ["hotspot", "alert", "gi", "emerging"] });
  const source = fill() === "cells" ? "cells" : "areas";
  const [place] = map.queryRenderedFeatures(event.point, { layers: [source] });
  if (finding) said.replaceChildren(heading(finding.properties.title, finding.properties.url).firstChild);
  if (!place) return;
  const one = places[source][place.properties.at];
  if (!one.tone) return;
  if (!finding) said.textContent = told(one);
  pick(source === "cells" ? { cell: one.code } : { area: one.code }, told(one));
}

/* While a rectangle or an outline is drawn, a finger draws too: it neither moves the map nor the page. */
function selecting(button, on) {
  for (const one of root.querySelectorAll("[data-map-act][aria-pressed]")) one.setAttribute("aria-pressed", String(on && one === button));
  map.getContainer().classList.toggle("is-selecting", on);
  for (const one of [map.dragPan, map.cooperativeGestures]) if (on) one.disable(); else one.enable();
}

const CORNERS = 100;

function drawnBy(signal) {
  const canvas = map.getCanvasContainer();
  const select = root.querySelector("[data-map-act=select]");
  let way = null;
  let drawn = null;
  const at = (event) => {
    const frame = canvas.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  };
  const extent = () => [0, 1, 0, 1].map((axis, n) => (n < 2 ? Math.min : Math.max)(...way.map((point) => point[axis])));
  canvas.addEventListener("pointerdown", (event) => {
    const button = root.querySelector("[data-map-act][aria-pressed=true]") ?? (event.shiftKey ? select : null);
    if (!button) return;
    selecting(button, true);
    way = [at(event)];
    const isOutline = button.dataset.mapAct === "lasso";
    drawn = isOutline ? document.createElementNS("http://www.w3.org/2000/svg", "svg") : document.createElement("div");
    drawn.setAttribute("class", isOutline ? "map-outline" : "map-rectangle");
    if (isOutline) drawn.append(document.createElementNS("http://www.w3.org/2000/svg", "polygon"));
    canvas.append(drawn);
  });
  addEventListener("pointermove", (event) => {
    if (!way) return;
    if (drawn.firstChild) {
      way.push(at(event));
      drawn.firstChild.setAttribute("points", way.map((point) => point.join(",")).join(" "));
      return;
    }
    way = [way[0], at(event)];
    const [left, top, right, bottom] = extent();
    Object.assign(drawn.style, { left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px` });
  }, { signal });
  addEventListener("pointerup", () => {
    if (!way) return;
    const isOutline = Boolean(drawn.firstChild);
    const [left, top, right, bottom] = extent();
    const step = Math.ceil(way.length / CORNERS);
    const degrees = ([x, y]) => { const one = map.unproject([x, y]); return `${one.lng.toFixed(5)},${one.lat.toFixed(5)}`; };
    const corners = isOutline ? way.filter((_, n) => n % step === 0) : [[left, bottom], [right, top]];
    way = null;
    drawn.remove();
    selecting(null, false);
    if (right - left > 4) pick(isOutline ? { shape: corners.map(degrees).join(";") } : { box: corners.map(degrees).join(",") }, said.dataset.incidents);
  }, { signal });
}

function moveTo(first, last) {
  fromInput.value = first;
  toInput.value = last;
  for (const input of [fromInput, toInput]) input.dispatchEvent(new Event("input", { bubbles: true }));
}

function stepped(by) {
  const [first, last] = [+fromInput.value + by, +toInput.value + by];
  if (first < +fromInput.min || last > +toInput.max) return false;
  moveTo(first, last);
  return true;
}

function play(button) {
  if (playing) {
    clearInterval(playing);
    playing = 0;
    button.setAttribute("aria-pressed", "false");
    changed();
    return;
  }
  const step = +fromInput.step;
  if (+toInput.value + step > +toInput.max) moveTo(+fromInput.min, +fromInput.min + +toInput.value - +fromInput.value);
  button.setAttribute("aria-pressed", "true");
  playing = setInterval(() => stepped(step) || play(button), FRAME);
}

function style() {
  const tones = [1, 2, 3, 4, 5].map((tone) => {
    const key = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    key.setAttribute("class", `tone-${tone}`);
    root.append(key);
    const colour = getComputedStyle(key).fill;
    key.remove();
    return colour;
  });
  const tone = ["match", ["coalesce", ["feature-state", "tone"], 0], ...tones.flatMap((colour, at) => [at + 1, colour]), ...LESS.flatMap((colour, at) => [-at - 1, colour]), NONE];
  const outline = (id, colour, width, dash) => ({
    id, type: "line", source: "findings", filter: ["==", ["get", "kind"], id], layout: { visibility: "none" },
    paint: { "line-color": colour, "line-width": width, ...(dash ? { "line-dasharray": dash } : {}) },
  });
  const names = ["land", "areas", "cells", "near", "divisions", "states", "disputed", "findings"];
  return {
    version: 8,
    sources: {
      ...Object.fromEntries(names.map((name) => [name, { type: "geojson", data: EMPTY }])),
      points: { type: "geojson", data: EMPTY, cluster: true, clusterRadius: 36 },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": "#dcebf5" } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": "#f7f5f0" } },
      { id: "areas", type: "fill", source: "areas", paint: { "fill-color": tone, "fill-opacity": 0.85 } },
      { id: "cells", type: "fill", source: "cells", paint: { "fill-color": tone, "fill-opacity": 0.85 } },
      { id: "cells-edge", type: "line", source: "cells", paint: { "line-color": ["case", ["==", ["coalesce", ["feature-state", "tone"], 0], 0], NONE, "#5a2a0a"], "line-width": 0.4 } },
      { id: "near", type: "fill", source: "near", paint: { "fill-color": "#1f5f8b", "fill-opacity": 0.12, "fill-outline-color": "#1f5f8b" } },
      { id: "divisions", type: "line", source: "divisions", paint: { "line-color": "#8a94a3", "line-width": 0.7 } },
      { id: "states", type: "line", source: "states", paint: { "line-color": "#43536a", "line-width": 1.2 } },
      { id: "disputed", type: "line", source: "disputed", paint: { "line-color": "#43536a", "line-width": 1.2, "line-dasharray": [4, 3] } },
      outline("emerging", "#0b7285", 2), outline("gi", "#a61e4d", 2, [3, 1]), outline("alert", "#c92a2a", 2.4, [1, 1]), outline("hotspot", "#5b1a8b", 2.4),
      { id: "points", type: "circle", source: "points", paint: {
        "circle-color": "#1f5f8b", "circle-stroke-color": "#ffffff", "circle-stroke-width": 1, "circle-opacity": 0.85,
        "circle-radius": ["step", ["coalesce", ["get", "point_count"], 1], 4, 2, 8, 10, 12, 100, 17, 1000, 23],
      } },
    ],
  };
}

function fetched() {
  if (window.maplibregl) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = root.dataset.engine;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

async function open() {
  const parts = (text) => { const [west, south, east, north] = text.split(",").map(Number); return [west, Math.max(south, -80), east, Math.min(north, 84)]; };
  await fetched();
  maplibregl.setWorkerUrl(root.dataset.worker);
  root.hidden = false;
  document.body.classList.add("has-interactive-map");
  document.getElementById("map-play").hidden = false;
  const canvas = document.getElementById("map-canvas");
  map = new maplibregl.Map({
    container: canvas, style: style(), bounds: parts(box.value), attributionControl: false, fadeDuration: 0, dragRotate: false, pitchWithRotate: false,
    maxPitch: 0, touchPitch: false, renderWorldCopies: false, boxZoom: false, cooperativeGestures: true, locale: {
      "Map.Title": canvas.dataset.label, "CooperativeGesturesHandler.WindowsHelpText": canvas.dataset.wheel,
      "CooperativeGesturesHandler.MacHelpText": canvas.dataset.wheelMac, "CooperativeGesturesHandler.MobileHelpText": canvas.dataset.fingers,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  over = document.createElement("div");
  over.className = "map-names";
  credit = document.createElement("p");
  credit.className = "map-credit";
  credit.textContent = canvas.dataset.credit;
  canvas.append(over, credit);
  await map.once("load");
  map.on("click", press);
  map.on("mousemove", (event) => {
    const source = fill() === "cells" ? "cells" : "areas";
    const [place] = map.queryRenderedFeatures(event.point, { layers: [source] });
    if (place && places[source][place.properties.at]?.tone) said.textContent = told(places[source][place.properties.at]);
  });
  map.on("move", write);
  map.on("moveend", () => {
    clearTimeout(settled);
    settled = setTimeout(() => {
      keep();
      load();
    }, 500);
  });
  opened = new AbortController();
  const { signal } = opened;
  for (const input of [fromInput, toInput]) input.addEventListener("input", paint, { signal });
  form.addEventListener("change", (event) => { if (["kind", "source"].includes(event.target.name)) load(); }, { signal });
  for (const input of root.querySelectorAll("[form=map-form]")) {
    input.addEventListener("change", () => { changed(); write(); show(); if (input.value === "points" && input.checked && !points) load(); else paint(); }, { signal });
  }
  document.body.addEventListener("htmx:after:swap", paint, { signal });
  root.querySelector("[data-map-act=fit]").addEventListener("click", () => {
    const every = places.cells.flatMap((one) => (one.tone ? one.corners : []));
    if (!every.length) return;
    const [x, y] = [0, 1].map((axis) => every.map((corner) => corner[axis]));
    map.fitBounds([Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)], { padding: 20, animate: false });
  }, { signal });
  const draws = root.querySelectorAll("[data-map-act][aria-pressed]");
  for (const one of draws) one.addEventListener("click", () => selecting(one, one.getAttribute("aria-pressed") !== "true"), { signal });
  if (draws.length) drawnBy(signal);
  document.getElementById("map-play").addEventListener("click", (event) => {
    const button = event.target.closest("[data-map-time]");
    if (!button) return;
    if (button.dataset.mapTime === "play") play(button);
    else if (stepped(button.dataset.mapTime === "back" ? -fromInput.step : +fromInput.step)) changed();
  }, { signal });
  document.getElementById("map-year").addEventListener("change", (event) => {
    event.stopPropagation();
    const year = +event.target.value;
    if (!year) return;
    moveTo(Math.max(year * 12, +fromInput.min), Math.min(year * 12 + (+fromInput.step === 12 ? 0 : 11), +toInput.max));
    changed();
  }, { signal });
  await load();
  window.interactiveMap = map;
}

/* What is seen stands in the form, and so in the address and on the drawn map. */
function keep() {
  const view = map.getBounds();
  box.value = [Math.max(view.getWest(), -180), view.getSouth(), Math.min(view.getEast(), 180), view.getNorth()].map((value) => value.toFixed(5)).join(",");
  changed();
}

/* Back to the drawn map, of the same part and period. */
function close() {
  clearTimeout(settled);
  clearInterval(playing);
  playing = 0;
  loaded = null;
  points = null;
  for (const one of [toggle, document.querySelector("[data-map-time=play]")]) one.setAttribute("aria-pressed", "false");
  opened?.abort();
  document.body.classList.remove("has-interactive-map");
  root.hidden = true;
  delete root.dataset.ready;
  document.getElementById("map-play").hidden = true;
  for (const one of document.querySelectorAll("[data-legend]")) one.hidden = one.dataset.legend !== "cells";
  keep();
  map.remove();
  for (const one of [over, credit]) one.remove();
  map = null;
}

if (root && form && document.createElement("canvas").getContext("webgl2")) {
  toggle.parentElement.hidden = false;
  const start = async () => {
    toggle.setAttribute("aria-pressed", "true");
    try {
      await open();
    } catch (problem) {
      document.body.classList.remove("has-interactive-map");
      root.hidden = true;
      toggle.parentElement.append(` ${document.getElementById("map-canvas").dataset.failed}`);
      throw problem;
    }
  };
  toggle.addEventListener("click", () => {
    const on = toggle.getAttribute("aria-pressed") !== "true";
    localStorage.setItem(REMEMBERED, on ? "1" : "");
    if (on) start();
    else close();
  });
  if (localStorage.getItem(REMEMBERED)) start();
}
