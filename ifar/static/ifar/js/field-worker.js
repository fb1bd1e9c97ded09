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

// The page as it is now, with the script and the sheets that it names.
const keepPage = async () => {
  const answer = await fetch(PAGE, { credentials: "same-origin", redirect: "error" });
  if (!answer.ok) return;
  const text = await answer.clone().text();
  const shelf = await caches.open(SHELF);
  await shelf.put(PAGE, answer);
  for (const [, address] of text.matchAll(/(?:src|href)="([^"]+)"/g)) {
    const path = new URL(address, location).pathname;
    if (KEPT.test(path)) await shelf.put(path, await fetch(path));
  }
};

addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (pathname === PAGE) event.respondWith(pageFor(event.request));
  else if (KEPT.test(pathname)) event.respondWith(assetFor(event.request, pathname));
});

const pageFor = async (request) => {
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await (await caches.open(SHELF)).put(PAGE, answer.clone());
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
