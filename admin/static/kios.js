// A kiosk forgets: an answer goes away after two quiet minutes, and never comes back by the back button.
const QUIET_MS = 120_000;
const done = document.querySelector("[data-selesai]");
if (done) {
  let timer = 0;
  const wait = () => { clearTimeout(timer); timer = setTimeout(() => location.replace(done.href), QUIET_MS); };
  for (const sign of ["pointerdown", "keydown", "scroll"]) addEventListener(sign, wait, { passive: true });
  wait();
}
addEventListener("pageshow", (shown) => { if (shown.persisted) location.replace("/kios"); });
