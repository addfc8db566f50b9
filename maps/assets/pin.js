// A resident's place for the form to ask: shown only where the telephone can tell it, and asked only when the button is pressed.
// Without this script the form works as before.
"use strict";
(() => {
    const box = document.getElementById("pin");
    if (!box || !navigator.geolocation || !window.isSecureContext) return;
    const field = (name) => document.querySelector(`input[name="${name}"]`);
    const button = box.querySelector("button"), said = box.querySelector("[role=status]"), street = document.getElementById("street");
    box.hidden = false;
    button.addEventListener("click", () => {
        button.disabled = true;
        said.textContent = box.dataset.wait;
        navigator.geolocation.getCurrentPosition(({ coords }) => {
            field("lon").value = coords.longitude.toFixed(6);
            field("lat").value = coords.latitude.toFixed(6);
            street.required = false; // the service tells it by the place
            button.disabled = false;
            said.textContent = box.dataset.known.replace("{n}", Math.max(1, Math.round(coords.accuracy)));
        }, () => {
            button.disabled = false;
            said.textContent = box.dataset.none;
        }, { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 });
    });
})();
