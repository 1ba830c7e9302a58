// Escape closes the menus of the masthead and of filters and gives the focus back; by their own button they close without it.
"use strict";

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details:is(.drop, .pick)[open]");
  if (menu) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
});

// A page that refuses what was sent stands in the history as its form: Back opens that, and sends nothing again. What was
// typed comes out of the draft; where no draft keeps a text, the browser asks, as it does for any form.
const unkept = document.querySelector("form:not([data-draft]) textarea");
if (document.getElementById("problems") && !unkept) history.replaceState(null, "", location.href);
