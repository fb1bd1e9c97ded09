// An alert by keyboard: c confirms, w goes to watching, d to dismissing; where somebody types, keys are letters.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]")) return;
  const link = document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`);
  if (!link) return;
  event.preventDefault();
  if (!link.hash) { link.click(); return; }
  location.hash = link.hash;
  document.querySelector(`${link.hash} :is(input:not([type="hidden"]), select)`)?.focus();
});
