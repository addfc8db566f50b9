// Photos of the form to ask are made small in the browser, at most 2048 px, so that a thin connection carries them; drawn anew they
// lose place and phone at once. Without this script, or for a photo this browser cannot read, they go as they are.
"use strict";
(() => {
    const box = document.getElementById("photos");
    if (!box || !window.createImageBitmap || !window.DataTransfer) return;
    const input = box.querySelector("input"), said = box.querySelector("[role=status]"), send = input.form.querySelector(":scope > button");
    const MOST = 3, LONGEST = 2048, QUALITY = 0.82, SMALL = 400000;
    const shrunk = async (file) => {
        const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
        const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
        if (scale === 1 && file.size < SMALL) return file;
        const canvas = document.createElement("canvas");
        canvas.width = Math.round(picture.width * scale);
        canvas.height = Math.round(picture.height * scale);
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        picture.close();
        const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
        return blob && blob.size < file.size ? new File([blob], `${file.name}.jpg`, { type: "image/jpeg" }) : file;
    };
    let turn = 0;
    input.addEventListener("change", async () => {
        const own = ++turn, files = [...input.files];
        if (!files.length) { said.textContent = ""; return; }
        send.disabled = true;
        said.textContent = box.dataset.wait;
        const kept = new DataTransfer();
        for (const file of files.slice(0, MOST)) {
            const one = await shrunk(file).catch(() => file);
            if (own !== turn) return;
            kept.items.add(one);
        }
        input.files = kept.files;
        send.disabled = false;
        said.textContent = files.length > MOST ? box.dataset.most : box.dataset.are.replace("{n}", kept.files.length);
    });
})();
