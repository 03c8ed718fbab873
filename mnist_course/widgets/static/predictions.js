// Runs once when the kernel makes its listener, without a view: forms are plain HTML.

// A slider on its way is no answer yet: its value counts when it has rested for so long.
const REST_MILLISECONDS = 200;

function initialize({ model }) {
  const session = model.get("session");
  const formOf = (target) => {
    const form = target.closest?.("[data-mc-prediction]");
    return form?.dataset.mcSession === session ? form : null;
  };
  const tell = (form, value) =>
    model.send({ kind: "prediction", prediction: form.dataset.mcPrediction, value });
  const entered = ({ target }) => {
    const form = formOf(target);
    if (!form) return;
    const { type, value } = target;
    const shown = form.querySelector("output");
    if (shown) shown.textContent = value;
    if (type === "range")
      setTimeout(() => target.value === value && tell(form, value), REST_MILLISECONDS);
    // A number is none until something is in it.
    else if (value !== "") tell(form, value);
  };
  const told = (message) => {
    if (message.kind !== "said") return;
    const forms = document.querySelectorAll(
      `[data-mc-prediction="${CSS.escape(message.prediction)}"]`,
    );
    for (const form of forms)
      if (form.dataset.mcSession === session)
        form.querySelector("[role=status]").textContent = message.said;
  };
  // JupyterLab takes arrows and letters for itself; a slider and a choice need them.
  const typed = (event) => {
    if (!["Enter", "Escape", "Tab"].includes(event.key) && formOf(event.target))
      event.stopPropagation();
  };
  document.body.classList.add("mc-listened");
  window.addEventListener("keydown", typed, true);
  document.addEventListener("input", entered, true);
  model.on("msg:custom", told);
  return () => {
    document.body.classList.remove("mc-listened");
    window.removeEventListener("keydown", typed, true);
    document.removeEventListener("input", entered, true);
    model.off("msg:custom", told);
  };
}

export default { initialize };
