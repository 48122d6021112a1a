// Comfort only: every page works without this file.
"use strict";

document.querySelector("[role=alert]")?.focus();

for (const field of document.querySelectorAll("input.nik")) {
  const count = document.createElement("small");
  count.className = "hitung";
  count.setAttribute("aria-hidden", "true");
  field.after(count);
  const tell = () => {
    const digits = field.value.replace(/[^0-9]/g, "").length;
    count.textContent = digits ? `${digits} / 16` : "";
    count.classList.toggle("pas", digits === 16);
  };
  field.addEventListener("input", tell);
  tell();
}

for (const button of document.querySelectorAll("[data-cetak]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
