// How an entry is confirmed where it is made: by the passkey of a person, a one-time code of theirs on this device, a signature on its glass, or on
// paper. Each is called what it is; what can be proven (passkey, code) the register proves when the entry arrives.

const client = document.getElementById("field");
const { before } = await import(client.dataset.client);
const bytes = (text) => new TextEncoder().encode(text);

// A PIN is sealed for the register at once, for this one entry and always alike long: the device keeps no key with which it could read it again, and no hash to try against.
const POINT = { name: "ECDH", namedCurve: "P-256" };
const sealed = async (pin, capture, key) => {
  const register = await crypto.subtle.importKey("raw", Uint8Array.from(atob(key), (one) => one.charCodeAt(0)), POINT, false, []);
  const own = await crypto.subtle.generateKey(POINT, false, ["deriveBits"]);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: register }, own.privateKey, 256);
  const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const info = bytes(`ifar sealed pin/1\n${capture}`);
  const with_ = await crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info }, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, with_, bytes(pin.padEnd(12)));
  const point = await crypto.subtle.exportKey("raw", own.publicKey);
  return btoa(String.fromCharCode(...new Uint8Array(point), ...iv, ...new Uint8Array(data)));
};

/* What is kept with the entries of one form: `signs` says what a passkey signs of an entry, `key` for whom a PIN is sealed. */
export const confirming = (form, signs, key = () => undefined) => {
  const glass = form.querySelector("canvas");
  const problem = form.querySelector("[data-confirm-problem]");

  const chosen = () => form.elements.how?.value ?? "";
  const show = () => {
    for (const part of form.querySelectorAll("[data-for]")) {
      part.hidden = !part.dataset.for.split(" ").includes(chosen());
      // What cannot be seen is not asked: a field that does not fit and is hidden would keep the form from being kept, without a word.
      for (const field of part.querySelectorAll("input")) field.disabled = part.hidden;
    }
    problem.textContent = "";
  };
  form.addEventListener("change", show);
  form.addEventListener("reset", () => setTimeout(() => {
    wipe();
    show();
  }));

  const pen = glass.getContext("2d");
  let isDrawn = false;
  const wipe = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, glass.width, glass.height);
    isDrawn = false;
  };
  const at = (event) => {
    const { left, top, width, height } = glass.getBoundingClientRect();
    return [((event.clientX - left) / width) * glass.width, ((event.clientY - top) / height) * glass.height];
  };
  glass.addEventListener("pointerdown", (event) => {
    glass.setPointerCapture(event.pointerId);
    pen.lineWidth = 3;
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  glass.addEventListener("pointermove", (event) => {
    if (!event.buttons) return;
    pen.lineTo(...at(event));
    pen.stroke();
    isDrawn = true;
  });
  form.querySelector("[data-wipe]").addEventListener("click", wipe);

  const passkey = async (values) => {
    const challenge = await crypto.subtle.digest("SHA-256", bytes(signs(values).join("\n")));
    const found = await navigator.credentials.get({ publicKey: { challenge, userVerification: "required", rpId: location.hostname } });
    return found.toJSON();
  };
  const refuse = (which) => {
    problem.textContent = problem.dataset[which];
    problem.focus();
    return null;
  };

  wipe();
  show();
  return async ({ how, by, code, pin, paper, ...values }) => {
    if (!how) return values;
    const lacks = { passkey: "by" in form.elements && !by, code: !by || !code, pin: !/^[0-9]{4,12}$/.test(pin ?? "") || !key(), glass: !isDrawn, paper: !paper };
    if (lacks[how]) return refuse("missing");
    const confirmed = { how };
    if ("by" in form.elements) confirmed.by = by ?? "";
    if (how === "code") confirmed.code = code;
    if (how === "pin") confirmed.pin = await sealed(pin, values.capture, key());
    if (how === "paper") confirmed.paper = paper;
    if (how === "glass") confirmed.drawing = glass.toDataURL("image/png").split(",")[1];
    if (how === "passkey") {
      try {
        confirmed.assertion = await passkey(values);
      } catch {
        return refuse("passkey");
      }
    }
    return { ...values, confirmed };
  };
};

const SIGNED = ["capture", "kind", "type", "taken", "serial", "number", "place", "ground"];
before.keep = confirming(client.querySelector("form[data-capture]"), (values) => SIGNED.map((name) => values[name] ?? ""));
