/* Runs where it stands, before anything is painted: on a phone what narrows a question is folded once it was asked, so that the first
   result is seen. Elsewhere, and without this script, it stays open, and no key more is needed. */
document.querySelectorAll("details[data-folds]").forEach((one) => {
  one.open = !matchMedia("(max-width: 40rem)").matches;
});
