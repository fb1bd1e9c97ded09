// What the camera reads is asked at once; what a scanner sends or somebody types is sent by its own key. Without this script the form is sent as any form.

const field = document.getElementById("q");
const scan = document.querySelector("[data-scan-of]");
const camera = scan.querySelector("[data-camera]");
if (navigator.mediaDevices?.getUserMedia) {
  camera.hidden = false;
  camera.addEventListener("click", () => import(scan.dataset.scanner).then(() => camera.click()), { once: true });
}
field.addEventListener("change", (event) => event.isTrusted || !field.value.trim() || field.form.requestSubmit());
