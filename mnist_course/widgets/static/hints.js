// Runs once when the kernel makes its counter, without a view: panels are plain HTML.

function initialize({ model }) {
  const session = model.get("session");
  const opened = ({ target }) => {
    if (!target.open || !target.matches?.("details.mc-hint")) return;
    if (target.closest("[data-mc-session]")?.dataset.mcSession !== session) return;
    const { exercise, number } = target.dataset;
    model.send({ kind: "hint", exercise, number: Number(number) });
  };
  // `toggle` does not bubble.
  document.addEventListener("toggle", opened, true);
  return () => document.removeEventListener("toggle", opened, true);
}

export default { initialize };
