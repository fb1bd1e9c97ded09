/* What is chosen by name is added to the field whose name `data-adds-to` says, and the finder is empty for the next one. The field tells that
   it changed, so that the page shows anew who will read what is written. Without this script the number stands in the finder, to be copied. */
document.querySelectorAll("[data-adds-to]").forEach((finder) => {
  const field = finder.form.elements[finder.dataset.addsTo];
  finder.addEventListener("input", () => {
    const chosen = [...finder.list.options].some((one) => one.value === finder.value);
    if (!chosen) return;
    const named = field.value.split(/\s+/).filter(Boolean);
    if (!named.includes(finder.value)) named.push(finder.value);
    field.value = named.join(" ");
    finder.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
});
