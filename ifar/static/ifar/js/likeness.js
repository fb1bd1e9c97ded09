/* Taking a photo with the camera, a signature with a finger, a pen or the mouse. What was taken goes into the form's file field;
   without this script, or without a camera, a file is chosen. Nothing leaves the page before the form is sent. */

const form = document.querySelector("[data-likeness]");
const field = form?.querySelector("input[type=file]");

function fill(canvas, name, type) {
  return new Promise((resolve) => {
    canvas.toBlob((blob) => {
      const files = new DataTransfer();
      if (blob) files.items.add(new File([blob], name, { type }));
      field.files = files.files;
      resolve();
    }, type, 0.92);
  });
}

/* The camera ---------------------------------------------------------------------------------------------------------- */

const camera = form?.querySelector("[data-camera]");
if (camera && navigator.mediaDevices?.getUserMedia) {
  camera.hidden = false;
  const at = (name) => camera.querySelector(`[data-${name}]`);
  const [video, still, start, take, again, refused] = ["stream", "still", "start", "take", "again", "refused"].map(at);
  let stream = null;

  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
  };
  const begin = async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user", width: { ideal: 1280 } } });
    } catch {
      refused.hidden = false;
      return;
    }
    refused.hidden = true;
    video.srcObject = stream;
    await video.play();
    video.hidden = false;
    still.hidden = true;
    start.hidden = again.hidden = true;
    take.hidden = false;
    take.focus();
  };
  start.addEventListener("click", begin);
  again.addEventListener("click", begin);
  take.addEventListener("click", async () => {
    /* As a passport has it: 35 to 45, from the middle. */
    const height = Math.min(video.videoHeight, (video.videoWidth * 45) / 35);
    const width = (height * 35) / 45;
    still.width = Math.round(width);
    still.height = Math.round(height);
    const from = [(video.videoWidth - width) / 2, (video.videoHeight - height) / 2, width, height];
    still.getContext("2d").drawImage(video, ...from, 0, 0, still.width, still.height);
    await fill(still, "photo.jpg", "image/jpeg");
    stop();
    video.hidden = take.hidden = true;
    still.hidden = again.hidden = false;
    form.querySelector(".form-foot button").focus();
  });
  addEventListener("pagehide", stop);
}

/* The signature ------------------------------------------------------------------------------------------------------- */

const pad = form?.querySelector("[data-pad]");
if (pad) {
  pad.hidden = false;
  const canvas = pad.querySelector("canvas");
  const pen = canvas.getContext("2d");
  let last = null;

  const clear = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    Object.assign(pen, { strokeStyle: "#000", lineWidth: 5, lineCap: "round", lineJoin: "round" });
    field.value = "";
  };
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  };
  const draw = (event) => {
    if (!last) return;
    for (const one of event.getCoalescedEvents?.().length ? event.getCoalescedEvents() : [event]) {
      const next = place(one);
      pen.beginPath();
      pen.moveTo(...last);
      pen.lineTo(...next);
      pen.stroke();
      last = next;
    }
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    last = place(event);
    pen.beginPath();
    pen.arc(...last, 2.5, 0, 7);
    pen.fillStyle = "#000";
    pen.fill();
  });
  canvas.addEventListener("pointermove", draw);
  const lift = async (event) => {
    if (!last) return;
    draw(event);
    last = null;
    await fill(canvas, "signature.png", "image/png");
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  pad.querySelector("[data-clear]").addEventListener("click", clear);
  clear();
}
