// How an entry is confirmed where it is made: by the passkey of a person, a one-time code of theirs on this device, a signature on its glass, or on
// paper. Each is called what it is; what can be proven (passkey, code) the register proves when the entry arrives.

const client = document.getElementById("field");
const { before } = await import(client.dataset.client);
const form = client.querySelector("form[data-capture]");
const glass = form.querySelector("canvas");
const problem = form.querySelector("[data-confirm-problem]");
const bytes = (text) => new TextEncoder().encode(text);

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

// The signature ------------------------------------------------------------------------------------------------------------

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

// What is kept with the entry ------------------------------------------------------------------------------------------------

const passkey = async (values) => {
  const said = ["capture", "kind", "type", "taken", "serial", "number", "place", "ground"].map((name) => values[name] ?? "");
  const challenge = await crypto.subtle.digest("SHA-256", bytes(said.join("\n")));
  const found = await navigator.credentials.get({ publicKey: { challenge, userVerification: "required", rpId: location.hostname } });
  return found.toJSON();
};

before.keep = async ({ how, by, code, paper, ...values }) => {
  if (!how) return values;
  const lacks = { passkey: !by, code: !by || !code, glass: !isDrawn, paper: !paper };
  if (lacks[how]) return refuse("missing");
  const confirmed = { how, by: by ?? "" };
  if (how === "code") confirmed.code = code;
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

const refuse = (which) => {
  problem.textContent = problem.dataset[which];
  problem.focus();
  return null;
};

wipe();
show();
