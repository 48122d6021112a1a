// Passwords can be looked at while they are typed.
"use strict";

for (const box of document.querySelectorAll("[data-lihat]")) {
  const field = document.getElementById(box.dataset.lihat);
  box.addEventListener("change", () => { field.type = box.checked ? "text" : "password"; });
  box.parentElement.hidden = false;
}
