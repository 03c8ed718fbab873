// Runs once when the kernel makes its listener, without a view: forms are plain HTML.

function initialize({ model }) {
  const session = model.get("session");
  const formOf = (target) => {
    const form = target.closest?.("[data-mc-prediction]");
    return form?.dataset.mcSession === session ? form : null;
  };
  const entered = ({ target, type }) => {
    const form = formOf(target);
    if (!form) return;
    const shown = form.querySelector("output");
    if (shown) shown.textContent = target.value;
    // Each is told once: a number as it is typed, the others when they are chosen, since a slider
    // on its way is no answer yet. A number has none until something is in it.
    if (type !== (target.type === "number" ? "input" : "change") || target.value === "") return;
    model.send({
      kind: "prediction",
      prediction: form.dataset.mcPrediction,
      value: target.value,
    });
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
  document.addEventListener("change", entered, true);
  model.on("msg:custom", told);
  return () => {
    document.body.classList.remove("mc-listened");
    window.removeEventListener("keydown", typed, true);
    document.removeEventListener("input", entered, true);
    document.removeEventListener("change", entered, true);
    model.off("msg:custom", told);
  };
}

export default { initialize };
