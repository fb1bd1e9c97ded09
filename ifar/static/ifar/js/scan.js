/* Fields that take a thing or a person take a scanner, which types and ends with Enter, and the camera. Without this script the scanner still types.

What a code says the register reads (`POST /api/scans`), as far as the reader may see the thing; here it is only put where it belongs. */

const FAST = 60; /* ms between two signs on an average: nobody types so */
const PAUSE = 300; /* ms that may lie between two signs of one code, where a machine is busy for a moment */
const SHORTEST = 6; /* signs of what counts as scanned */
const field = (event) => event.target.closest?.("input[data-scans], textarea[data-scans]");
const isList = (where) => where.matches("textarea");
const bare = (text) => text.toUpperCase().replace(/[^0-9A-Z]/g, "");

/* What was typed so fast that a scanner typed it ------------------------------------------------------------------------- */

const NONE = { where: null, from: 0, count: 0, first: 0, last: 0 };
let run = NONE;

document.addEventListener("beforeinput", (event) => {
  const where = field(event);
  if (!where || event.inputType !== "insertText") return;
  const now = event.timeStamp;
  const goesOn = run.where === where && now - run.last < PAUSE;
  run = goesOn ? { ...run, count: run.count + 1, last: now } : { where, from: where.selectionStart, count: 1, first: now, last: now };
});

document.addEventListener(
  "keydown",
  (event) => {
    const where = field(event);
    if (!where || event.key !== "Enter" || event.isComposing) return;
    const isFast = (run.last - run.first) / run.count < FAST && event.timeStamp - run.last < PAUSE;
    const isScan = run.where === where && run.count >= SHORTEST && isFast;
    if (!isScan) return;
    const caret = where.selectionStart;
    const from = isList(where) ? where.value.lastIndexOf("\n", caret - 1) + 1 : run.from;
    const code = where.value.slice(from, caret);
    run = NONE;
    /* A field that stands alone, such as that of a search, is sent; a form in which more is asked goes on to what is asked next. */
    if (!isList(where) && isAlone(where)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isList(where)) where.setRangeText("", from, caret, "end");
    take(where, code);
  },
  true,
);

const asked = (form) => [...form.elements].filter((one) => one.matches("input:not([type=hidden]), select, textarea") && one.offsetParent !== null);
const isAlone = (where) => !where.form || asked(where.form).length === 1;

const next = (where) => {
  const all = where.form ? asked(where.form) : [];
  const after = all.slice(all.indexOf(where) + 1);
  const to = after.find((one) => !one.value && one.type !== "radio" && one.type !== "checkbox") ?? where.form?.querySelector(".button-main, button:not([type=button])");
  to?.focus();
};

/* A row of a list that says one thing, such as a seal: Enter leads to the next one. */
document.addEventListener("keydown", (event) => {
  const where = event.target.closest?.("input[data-next]");
  if (!where || event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  next(where);
});

/* Where a code goes --------------------------------------------------------------------------------------------------------- */

const pieceOf = (where) => document.querySelector(`[data-scan-of="${CSS.escape(where.id)}"]`);

const say = (where, which, text = "") => {
  const piece = pieceOf(where);
  const told = piece?.querySelector("[role=status]");
  if (!told) return;
  told.dataset.now = which;
  told.replaceChildren(piece.dataset[which] ?? "");
  if (text) {
    const shown = document.createElement("bdi");
    shown.textContent = text;
    told.append(" ", shown);
  }
};

let sound = null;
const beep = () => {
  navigator.vibrate?.(120);
  try {
    sound ??= new AudioContext();
    const tone = sound.createOscillator();
    tone.frequency.value = 220;
    tone.connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + 0.18);
  } catch {
    /* no sound here: it is said beside the field */
  }
};

const token = () => document.cookie.split("; ").find((one) => one.startsWith("ifar_csrf="))?.slice(10) ?? "";
const read = async (text, letters) => {
  const answer = await fetch("/api/scans", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token(), Accept: "application/json" },
    body: JSON.stringify({ text, letters }),
  });
  return answer.ok ? answer.json() : null;
};

const wordsOf = (thing) => [thing.what, thing.mark].filter(Boolean).join(" · ") || thing.printed;

/* Several codes may follow each other faster than the register answers: each is put in at once, and what it names is said when it is known. */
const take = async (where, text) => {
  if (isList(where)) return takeLine(where, text);
  if (where.value !== text) fill(where, text);
  next(where);
  /* What the reader may not look up by itself the register reads when the form is sent. */
  if ("unread" in where.dataset) return;
  const found = await asking(where, text);
  if (!found) return;
  const [thing] = found.things;
  if (found.things.length === 1) {
    if (where.value === text) fill(where, thing.printed);
    say(where, "known", wordsOf(thing));
  } else if (!found.checked) {
    say(where, "known", text.slice(0, 80));
  } else {
    beep();
    say(where, found.things.length ? "several" : "unknown", text.slice(0, 80));
    if (!found.things.length) where.select();
  }
};

const takeLine = async (where, text) => {
  const lines = where.value.split("\n").map((one) => one.trim()).filter(Boolean);
  const isDouble = (one) => lines.some((line) => bare(line.split(/[\t;,]/)[0]) === bare(one));
  if (isDouble(text)) {
    beep();
    return say(where, "twice", text.slice(0, 80));
  }
  fill(where, [...lines, text, ""].join("\n"));
  const found = await asking(where, text);
  if (!found) return;
  const thing = found.things.length === 1 ? found.things[0] : null;
  if (thing && thing.printed !== text) {
    const now = where.value.split("\n");
    const at = now.lastIndexOf(text);
    const isThere = now.some((line, n) => n !== at && bare(line.split(/[\t;,]/)[0]) === bare(thing.printed));
    const from = now.slice(0, at).join("\n").length + (at > 0 ? 1 : 0);
    /* The next code may be half typed by now: the caret stays where it is in it. */
    if (at >= 0 && isThere) where.setRangeText("", from, Math.min(from + text.length + 1, where.value.length), "preserve");
    else if (at >= 0) where.setRangeText(thing.printed, from, from + text.length, "preserve");
    if (isThere) {
      beep();
      return say(where, "twice", wordsOf(thing));
    }
  }
  if (thing) return say(where, "known", wordsOf(thing));
  if (!found.checked) return say(where, "known", text.slice(0, 80));
  beep();
  say(where, found.things.length ? "several" : "unknown", text.slice(0, 80));
};

/* Without a line nobody says what it is; the code stands in the field, and the register reads it when the form is sent. */
const asking = async (where, text) => {
  try {
    return await read(text, where.dataset.scans);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    say(where, "unasked");
    return null;
  }
};

const fill = (where, text) => {
  where.value = text;
  where.dispatchEvent(new Event("input", { bubbles: true }));
  where.dispatchEvent(new Event("change", { bubbles: true }));
  if (isList(where)) where.scrollTop = where.scrollHeight;
};

/* The camera ------------------------------------------------------------------------------------------------------------------ */

const FORMATS = ["qr_code", "data_matrix", "code_128"];

const own = async () => {
  const offered = (await globalThis.BarcodeDetector?.getSupportedFormats?.()) ?? [];
  if (!FORMATS.slice(0, 2).every((one) => offered.includes(one))) return null;
  const detector = new BarcodeDetector({ formats: FORMATS.filter((one) => offered.includes(one)) });
  return async (video) => (await detector.detect(video))[0]?.rawValue ?? "";
};

let reading = null;
const loaded = (address) =>
  (reading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = () => reject(new TypeError("no reader"));
    document.head.append(script);
  }));

const library = async (address) => {
  await loaded(address);
  const { BarcodeFormat, BinaryBitmap, DecodeHintType, HTMLCanvasElementLuminanceSource, HybridBinarizer, MultiFormatReader } = globalThis.ZXing;
  const formats = [BarcodeFormat.QR_CODE, BarcodeFormat.DATA_MATRIX, BarcodeFormat.CODE_128];
  const reader = new MultiFormatReader();
  reader.setHints(new Map([[DecodeHintType.POSSIBLE_FORMATS, formats], [DecodeHintType.TRY_HARDER, true]]));
  const canvas = document.createElement("canvas");
  const drawn = canvas.getContext("2d", { willReadFrequently: true });
  let isSmall = true;
  return async (video) => {
    /* By turns as it is and smaller: of codes that do not move, one in fifteen is not found at one size alone. */
    isSmall = !isSmall;
    canvas.width = video.videoWidth * (isSmall ? 0.6 : 1);
    canvas.height = video.videoHeight * (isSmall ? 0.6 : 1);
    drawn.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return reader.decode(new BinaryBitmap(new HybridBinarizer(new HTMLCanvasElementLuminanceSource(canvas)))).getText();
    } catch {
      return ""; /* no code in this picture */
    }
  };
};

const camera = async (where, piece) => {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    return say(where, "refused");
  }
  const dialog = document.createElement("dialog");
  dialog.className = "camera";
  const video = document.createElement("video");
  video.muted = video.playsInline = true;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button";
  close.textContent = piece.dataset.close;
  close.addEventListener("click", () => dialog.close());
  dialog.setAttribute("aria-label", piece.dataset.scan);
  dialog.append(video, close);
  document.body.append(dialog);
  let isOpen = true;
  dialog.addEventListener("close", () => {
    isOpen = false;
    for (const track of stream.getTracks()) track.stop();
    dialog.remove();
    where.focus();
  });
  dialog.showModal();
  video.srcObject = stream;
  await video.play();
  const look = (await own()) ?? (await library(piece.dataset.reader));
  let before = "";
  while (isOpen) {
    const text = video.videoWidth ? await look(video) : "";
    if (isOpen && text && text !== before) {
      before = text;
      navigator.vibrate?.(40);
      if (!isList(where)) dialog.close();
      if (!isList(where) && isAlone(where)) {
        fill(where, text);
        where.form?.requestSubmit();
      } else await take(where, text);
    }
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
};

document.addEventListener("click", (event) => {
  const piece = event.target.closest("[data-camera]")?.closest("[data-scan-of]");
  const where = piece && document.getElementById(piece.dataset.scanOf);
  if (where) camera(where, piece);
});

const offer = () => {
  if (!navigator.mediaDevices?.getUserMedia) return;
  for (const button of document.querySelectorAll("[data-camera][hidden]")) button.hidden = false;
};
offer();
document.addEventListener("htmx:after:swap", offer);

/* Look-alikes in a mark: which is a letter and which a figure is said below it, while it is typed. */
const show = (where) => {
  const piece = document.querySelector(`[data-alike-of="${CSS.escape(where.id)}"]`);
  if (!piece) return;
  const alike = piece.dataset.alike;
  const signs = [...where.value.toUpperCase()].filter((one) => alike.includes(one));
  piece.hidden = !signs.length;
  piece.querySelector("[data-signs]")?.replaceChildren(
    ...[...new Set(signs)].map((sign) => {
      const one = document.createElement("bdi");
      one.dir = "ltr";
      one.className = /\d/.test(sign) ? "alike alike-figure" : "alike";
      const mark = document.createElement("b");
      mark.textContent = sign;
      one.append(mark, ` ${/\d/.test(sign) ? piece.dataset.figure : piece.dataset.letter}`);
      return one;
    }),
  );
};
document.addEventListener("input", (event) => {
  if (event.target.matches?.("input[data-mark]")) show(event.target);
});
for (const where of document.querySelectorAll("input[data-mark]")) if (where.value) show(where);
