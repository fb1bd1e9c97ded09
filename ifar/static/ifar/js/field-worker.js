// Keeps the page for the field on the device, and nothing else: no answer of the register is ever kept here.

const SHELF = "ifar-field-1";
const PAGE = "/field/";
const KEPT = /^\/static\/ifar\/(js\/field[^/]*\.js|css\/(field|roadside)[^/]*\.css|sign[^/]*\.svg)$/;

addEventListener("install", (event) => event.waitUntil(skipWaiting()));
addEventListener("activate", (event) => event.waitUntil(fresh()));

const fresh = async () => {
  for (const name of await caches.keys()) if (name.startsWith("ifar-field-") && name !== SHELF) await caches.delete(name);
  await clients.claim();
  await keepPage();
};

// What a page names comes first, the page last: one that is kept opens without a line, however early the line went away.
const keep = async (answer) => {
  const named = [...(await answer.clone().text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => new URL(address, location).pathname);
  const shelf = await caches.open(SHELF);
  for (const path of new Set(named)) if (KEPT.test(path) && !(await shelf.match(path))) await shelf.add(path);
  await shelf.put(PAGE, answer);
};

const keepPage = async () => {
  const answer = await fetch(PAGE, { credentials: "same-origin", redirect: "error" });
  if (answer.ok) await keep(answer);
};

addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (pathname === PAGE) event.respondWith(pageFor(event));
  else if (KEPT.test(pathname)) event.respondWith(assetFor(event.request, pathname));
});

const pageFor = async (event) => {
  try {
    const answer = await fetch(event.request);
    if (answer.ok && !answer.redirected) event.waitUntil(keep(answer.clone()));
    return answer;
  } catch (error) {
    const kept = await (await caches.open(SHELF)).match(PAGE);
    if (kept) return kept;
    throw error;
  }
};

const assetFor = async (request, path) => {
  const shelf = await caches.open(SHELF);
  try {
    const answer = await fetch(request);
    if (answer.ok) await shelf.put(path, answer.clone());
    return answer;
  } catch (error) {
    const kept = await shelf.match(path);
    if (kept) return kept;
    throw error;
  }
};
