// Pictures of rows and columns: a frame over some of them, clicks and sliders that choose a place.

// `place(row, column, height, width)` lays the frame; `onplace(row, column)` hears of a click.
const framed = (picture, rows, columns, onplace = null) => {
  const marker = element("div", { class: "mc-frame", "aria-hidden": "true" });
  const grid = element("div", { class: "mc-grid" }, picture, marker);
  grid.classList.toggle("mc-still-grid", !onplace);
  if (onplace)
    grid.addEventListener("click", (event) => {
      const box = picture.getBoundingClientRect();
      onplace(
        ((event.clientY - box.top) / box.height) * rows,
        ((event.clientX - box.left) / box.width) * columns,
      );
    });
  const place = (row, column, height, width) => {
    const [bottom, right] = [Math.min(row + height, rows), Math.min(column + width, columns)];
    const [top, left] = [Math.max(row, 0), Math.max(column, 0)];
    marker.style.top = `${(100 * top) / rows}%`;
    marker.style.left = `${(100 * left) / columns}%`;
    marker.style.height = `${(100 * (bottom - top)) / rows}%`;
    marker.style.width = `${(100 * (right - left)) / columns}%`;
  };
  return { grid, place };
};

const buildSlider = (name, oninput, extent = {}) => {
  const input = element("input", { type: "range", min: 0, step: 1, ...extent });
  const shown = element("span", { class: "mc-number", style: "min-width:1.8rem" });
  input.addEventListener("input", () => oninput(Number(input.value)));
  const words = element("span", { class: "mc-name" }, name);
  const label = element("label", { class: "mc-slider" }, words, input, shown);
  const show = (value, spoken) => {
    input.value = value;
    shown.textContent = value;
    input.setAttribute("aria-valuetext", spoken);
  };
  return { input, label, show };
};
