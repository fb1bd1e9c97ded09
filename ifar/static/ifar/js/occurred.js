/* Shows of "when it happened" only the inputs that the chosen precision needs. */

const NEEDS = { day: ["from"], instant: ["from", "time"], month: ["from"], year: ["from"], range: ["from", "to"], unknown: [] };

for (const box of document.querySelectorAll("[data-occurred]")) {
  const precision = box.querySelector("select");
  const show = () => {
    for (const name of ["from", "time", "to"]) {
      const label = box.querySelector(`.occurred-${name}`);
      if (label) label.hidden = !NEEDS[precision.value].includes(name);
    }
  };
  precision.addEventListener("change", show);
  show();
}
