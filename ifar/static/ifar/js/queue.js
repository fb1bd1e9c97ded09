/* Queues by keyboard: j and k move, Enter opens, x picks, ? shows the keys; and the bar of what is picked. */

for (const table of document.querySelectorAll("[data-queue]")) {
  const rows = () => [...table.querySelectorAll("tbody tr, :scope > li")];
  const boxes = () => [...table.querySelectorAll("tbody .pick input")];
  const bar = document.getElementById(table.dataset.queue);
  let here = -1;

  const go = (to) => {
    const all = rows();
    if (!all.length) return;
    all[here]?.classList.remove("here");
    here = Math.max(0, Math.min(all.length - 1, to));
    all[here].classList.add("here");
    all[here].tabIndex = -1;
    all[here].focus({ preventScroll: true });
    all[here].scrollIntoView({ block: "nearest" });
  };

  const count = () => {
    const picked = boxes().filter((box) => box.checked).length;
    if (!bar) return;
    bar.hidden = picked === 0;
    const number = bar.querySelector("[data-picked]");
    if (number) number.textContent = String(picked);
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), textarea, select, dialog, [popover]")) return;
    if (event.key === "j") go(here + 1);
    else if (event.key === "k") go(here - 1);
    else if (event.key === "Enter" && here >= 0 && !event.target.closest("a, button, input")) rows()[here].querySelector(".row-link")?.click();
    else if (event.key === "x" && here >= 0) {
      const box = rows()[here].querySelector(".pick input");
      if (box) {
        box.checked = !box.checked;
        count();
      }
    } else return;
    event.preventDefault();
  });

  table.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) for (const box of boxes()) box.checked = event.target.checked;
    count();
  });
  table.addEventListener("focusin", (event) => {
    const at = rows().indexOf(event.target.closest("tbody tr, li.result"));
    if (at >= 0 && at !== here) {
      rows()[here]?.classList.remove("here");
      here = at;
      rows()[here].classList.add("here");
    }
  });
  count();
}
