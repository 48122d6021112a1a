// The evidence viewer by keys while the picture has the focus, and in browsers whose style sheets lack :has.
// Everything works without it in all others, by the radio buttons.
"use strict";
(() => {
  const table = document.querySelector(".meja-gambar");
  if (!table) return;
  const viewer = table.closest(".penampil");
  const choices = (name) => [...viewer.querySelectorAll(`input[name="${name}"]`)];
  const show = () => {
    const chosen = ["putar", "besar"].map((name) => choices(name).find((choice) => choice.checked));
    viewer.className = ["penampil", ...chosen.map((choice) => `${choice.name}-${choice.value}`)].join(" ");
  };
  const step = (name, by) => {
    const all = choices(name);
    const at = all.findIndex((choice) => choice.checked) + by;
    const to = name === "putar" ? all[(at + all.length) % all.length] : all[at];
    if (to) to.checked = true;
    show();
  };
  const keys = { r: ["putar", 1], R: ["putar", -1], "+": ["besar", 1], "=": ["besar", 1], "-": ["besar", -1] };
  table.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    step(...keys[event.key]);
  });
  viewer.addEventListener("change", show);
  viewer.querySelector(".petunjuk-tombol").hidden = false;
  show();
})();
