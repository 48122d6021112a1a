// Keys for the evidence viewer while the picture has the focus. Everything works without it, by the radio buttons.
"use strict";
(() => {
  const table = document.querySelector(".meja-gambar");
  if (!table) return;
  const step = (name, by) => {
    const choices = [...document.querySelectorAll(`input[name="${name}"]`)];
    const at = choices.findIndex((choice) => choice.checked) + by;
    const to = name === "putar" ? choices[(at + choices.length) % choices.length] : choices[at];
    if (to) to.checked = true;
  };
  const keys = { r: ["putar", 1], R: ["putar", -1], "+": ["besar", 1], "=": ["besar", 1], "-": ["besar", -1] };
  table.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    step(...keys[event.key]);
  });
  document.querySelector(".petunjuk-tombol").hidden = false;
})();
