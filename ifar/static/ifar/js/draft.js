/* Nothing typed is ever lost: a form with data-draft is kept on the server while one types, and brought back. */

const WAIT = 1200;

for (const form of document.querySelectorAll("form[data-draft]")) {
  const state = form.querySelector("[data-draft-state]");
  let timer = null;
  let kept = true;

  const say = (which) => {
    if (state) state.textContent = state.dataset[which];
  };

  const keep = async () => {
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File || name === "password") body.delete(name);
    say("keeping");
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body, headers: { "X-CSRFToken": body.get("csrfmiddlewaretoken") ?? "" } });
      if (!answer.ok) throw new Error(String(answer.status));
      kept = true;
      say("kept");
    } catch {
      say("failed");
    }
  };

  form.addEventListener("input", () => {
    kept = false;
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  });
  form.addEventListener("submit", () => {
    kept = true;
    clearTimeout(timer);
  });
  addEventListener("beforeunload", (event) => {
    if (!kept) event.preventDefault();
  });
}
