// Passkeys: the browser answers the challenge of the form, whose hidden field carries the answer.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const unpack = (options) => {
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const known of [...(options.allowCredentials ?? []), ...(options.excludeCredentials ?? [])]) known.id = bytes(known.id);
  return options;
};

const pack = ({ id, rawId, type, response }) => JSON.stringify({
  id, rawId: text(rawId), type,
  response: Object.fromEntries(
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
      .filter((name) => response[name]).map((name) => [name, text(response[name])]),
  ),
});

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[data-pakai]");
  if (!window.PublicKeyCredential) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const code = form.querySelector("[name=kode]");
    if (code) code.required = false;
    if (!form.reportValidity()) return;
    try {
      const publicKey = unpack(JSON.parse(form.dataset.opsi));
      form.elements.kredensial.value = pack(await navigator.credentials[form.dataset.passkey]({ publicKey }));
      form.submit();
    } catch {
      if (code) code.required = true;
      form.querySelector("[data-gagal]").hidden = false;
    }
  });
}
