// Counts the characters of a text that has a limit (data-count names its control): what is too long is kept.
"use strict";

for (const count of document.querySelectorAll("[data-count]")) {
  const control = document.getElementById(count.dataset.count);
  const most = Number(count.dataset.most);
  const written = new Intl.NumberFormat(document.documentElement.lang);
  const always = control?.localName === "textarea";
  let timer = 0;

  const show = () => {
    const length = [...control.value.trim()].length;
    const over = length - most;
    const words = over > 0 ? count.dataset.over : count.dataset.words;
    count.textContent = words
      .replace("{count}", written.format(length))
      .replace("{most}", written.format(most))
      .replace("{over}", written.format(over));
    count.classList.toggle("is-over", over > 0);
    count.hidden = !always && length < 0.8 * most;
  };

  if (control) {
    count.setAttribute("aria-live", "polite");
    show();
    control.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(show, 200);
    });
  }
}
