"use strict";
// Signs in and goes on to the page that was asked for; only to a path of this service. Who still owes a code or a password of their
// own is led to where that is asked, and from there on: to the same page where it is one of the application.
document.getElementById("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target, words = form.dataset, said = document.getElementById("said");
  said.textContent = "";
  try {
    const answer = await fetch("/api/v1/session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ login: form.login.value.trim(), password: form.password.value }),
    });
    if (answer.ok) {
      const next = new URL(words.next, location.origin), path = next.origin === location.origin ? next.pathname + next.search : "/";
      const within = path.startsWith("/app/") ? path.slice(4) : "/";
      location.assign((await answer.json()).owes ? `/app/entering?next=${encodeURIComponent(within)}` : path);
    } else {
      said.textContent = answer.status === 423 ? words.locked : answer.status < 500 ? words.wrong : words.noAnswer;
    }
  } catch {
    said.textContent = words.noAnswer;
  }
});
